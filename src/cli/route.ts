import { GworldError } from "../model/error.ts";
import { nearest } from "../model/nearest.ts";
import type { Command } from "./command.ts";
import { flagName } from "../model/flag-name.ts";
import type { Flag } from "./flags.ts";
import { globalFlags } from "./globals.ts";

/** What somebody typed, before any flag is understood. */
export type Route =
  | { readonly kind: "run"; readonly command: Command; readonly argv: readonly string[] }
  /** Help of a verb, of a group of verbs (`local`), or of gworld (no words). */
  | { readonly kind: "help"; readonly command?: Command | undefined; readonly group: string };

/**
 * Finds the verb among the arguments: the longest run of words that names one, wherever global options stand between.
 * Throws `usage` for a word that is none, naming the nearest.
 */
export function route(commands: readonly Command[], argv: readonly string[]): Route {
  const { words, rest } = leadingWords(commands, argv);
  const name = words.join(" ");
  const command = commands.find((one) => one.name === name || (one.aliases ?? []).includes(name));
  const wantsHelp = beforeDashes(rest).some((token) => token === "--help" || token === "-h");
  if (command !== undefined && !wantsHelp) return { kind: "run", command, argv: rest };
  if (command === undefined && !wantsHelp) refuseStranger(commands, name, rest);
  return { kind: "help", command, group: name };
}

/** True when `--json` was typed, also where nothing else could be understood. */
export const wantsJson = (argv: readonly string[]) => beforeDashes(argv).includes("--json");

/** Arguments up to `--`, after which nothing is an option of ours. */
export const beforeDashes = (argv: readonly string[]) =>
  argv.slice(0, argv.includes("--") ? argv.indexOf("--") : undefined);

function leadingWords(commands: readonly Command[], argv: readonly string[]) {
  const names = commands.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
  const words: string[] = [];
  const rest: string[] = [];
  for (let index = 0; index < argv.length; index += 1) {
    const token = argv[index] ?? "";
    const longer = [...words, token].join(" ");
    const isWord = !token.startsWith("-") && names.some((name) => name === longer || name.startsWith(`${longer} `));
    if (isWord) words.push(token);
    else if (!token.startsWith("-") || token === "--") return { words, rest: [...rest, ...argv.slice(index)] };
    else {
      const width = takesValue(token) ? 2 : 1;
      rest.push(...argv.slice(index, index + width));
      index += width - 1;
      // What follows an option that is not global may be its value: the verb is known by now, or never.
      if (!isGlobal(token)) return { words, rest: [...rest, ...argv.slice(index + 1)] };
    }
  }
  return { words, rest };
}

const globals: readonly (readonly [string, Flag])[] = Object.entries(globalFlags);
const globalOf = (token: string) =>
  globals.find(([key, { short }]) => token.split("=")[0] === flagName(key) || token === `-${short ?? ""}`)?.[1];
const asking = ["--help", "-h", "--version"];
const isGlobal = (token: string) => asking.includes(token) || globalOf(token) !== undefined;
const takesValue = (token: string) => !token.includes("=") && globalOf(token)?.kind === "string";

/** A group alone, or nothing at all, is a request for help; anything else that is no verb is an error. */
function refuseStranger(commands: readonly Command[], group: string, rest: readonly string[]) {
  const stranger = rest.find((token, index) => !isGlobal(token) && !takesValue(rest[index - 1] ?? ""));
  if (stranger === undefined) return;
  if (stranger.startsWith("-"))
    throw new GworldError("usage", `Unknown option ${stranger}.`, {
      hint: "Options of a command stand after its name. Type gworld --help for the commands.",
    });
  const typed = group === "" ? stranger : `${group} ${stranger}`;
  const within = commands.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
  const next = rest[rest.indexOf(stranger) + 1] ?? "";
  const meant =
    nearest(typed, within) ??
    nearest(`${typed} ${next}`, within) ??
    nearest(stranger, [...within, ...groupNames(commands)]);
  throw new GworldError("usage", `There is no command "${typed}".`, {
    hint:
      meant === undefined
        ? `Type gworld ${group === "" ? "" : `${group} `}--help for the commands there are.`
        : `Did you mean gworld ${meant}?`,
  });
}

/** First words of the verbs that have two: `local`, `config`. */
export const groupNames = (commands: readonly Command[]): readonly string[] => [
  ...new Set(commands.flatMap(({ name }) => (name.includes(" ") ? [name.split(" ")[0] ?? name] : []))),
];
