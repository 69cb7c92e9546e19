import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { spawn } from "@lydell/node-pty";
import { Terminal } from "@xterm/headless";
import { build } from "rolldown";

/** A program bundled for a test, so that Node can run it outside of the test runner. */
export async function bundled(source: string): Promise<{ readonly file: string; remove(): void }> {
  const dir = mkdtempSync(join(tmpdir(), "gworld-terminal-"));
  const file = join(dir, "program.mjs");
  await build({
    input: resolve(import.meta.dirname, source),
    platform: "node",
    output: { file, codeSplitting: false },
  });
  return { file, remove: () => rmSync(dir, { recursive: true }) };
}

export interface Session {
  /** The lines on the screen as a person sees them, without trailing space. */
  screen(): Promise<string>;
  /** Everything that was sent to the terminal. */
  raw(): string;
  type(keys: string): void;
  signal(name: NodeJS.Signals): void;
  /** Makes the terminal another size, as a person does with a window. */
  resize(columns: number, rows: number): void;
  /** Waits until the screen matches. */
  sees(pattern: RegExp): Promise<void>;
  readonly ended: Promise<number>;
}

interface TerminalOptions {
  readonly columns: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** The program; Node unless told. */
  readonly file?: string;
}

/** Runs a program on a real pseudo-terminal whose screen can be read. */
export function onTerminal(
  args: readonly string[],
  { columns, rows = 24, env = {}, file = process.execPath }: TerminalOptions,
): Session {
  const terminal = new Terminal({ cols: columns, rows, allowProposedApi: true });
  const inherited = { PATH: process.env["PATH"] ?? "", TERM: "xterm-256color" };
  const child = spawn(file, [...args], { cols: columns, rows, env: { ...inherited, ...env } });
  let raw = "";
  let code: number | undefined;
  let changes = 0;
  let wake = () => {};
  const changed = () => {
    changes += 1;
    wake();
  };
  child.onData((data) => {
    raw += data;
    terminal.write(data, changed);
  });
  const ended = new Promise<number>((done) =>
    child.onExit(({ exitCode }) => {
      code = exitCode;
      done(exitCode);
      changed();
    }),
  );
  const screen = () => new Promise<string>((done) => terminal.write("", () => done(linesOf(terminal))));
  return {
    screen,
    raw: () => raw,
    type: (keys) => child.write(keys),
    signal: (name) => child.kill(name),
    resize(columns, rows) {
      terminal.resize(columns, rows);
      child.resize(columns, rows);
    },
    ended,
    async sees(pattern) {
      for (let seen = changes; !pattern.test(await screen()); seen = changes) {
        if (code !== undefined) throw new Error(`It ended with ${code} and the screen says:\n${await screen()}`);
        if (changes === seen)
          await new Promise<void>((done) => {
            wake = done;
          });
      }
    },
  };
}

function linesOf({ buffer: { active } }: Terminal): string {
  const lines = Array.from({ length: active.length }, (_, row) => active.getLine(row)?.translateToString(true) ?? "");
  return lines.join("\n").trimEnd();
}
