import type { Command } from "../cli/command.ts";
import { parseArguments, parseGlobals } from "../cli/parse.ts";
import { beforeDashes, route, wantsJson } from "../cli/route.ts";
import { commands } from "../commands/index.ts";
import { exitCodes, GworldError } from "../model/error.ts";
import { readerLeft } from "../model/reader-left.ts";
import { shellWord } from "../model/shell-word.ts";
import { version } from "./build-info.ts";
import { reportFailure } from "./failure.ts";
import { hintsFor } from "./hints.ts";
import type { Host } from "./host.ts";
import { isHelp, showHelp } from "./show-help.ts";
import { unfinished } from "./unfinished.ts";

/** Runs one command line to its end and returns the exit code. Never throws. */
export async function run(own: Host): Promise<number> {
  const { argv, env } = own;
  const host = env["GITHUB_ACTIONS"] ? (await import("./github.ts")).onGithub(own, wantsJson(argv)) : own;
  try {
    if (isHelp(argv)) return await showHelp(host, argv.slice(1));
    const found = route(commands, argv);
    if (found.kind === "help" && found.group === "" && argv.includes("--version")) return showVersion(host);
    if (found.kind === "help") return await showHelp(host, found.group === "" ? [] : found.group.split(" "));
    return await runCommand(found.command, found.argv, host);
  } catch (error) {
    const before = beforeDashes(argv);
    return reportFailure(error, host, {
      json: wantsJson(argv),
      verbose: before.includes("--verbose"),
      noColor: before.includes("--no-color"),
    });
  }
}

function showVersion({ argv, stdout }: Host): number {
  stdout.write(wantsJson(argv) ? `${JSON.stringify({ version })}\n` : `${version}\n`);
  return 0;
}

async function runCommand(command: Command, argv: readonly string[], host: Host): Promise<number> {
  const input = parseArguments(command, argv);
  const globals = parseGlobals(command, argv);
  const { createContext } = await import("./context.ts");
  const { context, signalTaken, restore } = await createContext(host, globals);
  host.onEnd(restore);
  try {
    // A signal that came while the surroundings were made would be noticed by nobody.
    host.signal.throwIfAborted();
    const code = await Promise.race([command.run(input, context), interruption(host.signal, signalTaken)]);
    if (typeof code !== "string") return 0;
    if (code !== "changes" && globals.json && !readerLeft(host.signal)) throw unfinished(code);
    return exitCodes[code];
  } catch (error) {
    throw told(error, host.argv, hintsFor({ typed: globals.env, env: host.env }));
  } finally {
    restore();
  }
}

/** What its hint says to type is spelt out, and names the environment that was meant. */
function told(error: unknown, argv: readonly string[], hintFor: (hint: string) => string): unknown {
  if (!(error instanceof GworldError)) return error;
  const hint = hintFor(error.code === "resumable" ? error.hint.replace(sameCommand, () => spelt(argv)) : error.hint);
  if (hint === error.hint) return error;
  const named = new GworldError(error.code, error.message, { hint, cause: error.cause });
  if (error.stack !== undefined) named.stack = error.stack;
  return named;
}

const sameCommand = /run the same command again$/gm;
const spelt = (argv: readonly string[]) => `run again: ${["gworld", ...argv].map(shellWord).join(" ")}`;

/** Ends a command that does not watch the signal itself; one that does is waited for, so that it can finish its step. */
function interruption(signal: AbortSignal, signalTaken: () => boolean): Promise<"interrupted"> {
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => {
      if (!signalTaken()) resolve("interrupted");
    });
  });
}
