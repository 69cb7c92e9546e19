import { toNumber, toText, truth, type Value } from "./value.ts";

/** A function of the language: how many arguments it takes, and what it makes of them. */
export interface QueryFunction {
  readonly least: number;
  readonly most: number;
  run(values: readonly Value[]): Value;
}

const many = Infinity;

const numberOf = (run: (value: number) => number): QueryFunction => ({
  least: 1,
  most: 1,
  run: ([value]) => finite(run(toNumber(value) ?? NaN)),
});

const textOf = (run: (text: string, second: string | undefined) => Value, most = 1): QueryFunction => ({
  least: 1,
  most,
  run: ([value, second]) => (value === undefined ? undefined : run(toText(value) ?? "", toText(second))),
});

const finite = (value: number): Value => (Number.isFinite(value) ? value : undefined);

const extreme = (pick: (...all: number[]) => number): QueryFunction => ({
  least: 1,
  most: many,
  run: (values) => finite(pick(...values.map((value) => toNumber(value) ?? NaN))),
});

const escape = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`);
const leading = (text: string, set = " \t\n\r") => text.replace(new RegExp(`^[${escape(set)}]+`), "");
const trailing = (text: string, set = " \t\n\r") => text.replace(new RegExp(`[${escape(set)}]+$`), "");

const stepped = (round: (value: number) => number): QueryFunction => ({
  least: 2,
  most: 2,
  run([value, period]) {
    const [moment, length] = [toNumber(value), toNumber(period)];
    return moment === undefined || !length ? undefined : new Date(round(moment / length) * length);
  },
});

/** By name in lower case: the functions of fields, filters and arguments (user guide, "Supported operations and functions"). */
export const functions: Readonly<Record<string, QueryFunction>> = {
  abs: numberOf(Math.abs),
  ceil: numberOf(Math.ceil),
  floor: numberOf(Math.floor),
  log: numberOf(Math.log),
  sqrt: numberOf(Math.sqrt),
  greatest: extreme(Math.max),
  least: extreme(Math.min),
  ispresent: { least: 1, most: 1, run: ([value]) => truth(value !== undefined) },
  isempty: { least: 1, most: 1, run: ([value]) => truth((toText(value) ?? "") === "") },
  isblank: { least: 1, most: 1, run: ([value]) => truth((toText(value) ?? "").trim() === "") },
  coalesce: { least: 1, most: many, run: (values) => values.find((value) => value !== undefined) },
  concat: { least: 1, most: many, run: (values) => values.map((value) => toText(value) ?? "").join("") },
  ltrim: textOf(leading, 2),
  rtrim: textOf(trailing, 2),
  trim: textOf((text, set) => leading(trailing(text, set), set), 2),
  strlen: textOf((text) => Array.from(text).length),
  toupper: textOf((text) => text.toUpperCase()),
  tolower: textOf((text) => text.toLowerCase()),
  strcontains: {
    least: 2,
    most: 2,
    run: ([text, part]) => truth((toText(text) ?? "").includes(toText(part) ?? "")),
  },
  replace: {
    least: 3,
    most: 3,
    run: ([text, part, by]) => toText(text)?.replaceAll(toText(part) ?? "", () => toText(by) ?? ""),
  },
  substr: {
    least: 2,
    most: 3,
    run([text, from, length]) {
      const start = toNumber(from) ?? 0;
      return toText(text)?.slice(start, length === undefined ? undefined : start + (toNumber(length) ?? 0));
    },
  },
  datefloor: stepped(Math.floor),
  dateceil: stepped(Math.ceil),
  frommillis: { least: 1, most: 1, run: ([value]) => momentOf(toNumber(value)) },
  tomillis: { least: 1, most: 1, run: ([value]) => toNumber(value) },
};

const momentOf = (milliseconds: number | undefined): Value =>
  milliseconds === undefined ? undefined : new Date(milliseconds);

/** What the language has besides. */
export const otherFunctions: ReadonlySet<string> = new Set(
  ["if", "case", "now", "jsonparse", "jsonstringify", "stddev", "hash", "urlencode", "urldecode"].concat([
    "isvalidip",
    "isvalidipv4",
    "isvalidipv6",
    "isipinsubnet",
    "isipv4insubnet",
    "isipv6insubnet",
  ]),
);
