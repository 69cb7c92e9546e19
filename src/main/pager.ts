import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Writable } from "node:stream";
import { wordsOf } from "../model/error.ts";
import { pagerCommand, pagerEnvironment, type PagerCommand } from "../model/pager-command.ts";
import type { Sink } from "../output/sink.ts";
import { displayWidth } from "../output/width.ts";
import type { Pager } from "../ports/pager.ts";
import type { Host } from "./host.ts";

type Surroundings = Pick<Host, "stdout" | "stderr" | "env" | "lendTerminal">;

/** Where an answer goes: straight to stdout, or to a pager that was opened in between. */
export interface Paging {
  print(text: string): void;
  open(wanted: boolean): Pager;
}

export function paging(host: Surroundings): Paging {
  let print = (text: string): void => void host.stdout.write(text);
  return {
    print: (text) => print(text),
    open(wanted) {
      const command = wanted && canPage(host) ? pagerCommand(host.env) : undefined;
      if (command === undefined) return { ...noPager, taken: () => drained(host.stdout) };
      const screen = pagedScreen(host, command);
      print = (text) => screen.print(text);
      return screen;
    },
  };
}

const canPage = ({ stdout, env }: Surroundings) =>
  stdout.isTTY === true && (stdout.rows ?? 0) > 1 && (env["TERM"] ?? "dumb") !== "dumb";

/** What a slow reader has not taken would pile up in memory. One that has gone takes nothing more. */
async function drained(stdout: Sink): Promise<void> {
  if (stdout.writableNeedDrain !== true) return;
  await new Promise<void>((resolve) => {
    const events = ["drain", "close", "error"];
    const done = () => {
      for (const event of events) stdout.removeListener(event, done);
      resolve();
    };
    for (const event of events) stdout.once(event, done);
  });
}

const noPager: Pager = {
  left: new AbortController().signal,
  taken: async () => undefined,
  aside: (say) => say(),
  end: async () => undefined,
};

/**
 * What fits the screen is printed as it comes, and nothing is started for it. With the line that does not fit, what was printed is
 * taken back and the pager shows all from the beginning.
 */
function pagedScreen(host: Surroundings, command: PagerCommand): Pager & { print(text: string): void } {
  const { stdout } = host;
  const left = new AbortController();
  let shown = "";
  let rows = 0;
  let child: PagerProcess | undefined;
  let later: (() => void)[] = [];
  const print = (text: string): void => {
    if (child !== undefined) return child.write(text);
    const more = rowsOf(text, stdout);
    if (rows + more < (stdout.rows ?? 24)) {
      rows += more;
      shown += text;
      stdout.write(text);
      return;
    }
    if (rows > 0) stdout.write(`\u001b[${rows}A\r\u001b[J`);
    child = pagerProcess(host, command, () => left.abort());
    child.write(shown + text);
    shown = "";
  };
  return {
    print,
    left: left.signal,
    taken: async () => child?.taken(),
    aside: (say) => void (child === undefined ? say() : later.push(say)),
    async end() {
      if (child === undefined && command.named && !isThere(command.program, host.env["PATH"]))
        host.stderr.write(`There is no program ${command.program}, which GWORLD_PAGER or PAGER names.\n`);
      await child?.end();
      child = undefined;
      for (const say of later) say();
      later = [];
    },
  };
}

/** Told although it was not needed: otherwise nobody would notice before it is. */
function isThere(program: string, path = ""): boolean {
  return program.includes("/")
    ? existsSync(program)
    : path.split(delimiter).some((folder) => existsSync(join(folder, program)));
}

/** Rows that whole lines take on a terminal, or more than it has. */
function rowsOf(text: string, { columns = 80, rows = 24 }: Sink): number {
  if (text.length > 4 * columns * rows) return rows;
  const lines = text.replace(/\n$/, "").split("\n");
  return lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(displayWidth(line) / columns)), 0);
}

interface PagerProcess {
  write(text: string): void;
  taken(): Promise<void>;
  end(): Promise<void>;
}

/** Texts wait until the program runs; where it cannot be started they go to the terminal. */
function pagerProcess(host: Surroundings, command: PagerCommand, leave: () => void): PagerProcess {
  let waiting = "";
  let write = (text: string) => void (waiting += text);
  let ended = false;
  const takeBack = host.lendTerminal();
  const ready = started(host, command).then((running) => {
    write = (text) => void (running?.input ?? host.stdout).write(text);
    write(waiting);
    if (ended) running?.input.end();
    return running;
  });
  const finish = async () => {
    const running = await ready;
    await running?.closed;
    takeBack();
    if (running === undefined) return;
    write = () => undefined;
    if (!ended) leave();
  };
  const over = finish();
  return {
    write: (text) => write(text),
    async taken() {
      const running = await ready;
      if (running === undefined) return;
      // Its end is only heard of when whoever prints waits: a pipe that is broken never asks for that itself.
      if (!running.input.writable) return running.closed;
      if (!running.input.writableNeedDrain) return;
      await Promise.race([new Promise((drained) => running.input.once("drain", drained)), running.closed]);
    },
    async end() {
      ended = true;
      (await ready)?.input.end();
      await over;
    },
  };
}

interface Running {
  readonly input: Writable;
  readonly closed: Promise<void>;
}

async function started(
  { env, stderr }: Surroundings,
  { program, args, named }: PagerCommand,
): Promise<Running | undefined> {
  const { spawn } = await import("node:child_process");
  const child = spawn(program, args, { stdio: ["pipe", "inherit", "inherit"], env: { ...pagerEnvironment(env) } });
  const closed = new Promise<void>((done) => child.on("close", () => done()));
  // It may be left while more is on its way.
  child.stdin.on("error", () => undefined);
  try {
    await new Promise<void>((running, failed) => child.on("spawn", running).on("error", failed));
    return { input: child.stdin, closed };
  } catch (error) {
    if (named) stderr.write(`The pager ${program} cannot be started: ${wordsOf(error)}\n`);
    return undefined;
  }
}
