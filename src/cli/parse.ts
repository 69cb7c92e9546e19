import { Argument, Command as Commander, CommanderError, InvalidArgumentError, Option } from "commander";
import { GworldError } from "../model/error.ts";
import { suggestion } from "../model/nearest.ts";
import type { Command } from "./command.ts";
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
export function parseGlobals(command: Command, argv: readonly string[]): Globals {
  const values = parseValues(command, argv);
  if (!isInput({ flags: globalFlags, args: {} }, values)) throw new TypeError("The parser does not fit the globals.");
  return values;
}

function parseValues({ name, flags, args }: Declared, argv: readonly string[]): Readonly<Record<string, unknown>> {
  const commander = new Commander(name).exitOverride().helpOption(false).allowExcessArguments(false);
  commander.configureOutput({ writeErr: () => {}, writeOut: () => {} }).showSuggestionAfterError(false);
  const all: Flags = { ...globalFlags, ...flags };
  const options = Object.entries(all).map(([key, flag]) => ({
    key,
    flag,
    option: toOption(key, flag, Object.keys(args).length === 0),
  }));
  for (const { option } of options) commander.addOption(option);
  for (const [key, { required, variadic, summary }] of Object.entries(args))
    commander.addArgument(new Argument(required ? `<${key}>` : variadic ? `[${key}...]` : `[${key}]`, summary));
  try {
    commander.parse(argv, { from: "user" });
  } catch (error) {
    throw error instanceof CommanderError ? usageError(error, name, options) : error;
  }
  const found = commander.opts<Readonly<Record<string, unknown>>>();
  const values: Record<string, unknown> = {};
  for (const { key, flag, option } of options) values[key] = flagValue(flag, option, found);
  for (const [index, [key, { variadic }]] of Object.entries(args).entries())
    values[key] = commander.processedArgs[index] ?? (variadic ? [] : undefined);
  return values;
}

type Declared = Pick<Command, "name" | "flags" | "args">;

/** A list flag takes several values at once only where no argument could be mistaken for one of them. */
function toOption(key: string, flag: Flag, greedy: boolean): Option {
  const long = flagName(key);
  const value = flag.kind === "boolean" ? "" : ` <${flag.placeholder}${flag.kind === "list" && greedy ? "..." : ""}>`;
  const option = new Option(`${flag.short === undefined ? "" : `-${flag.short}, `}${long}${value}`, flag.summary);
  if (flag.kind === "string" && flag.choices !== undefined) option.choices(flag.choices);
  if (flag.kind === "list")
    option.argParser<readonly string[]>((text, earlier) => [...(Array.isArray(earlier) ? earlier : []), text]);
  if (flag.kind === "integer") option.argParser((text) => integer(text, flag));
  return option;
}

/** `allowReplace` -> `--allow-replace`. */
export const flagName = (key: string) => `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

function integer(text: string, { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER }: Bounds): number {
  const value = Number(text);
  if (/^[+-]?\d+$/.test(text) && value >= min && value <= max) return value;
  const low = min === Number.MIN_SAFE_INTEGER ? "" : ` from ${min}`;
  const high = max === Number.MAX_SAFE_INTEGER ? "" : ` to ${max}`;
  throw new InvalidArgumentError(`It takes a whole number${low}${high}.`);
}

interface Bounds {
  readonly min?: number;
  readonly max?: number;
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

function usageError(error: CommanderError, verb: string, options: readonly { option: Option }[]): GworldError {
  const message = error.message.replace(/^error: /, "");
  const sentence = `${message.charAt(0).toUpperCase()}${message.slice(1)}`.replace(/\.?$/, ".");
  const unknown = /^unknown option '([^'=]+)/.exec(message)?.[1];
  const help = `Type gworld ${verb} --help for what it takes.`;
  if (unknown === undefined) return new GworldError("usage", sentence, { hint: help, cause: error });
  const names = options.flatMap(({ option }) => option.long ?? []);
  return new GworldError("usage", `Unknown option ${unknown} for gworld ${verb}.`, {
    hint: `${suggestion(unknown, names).replace(/^There are: .*/, "")} ${help}`.trim(),
    cause: error,
  });
}
