import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import type { Host } from "../../src/main/host.ts";
import { run } from "../../src/main/run.ts";
import { fakeClock } from "./clock.ts";
import { fakeSink } from "./sink.ts";

export interface Workplace {
  readonly dir: string;
  /** Runs gworld in this process, in this folder, with an environment that holds nothing else. */
  gworld(
    line: string | readonly string[],
    options?: RunOptions,
  ): Promise<{ code: number; stdout: string; stderr: string }>;
  remove(): void;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** A terminal of this width instead of pipes. */
  readonly columns?: number;
  readonly cwd?: string;
}

/** A folder of its own with the given files, and gworld in it. */
export function workplace(files: Readonly<Record<string, string>> = {}): Workplace {
  const dir = mkdtempSync(join(tmpdir(), "gworld-test-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  }
  return {
    dir,
    async gworld(line, { env = {}, signal = new AbortController().signal, columns, cwd = dir } = {}) {
      const stdout = fakeSink(columns === undefined ? undefined : { columns });
      const stderr = fakeSink(columns === undefined ? undefined : { columns });
      const host: Host = {
        argv: typeof line === "string" ? line.split(" ").filter(Boolean) : line,
        env: { HOME: dir, ...env },
        cwd,
        stdin: Readable.from([]),
        stdout,
        stderr,
        clock: fakeClock(),
        signal,
        onEnd: () => {},
        lendTerminal: () => () => {},
        onInterrupt: () => () => {},
      };
      const code = await run(host);
      return { code, stdout: stdout.text(), stderr: stderr.text() };
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}
