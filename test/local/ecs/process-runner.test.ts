import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../../src/local/clock.ts";
import { lineSplitter } from "../../../src/local/ecs/line-splitter.ts";
import { processRunner } from "../../../src/local/ecs/process-runner.ts";
import { errorLines } from "../error-lines.ts";
import { processLives, processStart } from "../../../src/local/process-start.ts";

const runner = processRunner(systemClock);
/** For a busy machine. */
const patient = 20_000;
const env = { PATH: process.env["PATH"] ?? "" };

/** Runs a script to its end; `line` answers the first line that fits. */
function run(script: string, { stopTimeoutMs = 5_000, more = {} } = {}) {
  const lines: string[] = [];
  let heard = () => {};
  let ended: (code: number) => void = () => {};
  const code = new Promise<number>((resolve) => {
    ended = resolve;
  });
  const started = runner.start(
    { args: ["-e", script], env: { ...env, ...more }, stopTimeoutMs },
    {
      lines: (some) => {
        lines.push(...some);
        heard();
      },
      exited: ended,
    },
  );
  onTestFinished(() => started.kill());
  const line = async (fits: (line: string) => boolean): Promise<string> => {
    const found = lines.find(fits);
    if (found !== undefined) return found;
    await new Promise<void>((resolve) => (heard = resolve));
    return line(fits);
  };
  return { pid: started.pid, stop: () => started.stop(), kill: () => started.kill(), lines, line, code };
}

test("a process has its own environment alone, and its lines and exit code are told in order", async () => {
  const { lines, code } = run(
    "console.log(JSON.stringify(Object.keys(process.env)));console.error('err');process.exitCode=3",
  );
  expect(await code).toBe(3);
  const names: unknown = JSON.parse(lines.find((line) => line.startsWith("[")) ?? "[]");
  expect(names).toEqual(expect.arrayContaining(["PATH"]));
  expect(names).not.toEqual(expect.arrayContaining(["HOME"]));
  expect(lines).toContain("err");
});

test("a process that is done ends, though the channel to us is open", async () => {
  expect(await run("").code).toBe(0);
});

test("stop is SIGTERM, and a process that listens to it ends as it likes", async () => {
  const { line, stop, code } = run(
    "process.on('SIGTERM',()=>{console.log('bye');process.exit(0)});setInterval(()=>{},1e3);console.log('up')",
  );
  await line((said) => said === "up");
  stop();
  expect(await code).toBe(0);
  expect(await line((said) => said === "bye")).toBe("bye");
});

test("what does not listen is killed after its stop timeout", async () => {
  const { line, stop, code } = run("process.on('SIGTERM',()=>{});setInterval(()=>{},1e3);console.log('up')", {
    stopTimeoutMs: 50,
  });
  await line((said) => said === "up");
  stop();
  expect(await code).toBe(137);
});

test("what a process started ends with it: its output closes", async () => {
  const { line, kill, code } = run(
    "require('child_process').spawn(process.execPath,['-e','setInterval(()=>{},1e3);console.log(`up`)'],{stdio:'inherit'});setInterval(()=>{},1e3)",
  );
  await line((said) => said === "up");
  kill();
  expect(await code).toBe(137);
});

test("a program that cannot start says so in its lines and its code", async () => {
  const { code, lines } = run("syntax error here");
  expect(await code).toBe(1);
  expect(lines.join("\n")).toContain("SyntaxError");
});

test("health checks pass by exit code, in both forms, in time", async () => {
  const server = createServer((_, response) => response.end()).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const fetching = "fetch('http://127.0.0.1:'+process.env.PORT).then(r=>process.exit(r.ok?0:1),()=>process.exit(1))";
  const check = (command: readonly string[], PORT = String(port), timeout = patient) =>
    runner.check(command, { ...env, PORT }, timeout);
  expect(await check(["CMD", "node", "-e", fetching])).toBe(true);
  expect(await check(["CMD", "node", "-e", fetching], String(await runner.freePort()))).toBe(false);
  expect(await check(["CMD-SHELL", "exit 0"])).toBe(true);
  expect(await check(["CMD-SHELL", "exit 1"])).toBe(false);
  expect(await check(["CMD", "node", "-e", "setInterval(()=>{},1e3)"], "1", 100)).toBe(false);
});

test("a shell's check ends in time with all it started, and what it leaves behind ends with it", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "gworld-check-")), "pids");
  onTestFinished(() => rmSync(dirname(file), { recursive: true, force: true }));
  const check = (script: string, timeout: number) =>
    runner.check(["CMD-SHELL", script], { ...env, FILE: file }, timeout);
  expect(await check("sleep 60 & echo $! >> $FILE", patient)).toBe(true);
  expect(await check("echo $$ >> $FILE; sleep 60 & echo $! >> $FILE; wait", 2_000)).toBe(false);
  const pids = readFileSync(file, "utf8").trim().split("\n").map(Number);
  await expect.poll(() => pids.filter((pid) => processStart(pid) !== undefined), { timeout: patient }).toEqual([]);
});

test("what cannot be done with a process's lines or its end ends nothing else", async () => {
  const lines = errorLines();
  const fails = () => {
    throw new Error("no space left on device");
  };
  const started = runner.start(
    { args: ["-e", "console.log('a')"], env, stopTimeoutMs: 5_000 },
    { lines: fails, exited: fails },
  );
  onTestFinished(() => started.kill());
  await expect
    .poll(() => lines, { timeout: patient })
    .toEqual([
      "Lines of a container are lost: no space left on device",
      "The end of a container was not noted: no space left on device",
    ]);
});

test.runIf(process.platform === "linux")(
  "a process holds what it and its children fill, not what they map",
  async () => {
    const fill = "globalThis.held=Buffer.alloc(64*2**20,1);console.log('full');setInterval(()=>{},1e3)";
    const child = JSON.stringify(fill);
    const script = `const c=require('child_process').spawn(process.execPath,['-e',${child}],{stdio:['ignore','inherit','inherit']});setInterval(()=>{},1e3)`;
    const { pid = 0, line } = run(script);
    await line((said) => said === "full");
    const held = (runner.memory(pid) ?? 0) / 2 ** 20;
    expect(held).toBeGreaterThan(64);
    expect(held).toBeLessThan(64 + 512);
    expect(runner.memory(2 ** 30)).toBeUndefined();
  },
);

test("only the process that was recorded is reaped, never a later one of its number", async () => {
  const { pid = 0, line, code } = run("setInterval(()=>{},1e3);console.log('up')");
  await line((said) => said === "up");
  const start = processStart(pid);
  runner.reap(pid, "another start");
  expect(processLives(pid, start)).toBe(true);
  runner.reap(pid, start ?? "");
  expect(await code).toBe(137);
});

test("lines are whole whatever the chunks, cut when too long, and empty ones are none", () => {
  const text = `één\r\n\ntwo\n${"x".repeat(600_000)}\nlast`;
  const bytes = Buffer.from(text);
  for (const size of [1_000_000, 65_536, 7]) {
    const splitter = lineSplitter();
    const lines: string[] = [];
    for (let at = 0; at < bytes.length; at += size) lines.push(...splitter.lines(bytes.subarray(at, at + size)));
    lines.push(...splitter.rest());
    expect(lines.join("")).toBe(text.replaceAll(/[\r\n]/g, ""));
    expect(lines.every((line) => line.length > 0 && line.length <= 256 * 1024)).toBe(true);
    expect(lines).toEqual(expect.arrayContaining(["één", "two"]));
  }
});
