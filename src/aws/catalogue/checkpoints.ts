import type { SnapshotEntry } from "../../model/catalogue.ts";
import { checkpointOf } from "../../model/catalogue-shape.ts";
import { type Item, stringOf } from "../../model/item.ts";
import { itemFrom } from "../../model/plain.ts";
import type { Catalogue } from "../../ports/catalogue.ts";
import type { Clock } from "../../ports/clock.ts";
import type { WorldTables } from "../world-tables.ts";
import { checkpointPrefix, entryKey, isSnapshot, rowsUnder } from "./entries.ts";

export type Checkpoints = Pick<
  Catalogue,
  "checkpoints" | "addCheckpoint" | "removeCheckpoints" | "removeLeftCheckpoints"
>;

/** A finished snapshot removes its checkpoints; those of one that nobody finished end after so many seconds. */
const life = 7 * 86_400;

/** Checkpoints of snapshots as rows `S#<ulid>#P#<part>#<partition>`. */
export function checkpoints(tables: WorldTables, { clock }: { readonly clock: Clock }): Checkpoints {
  const rowsOf = ({ worldId, snapshotId }: Pick<SnapshotEntry, "worldId" | "snapshotId">) =>
    rowsUnder(tables, worldId, checkpointPrefix(snapshotId));
  const remove = async (worldId: string, rows: readonly Item[]) => {
    for (const row of rows)
      await tables.change("DeleteItem", "Snapshots", { Key: entryKey(worldId, stringOf(row, "entry") ?? "") });
  };
  return {
    checkpoints: async (of) => (await rowsOf(of)).flatMap((row) => checkpointOf(row) ?? []),
    async addCheckpoint({ worldId, snapshotId }, { part, partition, chunks, newBytes }) {
      const entry = `${checkpointPrefix(snapshotId)}${part}#${partition}`;
      const expiresAt = Math.ceil(clock.now() / 1_000) + life;
      const Item = itemFrom({
        worldId,
        entry,
        part,
        partition,
        chunks: chunks.map((chunk) => ({ ...chunk })),
        newBytes,
        expiresAt,
      });
      await tables.change("PutItem", "Snapshots", { Item });
    },
    removeCheckpoints: async (of) => remove(of.worldId, await rowsOf(of)),
    async removeLeftCheckpoints(worldId) {
      const rows = await rowsUnder(tables, worldId, "S#");
      const open = rows.filter((row) => isSnapshot(row) && stringOf(row, "state") === "CREATING");
      const needed = open.map((row) => `${stringOf(row, "entry")}#P#`);
      const isLeft = (row: Item) => {
        const entry = stringOf(row, "entry") ?? "";
        return !isSnapshot(row) && !needed.some((prefix) => entry.startsWith(prefix));
      };
      await remove(worldId, rows.filter(isLeft));
    },
  };
}
