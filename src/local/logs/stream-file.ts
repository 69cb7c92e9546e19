import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import type { EventEntry, EventKey } from "./entry.ts";

/** One stream's events on disk: `timestamp ingestionTime sequence "message as JSON"` a line. */
export interface StreamFile {
  /** All of the events, or none when the disk refuses. */
  append(events: readonly (EventKey & { readonly message: string })[]): readonly EventEntry[];
  /** Messages of entries of this stream, as JSON in bytes, in the order asked for. */
  read(entries: readonly EventEntry[]): readonly Buffer[];
  /** Writes the file anew with these entries alone; answers where they are then. */
  keep(entries: readonly EventEntry[]): readonly EventEntry[];
  readonly loaded: readonly EventEntry[];
}

/** Opens a stream's file; a last line that a crash cut short is dropped. */
export function streamFile(path: string, streamId: string): StreamFile {
  const content = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  let size = content.lastIndexOf(10) + 1;
  if (size < content.length) truncateSync(path, size);
  return {
    loaded: parse(content.subarray(0, size), streamId),
    append(events) {
      const lines = events.map(({ message, ...key }) => ({ key, body: Buffer.from(JSON.stringify(message)) }));
      const { bytes, entries } = laidOut(lines, size, streamId);
      try {
        appendFileSync(path, bytes);
      } catch (error) {
        if (existsSync(path)) truncateSync(path, size);
        throw error;
      }
      size += bytes.length;
      return entries;
    },
    read: (entries) => (entries.length === 0 ? [] : readBodies(path, entries)),
    keep(kept) {
      const all = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
      const lines = kept.map(({ offset, bytes, ...key }) => ({ key, body: all.subarray(offset, offset + bytes) }));
      const { bytes, entries } = laidOut(lines, 0, streamId);
      writeFileSync(`${path}.new`, bytes);
      renameSync(`${path}.new`, path);
      size = bytes.length;
      return entries;
    },
  };
}

interface Line {
  readonly key: EventKey;
  readonly body: Buffer;
}

/** Lines as the bytes to write at an offset, and where each message will be. */
function laidOut(lines: readonly Line[], start: number, streamId: string) {
  const parts: Buffer[] = [];
  let end = start;
  const entries = lines.map(({ key: { timestamp, ingestionTime, sequence }, body }): EventEntry => {
    const head = Buffer.from(`${timestamp} ${ingestionTime} ${sequence} `);
    parts.push(head, body, newline);
    const offset = end + head.length;
    end = offset + body.length + 1;
    return { timestamp, ingestionTime, sequence, streamId, offset, bytes: body.length };
  });
  return { bytes: Buffer.concat(parts), entries };
}

const newline = Buffer.from("\n");

function parse(content: Buffer, streamId: string): EventEntry[] {
  const entries: EventEntry[] = [];
  for (let start = 0; start < content.length;) {
    const end = content.indexOf(10, start);
    const quote = content.indexOf(34, start);
    if (quote > start && quote < end) {
      const [timestamp = 0, ingestionTime = 0, sequence = 0] = content
        .toString("latin1", start, quote)
        .split(" ")
        .map(Number);
      entries.push({ timestamp, ingestionTime, sequence, streamId, offset: quote, bytes: end - quote });
    }
    start = end + 1;
  }
  return entries;
}

/** Neighbours come in one read; entries far apart (late events) are read one by one, to bound memory. */
function readBodies(path: string, entries: readonly EventEntry[]): Buffer[] {
  const from = entries.reduce((least, { offset }) => Math.min(least, offset), Infinity);
  const to = entries.reduce((most, { offset, bytes }) => Math.max(most, offset + bytes), 0);
  const wanted = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  const file = openSync(path, "r");
  try {
    if (to - from > wanted * 4 + 65_536) return entries.map(({ offset, bytes }) => bytesAt(file, offset, bytes));
    const block = bytesAt(file, from, to - from);
    return entries.map(({ offset, bytes }) => block.subarray(offset - from, offset - from + bytes));
  } finally {
    closeSync(file);
  }
}

function bytesAt(file: number, offset: number, length: number): Buffer {
  const block = Buffer.allocUnsafe(length);
  readSync(file, block, 0, length, offset);
  return block;
}
