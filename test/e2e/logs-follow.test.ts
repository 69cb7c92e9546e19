import { once } from "node:events";
import { createInterface } from "node:readline";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { ECS } from "@aws-sdk/client-ecs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localCredentials } from "../../src/model/local-credentials.ts";
import { onTerminal } from "../fakes/terminal.ts";
import { bin, workplace, type Workplace } from "./gworld.ts";

let place: Workplace;
let endpoint: string;
let pid: number;
let clients: { logs: CloudWatchLogs; ecs: ECS };
beforeAll(async () => {
  place = await workplace();
  await place.json(["deploy", "--env", "local", "--yes"]);
  ({ endpoint, pid } = await localStatus());
  const own = { endpoint, region: "us-east-1", credentials: localCredentials };
  clients = { logs: new CloudWatchLogs(own), ecs: new ECS(own) };
});
afterAll(async () => {
  clients.logs.destroy();
  clients.ecs.destroy();
  await place.remove();
});

const cluster = "gworld-local";
const groups = ["world-management", "agent-runtime", "llm-integration"].map((name) => `/gworld/local/${name}`);
const patient = { timeout: 60_000, interval: 500 };

interface Shown {
  readonly eventId: string;
  readonly message: string;
  readonly kind?: string;
  readonly service: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A follow in a process of its own, its lines as they come, and its end by Ctrl-C. */
function following(...args: readonly string[]) {
  const child = place.start(["logs", ...args, "--json", "--env", "local"]);
  const shown: Shown[] = [];
  if (child.stdout === null) throw new Error("no output to read");
  createInterface({ input: child.stdout }).on("line", (line) => shown.push(JSON.parse(line)));
  return {
    shown,
    lines: () => shown.filter(({ kind }) => kind === undefined),
    async interrupt(): Promise<unknown> {
      const ended = once(child, "exit");
      child.kill("SIGINT");
      return (await ended)[0];
    },
  };
}

/** Events of all groups between two moments, as FilterLogEvents holds them at the end. */
async function held(startTime: number, endTime: number): Promise<string[]> {
  const ids: string[] = [];
  for (const logGroupName of groups) {
    let nextToken: string | undefined;
    do {
      const page = await clients.logs.filterLogEvents({ logGroupName, startTime, endTime, nextToken });
      ids.push(...(page.events ?? []).flatMap(({ eventId = "" }) => eventId));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
  }
  return ids;
}

/** Asks every task for pages, which it logs, until told to stop. */
function visitors() {
  const over = new AbortController();
  const visit = async () => {
    while (!over.signal.aborted) {
      const { taskArns: tasks = [] } = await clients.ecs.listTasks({ cluster });
      const { tasks: described = [] } = await clients.ecs.describeTasks({ cluster, tasks });
      const ports = described.flatMap(({ containers = [] }) => containers.flatMap((one) => one.networkBindings ?? []));
      for (let round = 0; round < 20 && !over.signal.aborted; round += 1)
        for (const { hostPort } of ports)
          await fetch(`http://127.0.0.1:${hostPort}/nothing`).then(
            (answer) => answer.text(),
            () => undefined,
          );
    }
  };
  const visiting = visit();
  return async () => {
    over.abort();
    await visiting;
  };
}

async function localStatus(): Promise<{ endpoint: string; pid: number }> {
  const status = await place.json(["local", "status"]);
  if (status !== null && typeof status === "object" && "endpoint" in status && "pid" in status)
    return { endpoint: String(status.endpoint), pid: Number(status.pid) };
  throw new Error(`local status answered ${JSON.stringify(status)}`);
}

const sessions = async () => {
  const answer = await fetch(`${endpoint}/_gworld/live-tails`);
  return (await answer.text()).split("sessionId").length - 1;
};

describe.sequential("following real services", () => {
  test("while services are scaled and restarted no line is lost, none comes twice, and tasks come and go in between", async () => {
    const from = Date.now() - 60_000;
    const follow = following("--follow", "--since", "1m");
    const leave = visitors();
    await place.json(["scale", "agent-runtime", "--count", "3", "--env", "local", "--yes"]);
    await clients.ecs.updateService({ cluster, service: "llm-integration", forceNewDeployment: true });
    expect(await place.run(["logs", "--until-stable", "--env", "local", "--since", "1m"])).toMatchObject({ code: 0 });
    await place.json(["scale", "agent-runtime", "--count", "1", "--env", "local", "--yes"]);
    await leave();
    const until = Date.now();
    const wanted = await held(from + 5_000, until);
    expect(wanted.length).toBeGreaterThan(100);
    const ids = () => new Set(follow.lines().map(({ eventId }) => eventId));
    await expect.poll(() => wanted.filter((id) => !ids().has(id)).length, patient).toBe(0);
    expect(ids().size).toBe(follow.lines().length);
    const states = (service: string, state: string) =>
      follow.shown.filter((one) => one.kind === "task" && one.service === service && one.fields["state"] === state)
        .length;
    expect(states("agent-runtime", "started")).toBeGreaterThanOrEqual(2);
    await expect.poll(() => states("agent-runtime", "stopped"), patient).toBeGreaterThanOrEqual(2);
    expect(states("llm-integration", "stopped")).toBeGreaterThanOrEqual(1);
    expect(await follow.interrupt()).toBe(0);
  }, 180_000);

  test("Live Tail shows a burst at once, polling adds what it leaves out, and a broken session costs nothing", async () => {
    const logStreamName = "world-management/app/burst";
    await clients.logs.createLogStream({ logGroupName: groups[0], logStreamName });
    const follow = following("world", "--live", "--since", "1m");
    await expect.poll(sessions, patient).toBe(1);
    const put = (first: number, count: number) => {
      const timestamp = Date.now();
      const logEvents = Array.from({ length: count }, (_, index) => ({ timestamp, message: `burst ${first + index}` }));
      return clients.logs.putLogEvents({ logGroupName: groups[0], logStreamName, logEvents });
    };
    const burst = () => follow.lines().filter(({ message }) => message.startsWith("burst"));
    const live = () => burst().filter(({ eventId }) => eventId === "");
    let sent = 0;
    // A poll may come first, but not again and again.
    for (; sent < 7_000 && live().length === 0; sent += 700) {
      await put(sent, 700);
      await expect.poll(() => burst().length, patient).toBe(sent + 700);
    }
    expect(live().length).toBeGreaterThan(0);
    await fetch(`${endpoint}/_gworld/live-tails`, { method: "POST", body: '{"end":"cut"}' });
    await put(sent, 50);
    await expect.poll(() => burst().length, patient).toBe(sent + 50);
    expect(new Set(burst().map(({ message }) => message)).size).toBe(sent + 50);
    expect(await follow.interrupt()).toBe(0);
    await expect.poll(sessions, patient).toBe(0);
  }, 120_000);

  test("a reader that leaves ends a reading and a follow without a word", async () => {
    for (const how of ["", "--follow"]) {
      const script = `set -o pipefail; "${process.execPath}" "${bin}" logs ${how} --since 1h --env local | head -1`;
      const { code, stdout, stderr } = await place.other("bash", ["-c", script]);
      expect(stdout.trimEnd().split("\n")).toHaveLength(1);
      expect([code, stderr]).toEqual([0, ""]);
    }
  });

  test("Ctrl-C on a terminal ends a follow with 0 and a receipt", async () => {
    const session = onTerminal([bin, "logs", "--follow", "--since", "1h", "--env", "local"], {
      columns: 120,
      env: place.env,
    });
    await session.sees(/world\//);
    session.type("\u0003");
    expect(await session.ended).toBe(0);
    expect(await session.screen()).toMatch(/lines shown, .*call/);
  });

  test("Ctrl-C without a terminal does the same", async () => {
    const child = place.start(["logs", "--follow", "--env", "local"]);
    let stderr = "";
    child.stderr?.on("data", (text) => (stderr += text));
    await once(child.stdout ?? child, "data");
    const ended = once(child, "exit");
    child.kill("SIGINT");
    expect((await ended)[0]).toBe(0);
    expect(stderr).toMatch(/lines? shown/);
  });

  test("when the local cloud is killed a follow says so, waits, and still ends on Ctrl-C", async () => {
    const child = place.start(["logs", "--follow", "--live", "--env", "local"]);
    // A pipe that nobody reads would stop it.
    child.stdout?.resume();
    let stderr = "";
    child.stderr?.on("data", (text) => (stderr += text));
    await expect.poll(() => stderr, patient).toContain("Live Tail runs");
    process.kill(pid, "SIGKILL");
    await expect.poll(() => stderr, patient).toContain("Connection lost");
    expect(stderr).toContain("No Live Tail");
    const ended = once(child, "exit");
    child.kill("SIGINT");
    expect((await ended)[0]).toBe(0);
    expect(stderr).toMatch(/1 gap/);
  }, 120_000);
});
