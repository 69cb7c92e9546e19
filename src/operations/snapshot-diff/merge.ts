import { compareKeys } from "../../model/archive/key-order.ts";
import type { Chunk } from "../../model/archive/manifest.ts";
import type { Change } from "../../model/snapshot/changes.ts";
import type { Pair } from "../../model/snapshot/pairs.ts";
import { cursor, type Cursor, type ReadChunk } from "./cursor.ts";

/** Who is told what differs. */
export interface Watch {
  /** So many rows of one kind. */
  count(change: Change, rows: number): void;
  /** Each of them. Where nobody asks, chunks of keys that only one side has are not read. */
  readonly row?: ((change: Change, lines: Lines) => void) | undefined;
}

/** A row as a line of the one side, or of both. */
export interface Lines {
  readonly a?: string | undefined;
  readonly b?: string | undefined;
}

export interface Reading {
  readonly read: { readonly a: ReadChunk; readonly b: ReadChunk };
  /** Told of each chunk when it is done with, read or not. */
  readonly done: (chunk: Chunk) => void;
}

/** Compares two sides of a partition in key order. Holds one chunk of each at most. */
export async function mergePair({ a, b }: Pair, { read, done }: Reading, watch: Watch): Promise<void> {
  const left = cursor(a, read.a, done);
  const right = cursor(b, read.b, done);
  for (;;) {
    const [one, other] = [left.key(), right.key()];
    if (one === undefined && other === undefined) return;
    if (isOver(left.last(), other)) await alone("removed", left, watch);
    else if (isOver(right.last(), one)) await alone("added", right, watch);
    else {
      await Promise.all([left.open(), right.open()]);
      mergeOpen(left, right, watch);
    }
  }
}

/** Whether a chunk ends in front of all that is left of the other side. */
const isOver = (last: string | undefined, other: string | undefined) =>
  last !== undefined && (other === undefined || compareKeys(last, other) < 0);

/** What is left of a chunk whose keys the other side has not. */
async function alone(change: "added" | "removed", side: Cursor, watch: Watch): Promise<void> {
  if (watch.row !== undefined) {
    await side.open();
    for (const line of side.rest()) watch.row(change, change === "added" ? { b: line } : { a: line });
  }
  watch.count(change, side.skip());
}

/** Until one of two open chunks is through. */
function mergeOpen(left: Cursor, right: Cursor, watch: Watch): void {
  while (left.isOpen() && right.isOpen()) {
    const order = compareKeys(left.key() ?? "", right.key() ?? "");
    const a = order <= 0 ? left.take() : undefined;
    const b = order >= 0 ? right.take() : undefined;
    if (a === b) continue;
    const change = a === undefined ? "added" : b === undefined ? "removed" : "changed";
    watch.count(change, 1);
    watch.row?.(change, { a, b });
  }
}
