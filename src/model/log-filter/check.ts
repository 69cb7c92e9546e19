import { isRecord } from "../json.ts";
import { isLongNumber, sizeOf } from "../long-number.ts";
import { wordsOfLine, type LogLine } from "../log-line.ts";
import { boundedRegex } from "./linear-regex.ts";
import type { FieldPath, LogFilter, Scalar, Subject, TextName, ValueCondition } from "./filter.ts";

export type LineCheck = (line: LogLine) => boolean;

/** The filter as a question to a line. What no field holds passes no condition, and so passes its opposite. */
export function lineCheck(filter: LogFilter): LineCheck {
  switch (filter.kind) {
    case "all": {
      const checks = filter.of.map(lineCheck);
      return (line) => checks.every((check) => check(line));
    }
    case "any": {
      const checks = filter.of.map(lineCheck);
      return (line) => checks.some((check) => check(line));
    }
    case "not": {
      const check = lineCheck(filter.of);
      return (line) => !check(line);
    }
    case "level":
      return ({ level }) => filter.levels.has(level ?? "info");
    default:
      return someValue(filter.subject, valueCheck(filter));
  }
}

type ValueCheck = (value: unknown) => boolean;

function valueCheck(condition: ValueCondition): ValueCheck {
  switch (condition.kind) {
    case "exists":
      return () => true;
    case "equals":
      return equalTo(condition.value);
    case "orders":
      return ordered(condition);
    case "contains":
      return containing(condition.text);
    default:
      return matching(condition.pattern);
  }
}

/** Of an array an element, of a text a part. */
function containing(text: string): ValueCheck {
  const isElement = equalTo(text);
  return (value) => (Array.isArray(value) ? value.some(isElement) : typeof value === "string" && value.includes(text));
}

function matching(pattern: RegExp): ValueCheck {
  const bounded = boundedRegex(pattern);
  return (value) => (typeof value === "string" || isNumber(value)) && bounded.test(String(value));
}

const isNumber = (value: unknown) => typeof value === "number" || isLongNumber(value);

/** A number and its digits as a text are equal: loggers write both. */
function equalTo(wanted: Scalar): ValueCheck {
  if (isLongNumber(wanted)) return equalTo(String(wanted));
  if (typeof wanted === "string") return (value) => value === wanted || (isNumber(value) && String(value) === wanted);
  if (typeof wanted === "number") return (value) => value === wanted || value === String(wanted);
  return (value) => value === wanted;
}

/** Numbers are ordered among numbers and texts among texts. */
function ordered({ operator, bound }: Extract<ValueCondition, { readonly kind: "orders" }>): ValueCheck {
  const compare = <T extends string | number | bigint>(value: T, other: T) => {
    if (operator === "<") return value < other;
    if (operator === "<=") return value <= other;
    return operator === ">" ? value > other : value >= other;
  };
  if (typeof bound === "string") return (value) => typeof value === "string" && compare(value, bound);
  const size = isLongNumber(bound) ? sizeOf(bound) : bound;
  return (value) =>
    typeof value === "number" ? compare(value, size) : isLongNumber(value) && compare(sizeOf(value), size);
}

function someValue(subject: Subject, check: ValueCheck): LineCheck {
  if (subject.kind === "text") {
    const read = texts[subject.name];
    return (line) => check(read(line));
  }
  const { paths } = subject;
  return ({ fields }) =>
    paths.some((path) => {
      const value = valueAt(fields, path);
      return value !== undefined && check(value);
    });
}

const texts: Readonly<Record<TextName, (line: LogLine) => string>> = {
  line: ({ message }) => message,
  message: wordsOfLine,
  service: ({ service }) => service,
  task: ({ task }) => task,
  stream: ({ stream }) => stream,
};

/** JSON holds no undefined, so undefined means that there is nothing at this place. */
export function valueAt(fields: unknown, path: FieldPath): unknown {
  let value = fields;
  for (const step of path) {
    if (Array.isArray(value)) value = typeof step === "number" || /^\d+$/.test(step) ? value[Number(step)] : undefined;
    else value = typeof step === "string" && isRecord(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }
  return value;
}
