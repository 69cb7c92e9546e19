import type { ProcessUsage } from "../process-usage.ts";

/** A container as a process of node: arguments, the whole environment, and how long it may take to end. */
export interface Launch {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly stopTimeoutMs: number;
}

export interface RunEvents {
  /** Lines of stdout and stderr, as they were read together. */
  lines(lines: readonly string[]): void;
  /** Said once, after the last line. The code of a process that a signal ended is 128 and the signal's number. */
  exited(code: number): void;
}

export interface RunningProcess {
  readonly pid: number | undefined;
  /** What tells this process from a later one of the same number. */
  readonly start: string | undefined;
  /** SIGTERM, and SIGKILL when it has not ended in time. */
  stop(): void;
  /** SIGKILL, to it and all it started. */
  kill(): void;
}

export interface ShellEvents {
  /** What it writes, stdout and stderr as they come. */
  data(text: string): void;
  /** Said once, after the last of it. */
  exited(): void;
}

/** A command somebody speaks with. */
export interface RunningShell {
  write(text: string): void;
  /** No more will be written. */
  end(): void;
  /** SIGINT, as Ctrl-C sends it. */
  interrupt(): void;
  kill(): void;
  /** Whether what it writes is read on. */
  flow(more: boolean): void;
}

/** What runs tasks: processes of this machine, or a script in tests. */
export interface Runner {
  /** Milliseconds that a process runs at least when it does not end as soon as it has begun. */
  readonly provesAfter: number;
  start(launch: Launch, events: RunEvents): RunningProcess;
  /** Runs a health check; true when it ends with 0 in time. */
  check(command: readonly string[], env: Readonly<Record<string, string>>, timeoutMs: number): Promise<boolean>;
  /** Runs a command in the system's shell, with its input open; throws where the system takes no such command. */
  shell(command: string, env: Readonly<Record<string, string>>, events: ShellEvents): RunningShell;
  /** The bytes a process and what it has started hold; undefined where that cannot be told. */
  memory(pid: number): number | undefined;
  /** A port of 127.0.0.1 that nobody listens on. */
  freePort(): Promise<number>;
  /** What a running process takes; undefined when it is gone or nobody knows. */
  usage?(pid: number): ProcessUsage | undefined;
  /** Ends a process that an earlier run of the local cloud left, when it is still that process. */
  reap(pid: number, start: string): void;
}
