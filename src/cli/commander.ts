import { Argument, Command as Commander, InvalidArgumentError, Option } from "commander";
import type { Command } from "./command.ts";
import type { Flag } from "./flags.ts";
import { globalFlags } from "./globals.ts";
import { flagName } from "../model/flag-name.ts";

export type Declared = Pick<Command, "name" | "flags" | "args">;

/** A declared flag and the option it became. */
export interface DeclaredOption {
  readonly key: string;
  readonly flag: Flag;
  readonly option: Option;
}

/** A verb as commander knows it: silent, throwing, with the options every command takes after its own. */
export function toCommander({ name, flags, args }: Declared): { commander: Commander; options: DeclaredOption[] } {
  const commander = new Commander(`gworld ${name}`).exitOverride().helpOption(false).allowExcessArguments(false);
  commander.configureOutput({ writeErr: () => {}, writeOut: () => {} }).showSuggestionAfterError(false);
  const greedy = Object.keys(args).length === 0;
  const inherited = Object.entries<Flag>(globalFlags).filter(([key]) => !Object.hasOwn(flags, key));
  const options = [...Object.entries(flags), ...inherited].map(([key, flag]) => ({
    key,
    flag,
    option: toOption(key, flag, greedy),
  }));
  for (const { key, option } of options) {
    if (!Object.hasOwn(flags, key)) option.helpGroup("Options of every command:");
    commander.addOption(option);
  }
  for (const [key, { required, variadic, summary }] of Object.entries(args))
    commander.addArgument(new Argument(required ? `<${key}>` : variadic ? `[${key}...]` : `[${key}]`, summary));
  return { commander, options };
}

/** A list flag takes several values at once where no argument could be mistaken for one of them, or where it says so. */
function toOption(key: string, flag: Flag, greedy: boolean): Option {
  const long = flagName(key);
  const many = flag.kind === "list" && (greedy || flag.greedy === true);
  const value = flag.kind === "boolean" ? "" : ` <${flag.placeholder}${many ? "..." : ""}>`;
  const option = new Option(`${flag.short === undefined ? "" : `-${flag.short}, `}${long}${value}`, flag.summary);
  if (flag.kind === "string" && flag.choices !== undefined)
    option.choices(flag.choices).argParser((text) => choice(text, flag.choices ?? []));
  if (flag.kind === "list")
    option.argParser<readonly string[]>((text, earlier) => [...(Array.isArray(earlier) ? earlier : []), text]);
  if (flag.kind === "integer") option.argParser((text) => integer(text, flag));
  return option;
}

/** In any case: levels, for one, are written WARN as often as warn. */
function choice(text: string, choices: readonly string[]): string {
  const meant = choices.find((one) => one.toLowerCase() === text.toLowerCase());
  if (meant !== undefined) return meant;
  throw new InvalidArgumentError(`Allowed choices are ${choices.join(", ")}.`);
}

interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

function integer(text: string, { min, max }: Bounds): number {
  const value = Number(text);
  if (/^[+-]?\d+$/.test(text) && Number.isSafeInteger(value) && value >= (min ?? value) && value <= (max ?? value))
    return value;
  const low = min === undefined ? "" : ` from ${min}`;
  const high = max === undefined ? "" : ` to ${max}`;
  throw new InvalidArgumentError(`It takes a whole number${low}${high}.`);
}
