import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { afterEach, expect, test } from "vitest";
import {
  starterCommand,
  starterEnvironment,
  starterHealthCheck,
  starterImage,
} from "../../templates/starter/starter.ts";

const children = new Set<ChildProcess>();
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  children.clear();
});

interface Line {
  readonly level: string;
  readonly msg: string;
  readonly [key: string]: unknown;
}

/** Runs the starter as a task would, on a free port; `line` answers the first line that fits, also from the past. */
async function startStarter(env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, starterCommand().slice(1), {
    env: { HOST: "127.0.0.1", PORT: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.add(child);
  const lines: Line[] = [];
  const reader = createInterface(child.stdout);
  reader.on("line", (text) => lines.push(JSON.parse(text)));
  const line = async (fits: (line: Line) => boolean): Promise<Line> => {
    const found = lines.find(fits);
    if (found) return found;
    await once(reader, "line");
    return line(fits);
  };
  const { msg } = await line(({ msg }) => msg.startsWith("listening"));
  const port = msg.replace("listening on port ", "");
  return { child, line, lines, port, url: `http://127.0.0.1:${port}` };
}

const check = async (port: string) => {
  const [, command, ...args] = starterHealthCheck;
  expect(command).toBe("node");
  const child = spawn(process.execPath, args, { env: { PORT: port }, stdio: "ignore" });
  children.add(child);
  const [code] = await once(child, "exit");
  return code;
};

test("the command is small enough for three services in one template", () => {
  expect(starterCommand().join(" ").length).toBeLessThan(3 * 1024);
  expect(starterImage).toMatch(/^public\.ecr\.aws\/docker\/library\/node:\d+\.\d+\.\d+-/);
});

test.each(["/health", "/healthz", "/health?deep=1"])("%s says that the service is up", async (path) => {
  const { url } = await startStarter(starterEnvironment("agent-runtime", "dev"));
  const response = await fetch(url + path);
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ status: "ok", service: "agent-runtime", env: "dev" });
});

test("the root describes the service, and other paths are not found", async () => {
  const { url } = await startStarter();
  expect(await (await fetch(url)).json()).toMatchObject({
    service: "world-management",
    endpoints: ["/health", "/healthz"],
  });
  expect((await fetch(`${url}/nothing`)).status).toBe(404);
});

test.each(["world-management", "agent-runtime", "llm-integration"])(
  "%s logs JSON lines at once and on",
  async (service) => {
    const { line, lines } = await startStarter({
      ...starterEnvironment(service, "dev"),
      GWORLD_LOG_INTERVAL_SECONDS: "0.02",
    });
    await line(({ level }) => level === "warn");
    for (const each of lines) {
      expect(Object.keys(each)).toEqual(["ts", "level", "svc", "env", "traceId", "msg"]);
      expect(each).toMatchObject({ svc: service, env: "dev", traceId: expect.stringMatching(/^[0-9a-f]{32}$/) });
    }
    expect(new Set(lines.map(({ traceId }) => traceId)).size).toBe(lines.length);
  },
);

test("each request leaves one line", async () => {
  const { url, line } = await startStarter();
  await fetch(`${url}/nothing`);
  expect(await line(({ msg }) => msg.startsWith("GET"))).toMatchObject({ level: "warn", msg: "GET /nothing 404" });
});

test("SIGTERM ends it with 0 after a last line, open connections or not", async () => {
  const { child, url, line } = await startStarter();
  await fetch(`${url}/health`);
  child.kill("SIGTERM");
  const [code] = await once(child, "exit");
  expect(code).toBe(0);
  expect(await line(({ msg }) => msg.startsWith("stopping"))).toMatchObject({ msg: "stopping on SIGTERM" });
});

test("a reader that goes away ends it", async () => {
  const { child } = await startStarter({ GWORLD_LOG_INTERVAL_SECONDS: "0.02" });
  child.stdout?.destroy();
  const [code] = await once(child, "exit");
  expect(code).toBe(1);
});

test("a port that is taken is said, and ends it", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const { port }: AddressInfo = JSON.parse(JSON.stringify(taken.address()));
  const child = spawn(process.execPath, starterCommand().slice(1), { env: { HOST: "127.0.0.1", PORT: String(port) } });
  children.add(child);
  const [said] = await once(child.stdout, "data");
  const [code] = await once(child, "exit");
  taken.close();
  expect(code).toBe(1);
  expect(JSON.parse(String(said))).toMatchObject({ level: "error", msg: expect.stringContaining("EADDRINUSE") });
});

test("the health check passes while the service answers and fails after", async () => {
  const { child, port } = await startStarter();
  expect(await check(port)).toBe(0);
  child.kill("SIGTERM");
  await once(child, "exit");
  expect(await check(port)).toBe(1);
});

const engineModule = (body: string) => `data:text/javascript,${encodeURIComponent(body)}`;

test("agent-runtime runs the engine that it is given, logs in its words, and lets it leave before it ends", async () => {
  const engine = engineModule(`export const runWorlds = ({ env, log, signal }) => new Promise((resolve) => {
    log("info", "tick committed", { worldId: "town", tick: 7, of: env.GWORLD_ENV });
    signal.addEventListener("abort", () => setTimeout(() => { log("info", "left"); resolve(); }, 20));
  })`);
  const env = { ...starterEnvironment("agent-runtime", "dev"), GWORLD_WORLD_ENGINE: engine };
  const { child, line, lines } = await startStarter({ ...env, GWORLD_LOG_INTERVAL_SECONDS: "0.02" });
  const ticked = await line(({ msg }) => msg === "tick committed");
  expect(ticked).toMatchObject({
    level: "info",
    svc: "agent-runtime",
    env: "dev",
    worldId: "town",
    tick: 7,
    of: "dev",
  });
  child.kill("SIGTERM");
  await line(({ msg }) => msg === "left");
  expect(child.exitCode ?? (await once(child, "exit"))[0]).toBe(0);
  expect(lines.map(({ msg }) => msg.replace(/\d+$/, ""))).toEqual([
    "listening on port ",
    "tick committed",
    "stopping on SIGTERM",
    "left",
  ]);
});

test("an engine that does not load is said, and the service goes on", async () => {
  const env = { ...starterEnvironment("agent-runtime", "dev"), GWORLD_WORLD_ENGINE: "file:///no/such/engine.js" };
  const { line } = await startStarter({ ...env, GWORLD_LOG_INTERVAL_SECONDS: "0.02" });
  const failed = await line(({ level }) => level === "error");
  expect(failed.msg).toContain("worlds do not run");
  expect(await line(({ msg }) => msg.startsWith("agent "))).toMatchObject({ svc: "agent-runtime" });
});

test.each([
  { service: "agent-runtime", said: 1 },
  { service: "world-management", said: 0 },
])("without an engine $service says $said times that it runs no worlds", async ({ service, said }) => {
  const { line, lines } = await startStarter({
    ...starterEnvironment(service, "dev"),
    GWORLD_LOG_INTERVAL_SECONDS: "0.02",
  });
  await line(({ level }) => level === "warn");
  expect(lines.filter(({ msg }) => msg.startsWith("runs no worlds"))).toHaveLength(said);
});
