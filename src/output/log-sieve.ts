import type { UnknownField } from "../model/log-filter/unknown-fields.ts";
import type { LogSilence, SievePart } from "../model/log-silence.ts";
import { count } from "./log-notices.ts";

type Filtered = Extract<LogSilence, { readonly kind: "filtered" }>;

/** A flag to be typed. */
export type TypedPart = Pick<SievePart, "flag" | "value">;

/** What is said where a filter let nothing pass, and the flags to type instead. */
export function sieveText({ read, more, parts, inJson }: Filtered, since: string) {
  const none =
    read === 1 && !more
      ? `The one line ${since} does not pass the filter`
      : `None of the ${more ? "lines" : count(read, "line")} ${since} passes the filter`;
  const share = more ? `; of the first ${count(read, "line")}` : "";
  const each = parts.map(({ flag, passed, value }) => `--${flag} ${shown(value)} ${passes(passed)}`).join(", ");
  const { said, next } = mended(parts) ?? loosened(parts, inJson);
  return { message: `${none}${share}: ${each}.${said}`, next };
}

interface Advice {
  readonly said: string;
  readonly next: readonly TypedPart[];
}

/** What was most likely meant. */
function mended(parts: readonly SievePart[]): Advice | undefined {
  for (const part of parts) {
    const { meant, unknown: [unknown] = [], instead } = part;
    const others = parts.filter((one) => one !== part);
    const withValue = (value: string) => parts.map((one) => (one === part ? { ...part, value } : one));
    if (meant !== undefined) return { said: ` Did you mean ${meant}?`, next: withValue(meant) };
    if (unknown !== undefined) {
      const right = renamed(part.value, unknown);
      return { said: ` ${unknownText(unknown)}`, next: right === undefined ? others : withValue(right) };
    }
    if (instead !== undefined) return { said: ` ${asLogged}`, next: withWhere(others, instead) };
  }
  return undefined;
}

/** Leaves out the flag that alone keeps most lines from being shown; all of them where no single one does. */
function loosened(parts: readonly SievePart[], inJson: boolean): Advice {
  const worst = parts.reduce((most, one) => (one.without > most.without ? one : most));
  const next = worst.without > 0 ? parts.filter((one) => one !== worst) : [];
  const effect =
    worst.without > 0 && parts.length > 1 ? ` Without --${worst.flag} ${count(worst.without, "line")}.` : "";
  const unread = inJson && parts.some(({ flag, passed }) => flag === "grep" && passed === 0);
  const hint = unread ? ` ${asLogged} --where 'latencyMs = 500' reads a field, 'msg ~ /.../' the words.` : "";
  return { said: `${effect}${hint}`, next };
}

const asLogged = "--grep reads a line as it was logged (--raw), not as it is shown.";

function unknownText({ name, meant, below }: UnknownField): string {
  if (below !== undefined) return `${name} is no value, but has some below it: ${below.join(", ")}.`;
  return `No line that was read has a field ${name}${meant === undefined ? "." : `: did you mean ${meant}?`}`;
}

/** Undefined where it is not clear what to write in its place. */
function renamed(where: string, { name, meant, below: [first] = [] }: UnknownField): string | undefined {
  const right = meant ?? first;
  const pieces = where.split(name);
  return right === undefined || pieces.length !== 2 ? undefined : pieces.join(right);
}

function withWhere(others: readonly TypedPart[], where: string): readonly TypedPart[] {
  const given = others.find(({ flag }) => flag === "where");
  if (given === undefined) return [{ flag: "where", value: where }, ...others];
  return others.map((one) => (one === given ? { flag: "where", value: `(${given.value}) and ${where}` } : one));
}

const passes = (lines: number) => (lines === 0 ? "lets none pass" : `lets ${lines.toLocaleString("en-US")} pass`);

const shown = (value: string) => (value.length > 60 ? `${value.slice(0, 60)}…` : value);
