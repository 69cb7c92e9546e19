import { appendFileSync, closeSync, existsSync, openSync, readFileSync, readSync, truncateSync } from "node:fs";
import type { EventEntry, EventKey } from "./entry.ts";

/** One stream's events on disk, append-only: `timestamp ingestionTime sequence "message as JSON"` a line. */
export interface StreamFile {
  append(events: readonly (EventKey & { readonly message: string })[]): readonly EventEntry[];
  /** Messages of entries of this stream, in the order asked for. */
  read(entries: readonly EventEntry[]): readonly string[];
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
      const parts: Buffer[] = [];
      const entries = events.map(({ message, ...key }) => {
        const head = Buffer.from(`${key.timestamp} ${key.ingestionTime} ${key.sequence} `);
        const body = Buffer.from(JSON.stringify(message));
        parts.push(head, body, newline);
        const entry = { ...key, streamId, offset: size + head.length, bytes: body.length };
        size += head.length + body.length + 1;
        return entry;
      });
      appendFileSync(path, Buffer.concat(parts));
      return entries;
    },
    read: (entries) => readMessages(path, entries),
  };
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
function readMessages(path: string, entries: readonly EventEntry[]): string[] {
  const from = entries.reduce((least, { offset }) => Math.min(least, offset), Infinity);
  const to = entries.reduce((most, { offset, bytes }) => Math.max(most, offset + bytes), 0);
  const wanted = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  const file = openSync(path, "r");
  try {
    if (to - from > wanted * 4 + 65_536)
      return entries.map(({ offset, bytes }) => decode(bytesAt(file, offset, bytes)));
    const block = bytesAt(file, from, to - from);
    return entries.map(({ offset, bytes }) => decode(block.subarray(offset - from, offset - from + bytes)));
  } finally {
    closeSync(file);
  }
}

function bytesAt(file: number, offset: number, length: number): Buffer {
  const block = Buffer.allocUnsafe(length);
  readSync(file, block, 0, length, offset);
  return block;
}

const decode = (bytes: Buffer) => String(JSON.parse(bytes.toString()));
