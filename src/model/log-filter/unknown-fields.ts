import { isRecord } from "../json.ts";
import type { LogLine } from "../log-line.ts";
import { isLongNumber } from "../long-number.ts";
import { nearest } from "../nearest.ts";
import { valueAt } from "./check.ts";
import type { FieldPath, LogFilter, Subject } from "./filter.ts";
import { idNames } from "./subjects.ts";

/** A field that a filter asks for, and that no line has, or has with nothing but fields below it. */
export interface UnknownField {
  readonly name: string;
  /** A name that lines do have. */
  readonly meant?: string | undefined;
  /** Names below it. */
  readonly below?: readonly string[] | undefined;
}

/** The fields of a filter that none of these lines has as a value. */
export function unknownFields(filter: LogFilter, lines: readonly LogLine[]): readonly UnknownField[] {
  const names = [...new Set([...ownNames, ...lines.flatMap(({ fields }) => namesIn(fields, deepest))])];
  return subjectsOf(filter).flatMap((paths): readonly UnknownField[] => {
    const name = nameOf(paths);
    const values = lines.flatMap(({ fields }) => paths.map((path) => valueAt(fields, path)).filter(isThere));
    if (values.length === 0) return [{ name, meant: nearest(name, names) }];
    const below = values.every(holdsFields) ? [...new Set(values.flatMap((value) => Object.keys(value)))] : undefined;
    return below === undefined ? [] : [{ name, below: below.slice(0, 3).map((inner) => `${name}.${inner}`) }];
  });
}

const ownNames = ["level", "message", "service", "task", "stream", ...idNames];
const deepest = 3;

type Paths = Extract<Subject, { readonly kind: "fields" }>["paths"];

function subjectsOf(filter: LogFilter): readonly Paths[] {
  if (filter.kind === "all" || filter.kind === "any") return filter.of.flatMap(subjectsOf);
  if (filter.kind === "not") return subjectsOf(filter.of);
  if (filter.kind === "level" || filter.kind === "exists") return [];
  return filter.subject.kind === "fields" ? [filter.subject.paths] : [];
}

/** World, agent and trace are looked for in several places, and called by the shortest. */
const nameOf = (paths: Paths) => paths.map(pathText).toSorted((one, other) => one.length - other.length)[0] ?? "";

const pathText = (path: FieldPath) =>
  path
    .map((step, index) =>
      typeof step === "number"
        ? `[${step}]`
        : !/^[\w@$-]+$/.test(step)
          ? `["${step}"]`
          : index === 0
            ? step
            : `.${step}`,
    )
    .join("");

const isThere = (value: unknown) => value !== undefined;

const holdsFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  isRecord(value) && !isLongNumber(value);

const namesIn = (fields: Readonly<Record<string, unknown>>, depth: number): readonly string[] =>
  Object.entries(fields).flatMap(([name, value]) => [
    name,
    ...(depth > 1 && holdsFields(value) ? namesIn(value, depth - 1).map((inner) => `${name}.${inner}`) : []),
  ]);
