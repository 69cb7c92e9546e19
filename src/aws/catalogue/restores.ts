import { type RestoreEntry, restoreStates } from "../../model/catalogue.ts";
import { restoreEntryOf } from "../../model/catalogue-shape.ts";
import { type AttributeValue, type Item, stringOf } from "../../model/item.ts";
import { itemFrom } from "../../model/plain.ts";
import type { Catalogue } from "../../ports/catalogue.ts";
import type { WorldTables } from "../world-tables.ts";
import {
  changeEntry,
  entryKey,
  loadedPrefix,
  newestFirst,
  restoreKey,
  rowsInState,
  rowsUnder,
  snapshotKey,
} from "./entries.ts";
import { type Moments, worldOfEntry } from "./snapshots.ts";

type Restores = Pick<Catalogue, "restores" | "restore" | "readers" | "addLoaded" | "forgetNotes" | "changeRestore">;

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
    async readers({ worldId, snapshotId }) {
      const row = await tables.get("Snapshots", entryKey(worldId, snapshotKey(snapshotId)));
      const keys = stringsOf(row?.["readers"]).map(readerKey);
      const rows = await Promise.all(keys.map((key) => tables.get("Snapshots", key)));
      return (await entriesOf(rows.filter((one) => one !== undefined))).filter(({ state }) => state === "LOADING");
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
    async forgetNotes(of) {
      const keys = (await pagesOf(of)).map((page) => entryKey(of.worldId, stringOf(page, "entry") ?? ""));
      await Promise.all(keys.map((Key) => tables.change("DeleteItem", "Snapshots", { Key })));
      await tables.change("UpdateItem", "Snapshots", {
        Key: entryKey(of.sourceWorldId, snapshotKey(of.snapshotId)),
        UpdateExpression: "DELETE readers :ours",
        // Without it an update would make the row of one that was deleted.
        ConditionExpression: "attribute_exists(worldId)",
        ExpressionAttributeValues: { ":ours": { SS: [readerOf(of)] } },
      });
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

const sha256sOf = ({ chunks }: Item) => stringsOf(chunks);

const stringsOf = (value: AttributeValue | undefined): readonly string[] =>
  value !== undefined && "SS" in value ? value.SS : [];

/** A restore among the readers of its snapshot, and the key of its entry. */
export const readerOf = ({ worldId, restoreId }: Pick<RestoreEntry, "worldId" | "restoreId">) =>
  `${restoreId} ${worldId}`;

function readerKey(reader: string): Item {
  const [restoreId = "", worldId = ""] = reader.split(" ");
  return entryKey(worldId, restoreKey(restoreId));
}
