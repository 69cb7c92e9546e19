import { snapshotStates } from "../../model/catalogue.ts";
import { snapshotEntryOf } from "../../model/catalogue-shape.ts";
import { type Item, stringOf } from "../../model/item.ts";
import { itemFrom } from "../../model/plain.ts";
import { ulidForm } from "../../model/ulid.ts";
import type { Catalogue } from "../../ports/catalogue.ts";
import type { Clock } from "../../ports/clock.ts";
import type { WorldTables } from "../world-tables.ts";
import { checkpoints, type Checkpoints } from "./checkpoints.ts";
import {
  changeEntry,
  entryKey,
  isSnapshot,
  newestFirst,
  putNew,
  rowsInState,
  rowsUnder,
  snapshotKey,
} from "./entries.ts";

type Snapshots = Checkpoints &
  Pick<Catalogue, "snapshots" | "snapshot" | "addSnapshot" | "changeSnapshot" | "removeSnapshot">;

export interface Moments {
  readonly clock: Clock;
  /** The moment in a ULID, in milliseconds since the epoch. */
  readonly momentOf: (ulid: string) => number;
}

/** Snapshots as rows `S#<ulid>`. */
export function snapshots(tables: WorldTables, moments: Moments): Snapshots {
  const entries = (rows: readonly Item[]) =>
    rows.flatMap((row) => (isSnapshot(row) ? (snapshotEntryOf(row) ?? []) : []));
  const ofCheckpoints = checkpoints(tables, moments);
  return {
    async snapshots(worldId) {
      if (worldId !== undefined) return newestFirst(entries(await rowsUnder(tables, worldId, "S#")));
      const rows = await Promise.all(snapshotStates.map((state) => rowsInState(tables, state)));
      return newestFirst(entries(rows.flat()));
    },
    async snapshot(snapshotId) {
      const worldId = await worldOfEntry(tables, moments, {
        id: snapshotId,
        key: snapshotKey(snapshotId),
        states: snapshotStates,
      });
      const row = worldId && (await tables.get("Snapshots", entryKey(worldId, snapshotKey(snapshotId))));
      return row ? snapshotEntryOf(row) : undefined;
    },
    addSnapshot: (entry) => putNew(tables, itemFrom({ ...entry, entry: snapshotKey(entry.snapshotId) })),
    changeSnapshot: ({ worldId, snapshotId }, from, fields) =>
      changeEntry(
        tables,
        { key: entryKey(worldId, snapshotKey(snapshotId)), from, unheld: fields.state === "DELETING" },
        itemFrom(fields),
      ),
    async removeSnapshot(of) {
      await ofCheckpoints.removeCheckpoints(of);
      await tables.change("DeleteItem", "Snapshots", { Key: entryKey(of.worldId, snapshotKey(of.snapshotId)) });
    },
    ...ofCheckpoints,
  };
}

const waits = [0, 300, 1_000];

/** Finds by its ID alone whose an entry is. The index follows the table, mostly within milliseconds. */
export async function worldOfEntry(
  tables: WorldTables,
  { clock, momentOf }: Moments,
  { id, key, states }: { id: string; key: string; states: readonly string[] },
): Promise<string | undefined> {
  if (!ulidForm.test(id)) return undefined;
  const createdAt = new Date(momentOf(id)).toISOString();
  for (const wait of waits) {
    await clock.wait(wait);
    const rows = await Promise.all(states.map((state) => rowsInState(tables, state, createdAt)));
    const row = rows.flat().find((one) => stringOf(one, "entry") === key);
    if (row !== undefined) return stringOf(row, "worldId");
  }
  return undefined;
}
