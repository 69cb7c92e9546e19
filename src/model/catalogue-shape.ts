import * as z from "zod";
import { consistencies } from "./archive/manifest.ts";
import { type Checkpoint, type RestoreEntry, restoreStates, type SnapshotEntry, snapshotStates } from "./catalogue.ts";
import { type Item, numberOf, stringOf } from "./item.ts";
import { plainItem } from "./plain.ts";
import { worldParts } from "./world/keys.ts";

const count = z.number().int().nonnegative();
const items = z.record(z.enum(worldParts), count);
const labels = z.record(z.string(), z.string());

export const chunkShape = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  codec: z.enum(["gzip", "zstd"]),
  storedSha256: z.string().regex(/^[0-9a-f]{64}$/),
  part: z.enum(worldParts),
  partition: z.string(),
  from: z.string(),
  to: z.string(),
  items: count,
  bytes: count,
  storedBytes: count,
  writeUnits: count,
  sum: z.string().regex(/^[0-9a-f]{64}$/),
  expiresAt: z.number().optional(),
});

export const originShape = z.object({ environment: z.string(), worldId: z.string() });

const snapshotShape = z.object({
  snapshotId: z.string(),
  worldId: z.string(),
  state: z.enum(snapshotStates),
  createdAt: z.string(),
  createdBy: z.string(),
  consistency: z.enum(consistencies),
  name: z.string().optional(),
  labels,
  parent: z.string().optional(),
  held: z.boolean(),
  cut: z
    .object({ tick: count, seq: count, epoch: count, gen: count, pauseMs: z.number().nonnegative(), at: z.string() })
    .optional(),
  items: items.optional(),
  bytes: count.optional(),
  storedBytes: count.optional(),
  newBytes: count.optional(),
  chunks: count.optional(),
  manifestSha256: z.string().optional(),
  contentHash: z.string().optional(),
  seconds: z.number().optional(),
  origin: originShape.optional(),
  warnings: z.array(z.string()),
});

const standingShape = z.object({
  gen: count,
  epoch: count,
  tick: count,
  seqCommitted: count.optional(),
  secondsPerTick: z.number(),
  eventShards: z.number(),
});

const restoreShape = z.object({
  restoreId: z.string(),
  worldId: z.string(),
  state: z.enum(restoreStates),
  createdAt: z.string(),
  createdBy: z.string(),
  snapshotId: z.string(),
  sourceWorldId: z.string(),
  mode: z.enum(["new", "replace"]),
  gen: count,
  options: labels,
  standing: standingShape.optional(),
  items: items.optional(),
  kept: z.object({ agents: count, memories: count, objects: count, events: count }).optional(),
  seconds: z.number().optional(),
});

const checkpointShape = z.object({
  part: z.enum(worldParts),
  partition: z.string(),
  chunks: z.array(chunkShape),
  newBytes: count,
});

/** Rows of the catalogue as gworld reads them; undefined for a row that no gworld of this version wrote. */
export const snapshotEntryOf = (row: Item): SnapshotEntry | undefined => snapshotShape.safeParse(plainItem(row)).data;

export const checkpointOf = (row: Item): Checkpoint | undefined => checkpointShape.safeParse(plainItem(row)).data;

export function restoreEntryOf(row: Item, loaded: ReadonlySet<string>): RestoreEntry | undefined {
  const read = restoreShape.safeParse(plainItem(row)).data;
  return read && { ...read, loaded };
}

/**
 * A lease as far as it can be read: a row that only another version of gworld knows stands for somebody all the same, for as
 * long as it says in any way.
 */
export function leaseOf(row: Item) {
  const expiresAt = numberOf(row, "expiresAt");
  const holder = {
    id: stringOf(row, "holderId") ?? "",
    host: stringOf(row, "host") ?? "a machine that is not named",
    pid: numberOf(row, "pid") ?? 0,
    mark: stringOf(row, "mark"),
  };
  const until = numberOf(row, "until") ?? (expiresAt === undefined ? Number.MAX_SAFE_INTEGER : expiresAt * 1_000);
  return { holder, until, doing: stringOf(row, "doing") ?? "of another version", since: numberOf(row, "since") };
}
