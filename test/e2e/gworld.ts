import { execFile, spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const bin = resolve(import.meta.dirname, "../../bin/gworld.js");

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A person's machine: an empty home, a folder to work in, a local cloud of its own on a free port. */
export interface Workplace {
  readonly dir: string;
  readonly env: Readonly<Record<string, string>>;
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Finished>;
  /** Runs and parses stdout; fails with stderr when the command does not end with 0. */
  json(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<unknown>;
  /** Starts without waiting. */
  start(args: readonly string[]): ChildProcess;
  other(command: string, args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Finished>;
  remove(): Promise<void>;
}

export async function workplace(): Promise<Workplace> {
  const dir = await mkdtemp(join(tmpdir(), "gworld-e2e-"));
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: dir,
    GWORLD_LOCAL_DIR: join(dir, "cloud"),
    GWORLD_LOCAL_PORT: "0",
    NO_COLOR: "1",
  };
  const other: Workplace["other"] = (command, args, extra = {}) =>
    finish(command, args, { cwd: dir, env: { ...env, ...extra } });
  const run: Workplace["run"] = (args, extra) => other(process.execPath, [bin, ...args], extra);
  return {
    dir,
    env,
    run,
    other,
    async json(args, extra) {
      const { code, stdout, stderr } = await run([...args, "--json"], extra);
      if (code !== 0 || stderr.includes('{"error"'))
        throw new Error(`gworld ${args.join(" ")} ended with ${code}: ${stderr}`);
      return JSON.parse(stdout);
    },
    start: (args) => spawn(process.execPath, [bin, ...args], { cwd: dir, env, stdio: ["ignore", "pipe", "pipe"] }),
    async remove() {
      await run(["local", "stop"]);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function finish(command: string, args: readonly string[], options: { cwd: string; env: Record<string, string> }) {
  return new Promise<Finished>((done) => {
    const child = execFile(
      command,
      args,
      { ...options, maxBuffer: 64 << 20, timeout: 120_000 },
      (_error, stdout, stderr) => done({ code: child.exitCode, stdout, stderr }),
    );
    child.stdin?.end();
  });
}

/** Reads lines of a running command until one satisfies the test, or the command ends. */
export async function lineOf(child: ChildProcess, satisfies: (line: string) => boolean): Promise<string | undefined> {
  let rest = "";
  for await (const chunk of child.stdout ?? []) {
    const lines = (rest + String(chunk)).split("\n");
    rest = lines.pop() ?? "";
    const found = lines.find(satisfies);
    if (found !== undefined) return found;
  }
  return undefined;
}
