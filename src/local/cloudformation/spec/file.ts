import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isObject } from "../../json.ts";
import type { TypeEntry } from "./entry.ts";

/** Looks a type up; undefined for one that CloudFormation does not know. */
export type TypeSource = (type: string) => TypeEntry | undefined;

/** Writes types one after the other, with an index of where each is. The build does it: reading all of them takes 130 MB. */
export function writeTypes(dir: string, entries: ReadonlyMap<string, () => TypeEntry>): void {
  const index: Record<string, readonly [number, number]> = {};
  const parts: Buffer[] = [];
  let at = 0;
  for (const [type, entry] of entries) {
    const part = Buffer.from(JSON.stringify(entry()));
    index[type] = [at, part.length];
    at += part.length;
    parts.push(part);
  }
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, "types"), Buffer.concat(parts));
  writeFileSync(join(dir, "index.json"), JSON.stringify(index));
}

/** Types as `writeTypes` wrote them, each read when it is asked for; undefined where nothing was written. */
export function openTypes(dir: string): TypeSource | undefined {
  if (!existsSync(join(dir, "index.json"))) return undefined;
  const index: unknown = JSON.parse(readFileSync(join(dir, "index.json"), "utf8"));
  return (type) => {
    const place = isObject(index) && Object.hasOwn(index, type) ? index[type] : undefined;
    if (!Array.isArray(place)) return undefined;
    const entry: unknown = JSON.parse(slice(join(dir, "types"), Number(place[0]), Number(place[1])));
    if (!isTypeEntry(entry)) throw new Error(`The specification of ${type} cannot be read.`);
    return entry;
  };
}

function slice(path: string, at: number, length: number): string {
  const bytes = Buffer.alloc(length);
  const file = openSync(path, "r");
  try {
    readSync(file, bytes, 0, length, at);
  } finally {
    closeSync(file);
  }
  return bytes.toString("utf8");
}

const isTypeEntry = (value: unknown): value is TypeEntry =>
  isObject(value) &&
  isObject(value["properties"]) &&
  isObject(value["definitions"]) &&
  Array.isArray(value["identifier"]);
