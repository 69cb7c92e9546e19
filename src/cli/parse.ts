import { CommanderError, type Command as Commander, type Option } from "commander";
import { GworldError } from "../model/error.ts";
import { nearest } from "../model/nearest.ts";
import type { Command } from "./command.ts";
import { toCommander, type Declared, type DeclaredOption } from "./commander.ts";
import type { Arguments, Flag, Flags, Input } from "./flags.ts";
import { globalFlags, type Globals } from "./globals.ts";

/** Types what was typed after the verb. Throws `usage`. */
export function parseArguments<F extends Flags, A extends Arguments>(
  command: Command<F, A>,
  argv: readonly string[],
): Input<F, A> {
  const values = parseValues(command, argv);
  if (!isInput(command, values)) throw new TypeError(`The parser of ${command.name} does not fit its flags.`);
  return values;
}

/** The options every command takes, as they were typed after this verb. */
export function parseGlobals(command: Declared, argv: readonly string[]): Globals {
  const values = parseValues(command, argv);
  if (!isInput({ flags: globalFlags, args: {} }, values)) throw new TypeError("The parser does not fit the globals.");
  return values;
}

function parseValues(declared: Declared, argv: readonly string[]): Readonly<Record<string, unknown>> {
  const { commander, options } = toCommander(declared);
  for (const { flag, option } of options) refuseTwice(commander, flag, option);
  try {
    commander.parse(argv, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    throw swallowed(error, declared, { options, found: commander.opts() }) ?? usageError(error, declared.name, options);
  }
  const found = commander.opts<Readonly<Record<string, unknown>>>();
  const values: Record<string, unknown> = {};
  for (const { key, flag, option } of options) values[key] = flagValue(flag, option, found);
  for (const [index, [key, { variadic }]] of Object.entries(declared.args).entries())
    values[key] = commander.processedArgs[index] ?? (variadic ? [] : undefined);
  return values;
}

/** The last of two different values would count alone, and who typed both means both. */
function refuseTwice(commander: Commander, flag: Flag, option: Option) {
  if (flag.kind === "list" || flag.kind === "boolean") return;
  let earlier: string | undefined;
  const { long = "" } = option;
  commander.on(`option:${option.name()}`, (value: string) => {
    if (earlier !== undefined && earlier !== value)
      throw new GworldError("usage", `${long} is given twice: ${earlier} and ${value}.`, {
        hint: (flag.kind === "string" ? flag.twice : undefined) ?? `It takes one value; leave one of them out.`,
      });
    earlier = value;
  });
}

function flagValue(flag: Flag, option: Option, found: Readonly<Record<string, unknown>>): unknown {
  const value = found[option.attributeName()];
  if (option.negate) return value === false;
  if (flag.kind === "boolean") return value === true;
  return flag.kind === "list" ? (value ?? []) : value;
}

/** Checks every value against what was declared, so that the type of the input is earned. */
function isInput<F extends Flags, A extends Arguments>(
  { flags, args }: { flags: F; args: A },
  values: unknown,
): values is Input<F, A> {
  if (typeof values !== "object" || values === null) return false;
  const found = new Map<string, unknown>(Object.entries(values));
  const fits = (key: string, kind: string) => {
    const value = found.get(key);
    if (kind === "list") return Array.isArray(value) && value.every((item) => typeof item === "string");
    if (kind === "boolean") return typeof value === "boolean";
    return value === undefined || typeof value === (kind === "integer" ? "number" : "string");
  };
  return (
    Object.entries(flags).every(([key, { kind }]) => fits(key, kind)) &&
    Object.entries(args).every(([key, { variadic, required }]) =>
      variadic ? fits(key, "list") : fits(key, "string") && (!required || found.get(key) !== undefined),
    )
  );
}

/** An argument that is missing because a flag that takes many words has taken it, too. */
function swallowed(
  cause: CommanderError,
  { name, args }: Declared,
  { options, found }: { options: readonly DeclaredOption[]; found: Readonly<Record<string, unknown>> },
): GworldError | undefined {
  const missing = /missing required argument '(.+)'/.exec(cause.message)?.[1];
  const taker = options.find(({ option }) => option.variadic && found[option.attributeName()] !== undefined);
  if (missing === undefined || taker === undefined || !Object.hasOwn(args, missing)) return undefined;
  const { long = "" } = taker.option;
  return new GworldError("usage", `${long} has taken all words after it, and ${missing} is missing.`, {
    hint: `Write ${missing} first: gworld ${name} <${missing}> ${long} ...`,
    cause,
  });
}

function usageError(cause: CommanderError, verb: string, options: readonly DeclaredOption[]): GworldError {
  const message = cause.message.replace(/^error: /, "");
  const unknown = /^unknown option '([^'=]+)/.exec(message)?.[1];
  const help = `Type gworld ${verb} --help for what it takes.`;
  if (unknown === undefined) {
    const sentence = `${message.charAt(0).toUpperCase()}${message.slice(1)}`.replace(/\.?$/, ".");
    return new GworldError("usage", sentence, { hint: help, cause });
  }
  const meant = nearest(
    unknown,
    options.flatMap(({ option }) => option.long ?? []),
  );
  const hint = meant === undefined ? help : `Did you mean ${meant}? ${help}`;
  return new GworldError("usage", `Unknown option ${unknown} for gworld ${verb}.`, { hint, cause });
}
