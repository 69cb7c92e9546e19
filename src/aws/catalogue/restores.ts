import { type RestoreEntry, restoreStates } from "../../model/catalogue.ts";
import { restoreEntryOf } from "../../model/catalogue-shape.ts";
import { type Item, stringOf } from "../../model/item.ts";
import { itemFrom } from "../../model/plain.ts";
import type { Catalogue } from "../../ports/catalogue.ts";
import type { WorldTables } from "../world-tables.ts";
import { changeEntry, entryKey, loadedPrefix, newestFirst, restoreKey, rowsInState, rowsUnder } from "./entries.ts";
import { type Moments, worldOfEntry } from "./snapshots.ts";

type Restores = Pick<Catalogue, "restores" | "restore" | "addLoaded" | "changeRestore">;

/** Restores as rows `R#<ulid>`; which chunks are loaded is kept in sets beside them, by the first digit of the chunk. */
export function restores(tables: WorldTables, moments: Moments): Restores {
  const entryOf = async (row: Item) => {
    const [worldId = "", id = ""] = [stringOf(row, "worldId"), stringOf(row, "restoreId")];
    const pages = await rowsUnder(tables, worldId, loadedPrefix(id));
    return restoreEntryOf(row, new Set(pages.flatMap(sha256sOf)));
  };
  const entriesOf = async (rows: readonly Item[]) => {
    const read = await Promise.all(rows.filter(isRestore).map(entryOf));
    return newestFirst(read.flatMap((entry) => entry ?? []));
  };
  return {
    async restores(worldId) {
      if (worldId !== undefined) return entriesOf(await rowsUnder(tables, worldId, "R#"));
      return entriesOf((await Promise.all(restoreStates.map((state) => rowsInState(tables, state)))).flat());
    },
    async restore(restoreId) {
      const key = restoreKey(restoreId);
      const worldId = await worldOfEntry(tables, moments, { id: restoreId, key, states: restoreStates });
      const row = worldId && (await tables.get("Snapshots", entryKey(worldId, key)));
      return row ? entryOf(row) : undefined;
    },
    async addLoaded({ worldId, restoreId }, sha256s) {
      for (const digit of new Set(sha256s.map((sha256) => sha256.charAt(0))))
        await tables.change("UpdateItem", "Snapshots", {
          Key: entryKey(worldId, `${loadedPrefix(restoreId)}${digit}`),
          UpdateExpression: "ADD chunks :ours",
          ExpressionAttributeValues: { ":ours": { SS: sha256s.filter((sha256) => sha256.startsWith(digit)) } },
        });
    },
    changeRestore: ({ worldId, restoreId }, from, fields) =>
      changeEntry(tables, { key: entryKey(worldId, restoreKey(restoreId)), from }, restoreFields(fields)),
  };
}

/** An entry's row, without what is kept beside it. */
export const restoreFields = (entry: Partial<RestoreEntry>): Item =>
  itemFrom(Object.fromEntries(Object.entries(entry).filter(([name]) => name !== "loaded")));

const isRestore = (row: Item) => /^R#[^#]+$/.test(stringOf(row, "entry") ?? "");

function sha256sOf(page: Item): readonly string[] {
  const { chunks } = page;
  return chunks !== undefined && "SS" in chunks ? chunks.SS : [];
}
