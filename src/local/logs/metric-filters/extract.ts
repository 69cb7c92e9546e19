import { selectorOf } from "../pattern/selector.ts";
import { fieldsOf } from "../pattern/space-delimited.ts";

/**
 * What a word such as `$.tokens` or `$bytes` stands for in an event that matched: a value of JSON, or a field of a
 * space-delimited event by the name that the pattern gives it or its number. Undefined where there is none.
 */
export function extract(pattern: string, word: string, message: string): string | undefined {
  if (!word.startsWith("$")) return word;
  if (word.startsWith("$.") || word.startsWith("$[")) return jsonValue(word, message);
  const fields = fieldsOf(message);
  const number = Number(word.slice(1));
  return fields[Number.isInteger(number) ? number - 1 : placeOf(pattern, word.slice(1), fields.length)];
}

function jsonValue(word: string, message: string): string | undefined {
  const [value] = selectorOf(word)?.(parsed(message)) ?? [];
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : undefined;
}

function parsed(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}

/** Where the pattern `[a, b, ..., z]` puts the field of that name among so many. */
function placeOf(pattern: string, name: string, count: number): number {
  const names = pattern
    .trim()
    .slice(1, -1)
    .split(",")
    .map((part) => /^\s*([\w-]+|\.\.\.)/.exec(part)?.[1] ?? "");
  const place = names.indexOf(name);
  const gap = names.indexOf("...");
  return gap >= 0 && place > gap ? count - (names.length - place) : place;
}

/** The words of a pattern whose values TestMetricFilter tells. */
export function wordsOf(pattern: string): readonly string[] {
  if (pattern.trim().startsWith("{"))
    return [...new Set(pattern.match(/\$(?:\.[\w:@#/-]+|\.?\[(?:\d+|"[^"]*"|'[^']*')\])+/g))];
  if (!pattern.trim().startsWith("[")) return [];
  return [...pattern.matchAll(/[[,]\s*([A-Za-z_][\w-]*)/g)].map(([, name = ""]) => `$${name}`);
}
