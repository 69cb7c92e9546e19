import {
  closeSync,
  copyFileSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from "node:fs";
import { diskRefusal, LocalCloudRefusal } from "./refusal.ts";
import type { Store, Table } from "./store.ts";

export interface Journal extends Store {
  close(): void;
}

type Tables = Map<string, Map<string, unknown>>;

/** Below this many bytes of garbage a journal is not worth rewriting. */
const slack = 32 * 1024 * 1024;

/**
 * A store in one append-only file of JSON lines: `[table, key, value]` puts, `[table, key]` deletes. A line is handed to the
 * system before the call returns, so that killing the process loses nothing; a torn line is what was never acknowledged.
 */
export function openJournal(path: string, compactAfter: number = slack): Journal {
  const { tables, damaged } = existsSync(path) ? replay(readFileSync(path)) : nothing();
  if (damaged > 0) keepDamaged(path, damaged);
  let descriptor = rewrite(path, tables);
  let length = fstatSync(descriptor).size;
  let compacted = length;
  let closed = false;

  function append(line: string) {
    if (closed) throw new LocalCloudRefusal("disk", "The local cloud has stopped.");
    try {
      writeAll(descriptor, line);
    } catch (error) {
      ftruncateSync(descriptor, length);
      throw diskRefusal(path, error);
    }
    length += Buffer.byteLength(line);
  }
  function compactWhenLong() {
    if (length < compacted * 2 + compactAfter) return;
    try {
      const fresh = rewrite(path, tables);
      closeSync(descriptor);
      descriptor = fresh;
      length = fstatSync(fresh).size;
    } catch {
      // The row is written and the old file whole: tidying up waits until the file has doubled again.
    }
    compacted = length;
  }
  return {
    table<T>(name: string, guard: (value: unknown) => value is T): Table<T> {
      const rows = rowsOf(tables, name);
      for (const [key, value] of rows) if (!guard(value)) rows.delete(key);
      const get = (key: string) => {
        const value = rows.get(key);
        return guard(value) ? value : undefined;
      };
      return {
        get,
        put(key, value) {
          append(putLine(name, key, value));
          rows.set(key, value);
          compactWhenLong();
        },
        delete(key) {
          if (!rows.has(key)) return;
          append(`${JSON.stringify([name, key])}\n`);
          rows.delete(key);
        },
        keys: () => [...rows.keys()],
        values: () => [...rows.values()].filter(guard),
      };
    },
    close() {
      closed = true;
      closeSync(descriptor);
    },
  };
}

const putLine = (table: string, key: string, value: unknown) => `${JSON.stringify([table, key, value])}\n`;

function rowsOf(tables: Tables, name: string): Map<string, unknown> {
  const rows = tables.get(name) ?? new Map<string, unknown>();
  tables.set(name, rows);
  return rows;
}

interface Replayed {
  readonly tables: Tables;
  /** Whole lines that are no rows. */
  readonly damaged: number;
}

const nothing = (): Replayed => ({ tables: new Map(), damaged: 0 });

/** What follows the last line feed was never acknowledged; a whole line that cannot be read is damage from outside. */
function replay(journal: Buffer): Replayed {
  const tables: Tables = new Map();
  let damaged = 0;
  let start = 0;
  for (let end = journal.indexOf(10); end >= 0; start = end + 1, end = journal.indexOf(10, start))
    if (!replayLine(tables, journal.toString("utf8", start, end))) damaged += 1;
  return { tables, damaged };
}

function replayLine(tables: Tables, line: string): boolean {
  const entry = parsed(line);
  if (!Array.isArray(entry)) return false;
  const [table, key]: unknown[] = entry;
  if (typeof table !== "string" || typeof key !== "string") return false;
  if (entry.length === 2) rowsOf(tables, table).delete(key);
  else rowsOf(tables, table).set(key, entry[2]);
  return true;
}

/** The journal is about to be written anew without those lines: a copy stays for whoever wants to know. */
function keepDamaged(path: string, lines: number) {
  copyFileSync(path, `${path}.damaged`);
  console.error(`${lines} lines of ${path} cannot be read and are left out; the file as it was is ${path}.damaged`);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Writes the live rows to a new file and puts it in the old one's place; answers the new file, open for appending. */
function rewrite(path: string, tables: Tables): number {
  const fresh = `${path}.new`;
  let descriptor: number | undefined;
  try {
    descriptor = openSync(fresh, "w", 0o600);
    for (const [table, rows] of tables)
      for (const [key, value] of rows) writeAll(descriptor, putLine(table, key, value));
    fsyncSync(descriptor);
    renameSync(fresh, path);
    return descriptor;
  } catch (error) {
    if (descriptor !== undefined) closeSync(descriptor);
    throw diskRefusal(path, error);
  }
}

function writeAll(descriptor: number, line: string) {
  const bytes = Buffer.from(line);
  for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
}
