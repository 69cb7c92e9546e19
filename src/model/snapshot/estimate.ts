import type { Manifest } from "../archive/manifest.ts";
import { worldParts } from "../world/keys.ts";
import type { World } from "../world/world.ts";
import { readCost } from "../prices.ts";

/** What a snapshot will likely take. */
export interface Estimate {
  /** Rows and plain bytes of the whole snapshot. */
  readonly rows: number;
  readonly bytes: number;
  /** Of them, what has to be read: the parent has the rest. */
  readonly readRows: number;
  readonly readBytes: number;
  readonly readUnits: number;
  readonly dollars: number;
}

/** One unit reads so much of strongly consistent rows. */
const unitBytes = 4_096;
/** A row beside its embedding, and what JSON and base64 make of one. */
const bareRow = 450;
const inBase64 = 4 / 3;
const bytesOfFloat = 4;

/**
 * From the parent's sizes and how far the world's seq has come since; without a parent from the seq alone. Every memory and
 * event has one, so that both are at most as many.
 */
export function estimateSnapshot(world: World, parent: Manifest | undefined): Estimate {
  const fresh = Math.max(0, (world.seqCommitted ?? 0) - (parent?.seq ?? 0));
  if (parent === undefined) {
    const rows = fresh + world.agentCount + 1;
    const bytes = rows * (bareRow + (world.embedding?.dims ?? 0) * bytesOfFloat * inBase64);
    return withUnits({ rows, bytes, readRows: rows, readBytes: bytes });
  }
  const all = totalOf(parent, worldParts);
  const kept = totalOf(parent, ["memories", "events"]);
  const rowBytes = kept.items === 0 ? bareRow : kept.bytes / kept.items;
  const newBytes = fresh * rowBytes;
  return withUnits({
    rows: all.items + fresh,
    bytes: all.bytes + newBytes,
    readRows: all.items - kept.items + fresh,
    readBytes: all.bytes - kept.bytes + newBytes,
  });
}

function totalOf({ parts }: Manifest, which: readonly (typeof worldParts)[number][]) {
  return {
    items: which.reduce((sum, part) => sum + parts[part].items, 0),
    bytes: which.reduce((sum, part) => sum + parts[part].bytes, 0),
  };
}

function withUnits(sizes: Pick<Estimate, "rows" | "bytes" | "readRows" | "readBytes">): Estimate {
  // In the table an embedding takes three quarters of its text; what is read beside it evens that out.
  const readUnits = Math.ceil(sizes.readBytes / inBase64 / unitBytes) + 1;
  const { rows, bytes, readRows, readBytes } = sizes;
  return {
    rows,
    bytes: Math.round(bytes),
    readRows,
    readBytes: Math.round(readBytes),
    readUnits,
    dollars: readCost(readUnits),
  };
}
