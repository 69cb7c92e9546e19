import type { FieldPath, Subject, TextName } from "./filter.ts";

const texts = new Map<string, TextName>([
  ["line", "line"],
  ["message", "message"],
  ["msg", "message"],
  ["service", "service"],
  ["task", "task"],
  ["stream", "stream"],
]);

/** The fields in which loggers put what people ask for by one name. */
export const idPaths = (name: string): readonly FieldPath[] => [[`${name}Id`], [`${name}_id`], [name], [name, "id"]];

export const idNames = ["world", "agent", "trace"] as const;
export type IdName = (typeof idNames)[number];
export const idSubject = (name: IdName): Subject => ({ kind: "fields", paths: idPaths(name) });

export const isIdName = (name: string): name is IdName => idNames.some((one) => one === name);

/** What a name is about; undefined when it is none. `level` is not for here. */
export function subjectOf(typed: string): Subject | undefined {
  const name = texts.get(typed);
  if (name !== undefined) return textSubject(name);
  if (isIdName(typed)) return idSubject(typed);
  const path = fieldPath(typed);
  return path && { kind: "fields", paths: [path] };
}

/** The place of a field, with or without `fields.` before it; undefined for what is none. */
export function fieldPath(typed: string): FieldPath | undefined {
  const path = pathOf(typed);
  return path !== undefined && path.length > 1 && path[0] === "fields" ? path.slice(1) : path;
}

export const textSubject = (name: TextName): Subject => ({ kind: "text", name });

const step = /(^|\.)([\p{L}_@$#:+/*%-][\p{L}\p{N}_@$#:+/*%-]*|(?<=\.)\p{N}+)|\[(?:(\d+)|"([^"]*)"|'([^']*)')\]/uy;

/** `a.b[0]["odd key"]` as its steps. */
function pathOf(typed: string): FieldPath | undefined {
  const steps: (string | number)[] = [];
  step.lastIndex = 0;
  while (step.lastIndex < typed.length) {
    const match = step.exec(typed);
    if (match === null) return undefined;
    const [, , plain, index, double, single] = match;
    steps.push(index === undefined ? (plain ?? double ?? single ?? "") : Number(index));
  }
  return typeof steps[0] === "string" ? steps : undefined;
}
