import type { Chunk } from "../../model/archive/manifest.ts";

/** The lines of a chunk with their sort keys, in key order. */
export interface ChunkRows {
  readonly keys: readonly string[];
  readonly lines: readonly string[];
}
export type ReadChunk = (chunk: Chunk) => Promise<ChunkRows>;

/** Where one side of a partition stands: in front of a chunk, or within one that is open. */
export interface Cursor {
  /** The next key; undefined at the end. */
  key(): string | undefined;
  /** The last key of the chunk. */
  last(): string | undefined;
  isOpen(): boolean;
  /** Reads the chunk, where that was not done. */
  open(): Promise<void>;
  /** The next line of an open chunk, which it passes. */
  take(): string;
  /** All lines left of an open chunk; they stay. */
  rest(): readonly string[];
  /** Passes what is left of the chunk, and tells how many rows that is. */
  skip(): number;
}

export function cursor(chunks: readonly Chunk[], read: ReadChunk, done: (chunk: Chunk) => void): Cursor {
  let [index, at] = [0, 0];
  let rows: ChunkRows | undefined;
  const next = () => {
    const chunk = chunks[index];
    if (chunk !== undefined) done(chunk);
    index += 1;
    at = 0;
    rows = undefined;
  };
  return {
    key: () => (rows === undefined ? chunks[index]?.from : rows.keys[at]),
    last: () => chunks[index]?.to,
    isOpen: () => rows !== undefined,
    async open() {
      const chunk = chunks[index];
      if (chunk !== undefined) rows ??= await read(chunk);
    },
    take() {
      const line = rows?.lines[at] ?? "";
      at += 1;
      if (rows !== undefined && at >= rows.lines.length) next();
      return line;
    },
    rest: () => rows?.lines.slice(at) ?? [],
    skip() {
      const left = (chunks[index]?.items ?? 0) - at;
      next();
      return left;
    },
  };
}
