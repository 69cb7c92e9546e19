import { isObject } from "../../json.ts";
import type { Value } from "./value.ts";

/** What commands work on: a log event's fields and those that were made of them. */
export interface Row {
  get(name: string): Value;
  set(name: string, value: Value): void;
}

/** A row of these fields alone. */
export function fieldsRow(fields: Map<string, Value>): Row {
  return { get: (name) => fields.get(name), set: (name, value) => void fields.set(name, value) };
}

/** A log event's row: its own fields, which begin with @, and those of its message when that is a JSON object. */
export function eventRow(own: (name: string) => Value, message: string): Row {
  const made = new Map<string, Value>();
  let discovered: unknown;
  let isRead = false;
  const found = (name: string) => {
    if (!isRead) discovered = parsed(message);
    isRead = true;
    return at(discovered, name);
  };
  return {
    get(name) {
      if (made.has(name)) return made.get(name);
      // AWS shows a field of the message that begins with @ with one more.
      if (name.startsWith("@@")) return found(name.slice(1));
      return name.startsWith("@") ? own(name) : found(name);
    },
    set: (name, value) => void made.set(name, value),
  };
}

function parsed(message: string): unknown {
  if (!message.trimStart().startsWith("{")) return undefined;
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}

/** `a.b.0.c` leads through objects and lists; a key may have points itself. */
function at(value: unknown, path: string): Value {
  const own = property(value, path);
  if (own !== undefined) return scalar(own);
  for (let point = path.indexOf("."); point > 0; point = path.indexOf(".", point + 1)) {
    const inner = property(value, path.slice(0, point));
    const found = inner === undefined ? undefined : at(inner, path.slice(point + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

function property(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return /^\d+$/.test(key) ? value[Number(key)] : undefined;
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function scalar(value: unknown): Value {
  if (typeof value === "boolean") return value ? 1 : 0;
  return typeof value === "string" || typeof value === "number" ? value : undefined;
}
