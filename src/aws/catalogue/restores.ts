import { type RestoreEntry, restoreStates } from "../../model/catalogue.ts";
import { restoreEntryOf } from "../../model/catalogue-shape.ts";
import { type Item, stringOf } from "../../model/item.ts";
import { itemFrom } from "../../model/plain.ts";
import type { Catalogue } from "../../ports/catalogue.ts";
import type { WorldTables } from "../world-tables.ts";
import { changeEntry, entryKey, loadedPrefix, newestFirst, restoreKey, rowsInState, rowsUnder } from "./entries.ts";
import { type Moments, worldOfEntry } from "./snapshots.ts";

type Restores = Pick<Catalogue, "restores" | "restore" | "addLoaded" | "forgetLoaded" | "changeRestore">;

/** Whatever is not forgotten ends so long after it was last added to, in seconds: its chunks would only be loaded again. */
const pageLife = 30 * 86_400;

/** Restores as rows `R#<ulid>`; which chunks are loaded is kept in sets beside them, by the first two digits of the chunk. */
export function restores(tables: WorldTables, moments: Moments): Restores {
  const pagesOf = ({ worldId, restoreId }: Pick<RestoreEntry, "worldId" | "restoreId">) =>
    rowsUnder(tables, worldId, loadedPrefix(restoreId));
  const entryOf = async (row: Item) => {
    const [worldId = "", id = ""] = [stringOf(row, "worldId"), stringOf(row, "restoreId")];
    // Only a restore that goes on asks for them.
    const pages = stringOf(row, "state") === "LOADING" ? await pagesOf({ worldId, restoreId: id }) : [];
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
      const expiresAt = { N: String(Math.ceil(moments.clock.now() / 1_000) + pageLife) };
      for (const digits of new Set(sha256s.map(pageName)))
        await tables.change("UpdateItem", "Snapshots", {
          Key: entryKey(worldId, `${loadedPrefix(restoreId)}${digits}`),
          UpdateExpression: "ADD chunks :ours SET expiresAt = :e",
          ExpressionAttributeValues: {
            ":ours": { SS: sha256s.filter((sha256) => pageName(sha256) === digits) },
            ":e": expiresAt,
          },
        });
    },
    async forgetLoaded(of) {
      const keys = (await pagesOf(of)).map((page) => entryKey(of.worldId, stringOf(page, "entry") ?? ""));
      await Promise.all(keys.map((Key) => tables.change("DeleteItem", "Snapshots", { Key })));
    },
    changeRestore: ({ worldId, restoreId }, from, fields) =>
      changeEntry(tables, { key: entryKey(worldId, restoreKey(restoreId)), from }, restoreFields(fields)),
  };
}

/** An entry's row, without what is kept beside it. */
export const restoreFields = (entry: Partial<RestoreEntry>): Item =>
  itemFrom(Object.fromEntries(Object.entries(entry).filter(([name]) => name !== "loaded")));

/** Some thousand chunks a page are far from the 400 KB that a row may have. */
const pageName = (sha256: string) => sha256.slice(0, 2);

/** Undefined where there is no such restore. */
export async function stateOf(tables: WorldTables, worldId: string, restoreId: string) {
  const row = await tables.get("Snapshots", entryKey(worldId, restoreKey(restoreId)));
  return row && restoreEntryOf(row, new Set())?.state;
}

const isRestore = (row: Item) => /^R#[^#]+$/.test(stringOf(row, "entry") ?? "");

function sha256sOf(page: Item): readonly string[] {
  const { chunks } = page;
  return chunks !== undefined && "SS" in chunks ? chunks.SS : [];
}
