import type { RestoreEntry, SnapshotEntry } from "../../src/model/catalogue.ts";
import type { Item } from "../../src/model/item.ts";
import { newWorldRow } from "../../src/model/world/row.ts";

export const now = 1_790_000_000_000;
export const worldRowData: Item = {
  name: { S: "Smallville" },
  ownerId: { S: "o-1" },
  tick: { N: "7" },
  seqCommitted: { N: "70" },
  secondsPerTick: { N: "10" },
};

export const worldRow = (worldId: string, status: "active" | "paused" = "active") =>
  newWorldRow(worldRowData, { worldId, status, gen: 1, now });

export const snapshotEntry = (snapshotId: string, momentOf: (id: string) => number): SnapshotEntry => ({
  snapshotId,
  worldId: "w-snap",
  state: "CREATING",
  createdAt: new Date(momentOf(snapshotId)).toISOString(),
  createdBy: "arn",
  consistency: "tick",
  labels: { why: "test" },
  held: false,
  cut: { tick: 1, seq: 2, epoch: 3, gen: 4, pauseMs: 5.5, at: "2026-11-22T00:00:00.000Z" },
  warnings: [],
});

export const restoreEntry = (
  own: Pick<RestoreEntry, "worldId" | "restoreId" | "mode" | "gen">,
  momentOf: (id: string) => number,
): RestoreEntry => ({
  ...own,
  state: "LOADING",
  createdAt: new Date(momentOf(own.restoreId)).toISOString(),
  createdBy: "arn",
  snapshotId: "s",
  sourceWorldId: "w",
  loaded: new Set(),
  options: { from: "s3://elsewhere" },
});
