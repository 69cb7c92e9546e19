import type { ChildProcess } from "node:child_process";
import { createServer } from "node:net";
import { constants } from "node:os";
import type { LocalClock } from "../clock.ts";
import { processStart } from "../process-start.ts";
import { processUsage } from "../process-usage.ts";
import { unattended } from "../unattended.ts";
import { guardedNode, signalGroup } from "./guarded-process.ts";
import { runShell, shellScript } from "./shell.ts";
import { lineSplitter } from "./line-splitter.ts";
import { processMemory } from "./process-memory.ts";
import type { RunEvents, Runner, RunningProcess } from "./runner.ts";

/** Runs containers as child processes that cannot outlive the local cloud. */
export const processRunner = (clock: LocalClock): Runner => ({
  provesAfter,
  start({ args, env, stopTimeoutMs }, events) {
    const child = guardedNode(args, env, "output");
    const running = follow(child, events);
    return {
      pid: child.pid,
      start: child.pid === undefined ? undefined : processStart(child.pid),
      stop() {
        if (!running()) return;
        child.kill("SIGTERM");
        const cancel = clock.after(stopTimeoutMs, () => signalGroup(child.pid, "SIGKILL"));
        child.once("close", cancel);
      },
      kill: () => running() && signalGroup(child.pid, "SIGKILL"),
    } satisfies RunningProcess;
  },
  check: (command, env, timeoutMs) => runCheck(command, env, { timeoutMs, clock }),
  shell: runShell,
  memory: processMemory,
  freePort,
  usage: processUsage,
  reap(pid, start) {
    if (processStart(pid) === start) signalGroup(pid, "SIGKILL");
  },
});

/** Node itself takes up to a second on a busy machine before it runs the first line, which may end it. */
const provesAfter = 2_000;

/** Reads a child until its end; answers whether it still runs. */
function follow(child: ChildProcess, events: RunEvents): () => boolean {
  let running = true;
  for (const stream of [child.stdout, child.stderr]) {
    const splitter = lineSplitter();
    const say = (lines: readonly string[]) =>
      lines.length > 0 && unattended("Lines of a container are lost", () => events.lines(lines));
    stream?.on("data", (chunk: Buffer) => say(splitter.lines(chunk)));
    stream?.on("end", () => say(splitter.rest()));
  }
  const ended = (code: number) => {
    if (running) unattended("The end of a container was not noted", () => events.exited(code));
    running = false;
  };
  // A container's processes end with its first; without this one of them could hold the output open.
  child.once("exit", () => signalGroup(child.pid, "SIGKILL"));
  child.once("close", (code, signal) => ended(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  child.once("error", () => ended(127));
  return () => running;
}

function runCheck(
  command: readonly string[],
  env: Readonly<Record<string, string>>,
  { timeoutMs, clock }: { timeoutMs: number; clock: LocalClock },
): Promise<boolean> {
  const [form, ...rest] = command;
  const child =
    form === "CMD-SHELL"
      ? guardedNode(["-e", shellScript("ignore"), "--", rest.join(" ")], env, "none")
      : guardedNode(form === "CMD" ? rest.slice(1) : command.slice(1), env, "none");
  return new Promise((resolve) => {
    const cancel = clock.after(timeoutMs, () => signalGroup(child.pid, "SIGKILL"));
    const done = (healthy: boolean) => {
      cancel();
      signalGroup(child.pid, "SIGKILL");
      resolve(healthy);
    };
    child.once("exit", (code) => done(code === 0));
    child.once("error", () => done(false));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
