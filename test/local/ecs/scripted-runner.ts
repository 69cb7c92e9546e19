import type { Launch, RunEvents, Runner } from "../../../src/local/ecs/runner.ts";

/** A process that does what a test tells it to. */
export interface ScriptedProcess {
  readonly launch: Launch;
  readonly pid: number;
  say(...lines: readonly string[]): void;
  exit(code: number): void;
  readonly signals: string[];
  healthy: boolean;
  /** The bytes it holds. */
  memory: number;
}

export interface ScriptedRunner extends Runner {
  /** All processes ever started, oldest first. */
  readonly started: readonly ScriptedProcess[];
  readonly running: () => readonly ScriptedProcess[];
  readonly reaped: readonly number[];
}

/** Processes that run until they are told to end; `fate` may end one as it starts, or make it sick or deaf to SIGTERM. */
export function scriptedRunner(
  fate: (launch: Launch) => { exits?: number; sick?: boolean; deaf?: boolean } = () => ({}),
): ScriptedRunner {
  const started: (ScriptedProcess & { running: boolean })[] = [];
  const reaped: number[] = [];
  let port = 40_000;
  return {
    provesAfter: 0,
    started,
    reaped,
    running: () => started.filter(({ running }) => running),
    start(launch, events: RunEvents) {
      const { exits, sick = false, deaf = false } = fate(launch);
      const end = (code: number) => {
        if (!process.running) return;
        process.running = false;
        events.exited(code);
      };
      const process = {
        launch,
        pid: 1_000 + started.length,
        running: true,
        signals: new Array<string>(),
        healthy: !sick,
        memory: 0,
        say: (...lines: readonly string[]) => events.lines(lines),
        exit: end,
      };
      started.push(process);
      if (exits !== undefined) queueMicrotask(() => end(exits));
      return {
        pid: process.pid,
        start: `s${process.pid}`,
        stop() {
          process.signals.push("SIGTERM");
          if (!deaf) queueMicrotask(() => end(0));
        },
        kill() {
          process.signals.push("SIGKILL");
          queueMicrotask(() => end(137));
        },
      };
    },
    check: async (_command, env) =>
      started.some(({ launch, healthy, running }) => running && healthy && launch.env["PORT"] === env["PORT"]),
    memory: (pid) => started.find((process) => process.running && process.pid === pid)?.memory,
    shell: () => ({ write() {}, end() {}, interrupt() {}, kill() {}, flow() {} }),
    freePort: async () => (port += 1),
    reap: (pid) => void reaped.push(pid),
  };
}
