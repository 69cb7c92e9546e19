import type { RestoreEntry } from "../../model/catalogue.ts";
import { type Item, stringOf } from "../../model/item.ts";
import { newWorldRow } from "../../model/world/row.ts";
import type { Catalogue, ClaimRefusal } from "../../ports/catalogue.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Worlds } from "../../ports/worlds.ts";
import type { Part, WorldTables } from "../world-tables.ts";
import { entryKey, restoreKey, setting, snapshotKey } from "./entries.ts";
import { readerOf, restoreFields, stateOf } from "./restores.ts";
import type { SwapPlace } from "./swap.ts";
import { swaps } from "./swaps.ts";

type Claims = Pick<Catalogue, "claim" | "flip" | "undo" | "abort" | "forgetRetired">;

/**
 * What binds a world and a restore, each in one transaction:
 *
 * | step  | world                                     | entry                 | holds while                                |
 * |-------|-------------------------------------------|-----------------------|--------------------------------------------|
 * | claim | none -> restoring; or + `restoring`       | none -> LOADING       | no such world; no claim, active or paused; |
 * |       |                                           |                       | the snapshot, if our own, is COMPLETE, and |
 * |       |                                           |                       | names the restore among its `readers`      |
 * | flip  | shows the new generation, epoch + 1       | LOADING -> COMPLETE   | the claim is this restore's, `over` stands |
 * | abort | a new one goes; else - `restoring`        | LOADING -> ABORTED    | the claim is this restore's                |
 * | undo  | shows the retired generation, epoch + 1   | COMPLETE <-> UNDONE   | it is still kept; no claim, active, paused |
 */
export function claims(tables: WorldTables, worlds: Worlds, clock: Clock): Claims {
  const place: SwapPlace = { tables, worlds, clock };
  return { claim: (entry, now) => claim(place, entry, now), abort: (of) => abort(place, of), ...swaps(place) };
}

async function claim(
  { tables, worlds }: SwapPlace,
  entry: RestoreEntry,
  now: number,
): Promise<ClaimRefusal | undefined> {
  const { worldId, restoreId, gen, mode } = entry;
  const restoring = { M: { id: { S: restoreId }, gen: { N: String(gen) } } };
  const row = { ...restoreFields(entry), entry: { S: restoreKey(restoreId) } };
  const noting: Part = {
    kind: "Put",
    table: "Snapshots",
    request: { Item: row, ConditionExpression: "attribute_not_exists(worldId)" },
  };
  const made = { ...newWorldRow({}, { worldId, status: "restoring", gen, now }), restoring };
  const world: Part =
    mode === "new"
      ? { kind: "Put", table: "Worlds", request: { Item: made, ConditionExpression: "attribute_not_exists(worldId)" } }
      : { kind: "Update", table: "Worlds", request: claiming(worldId, gen, restoring) };
  if (await tables.transact([world, noting, ...reading(entry)])) return undefined;
  const there = await worlds.get(worldId);
  // An answer that was lost: the claim is there, and it is ours.
  if (there?.restoring?.id === restoreId) return undefined;
  if (!(await isReadable(tables, entry))) return "unreadable";
  if (there === undefined) return "absent";
  return mode === "new" && there.restoring === undefined ? "exists" : "claimed";
}

const ofSnapshot = ({ sourceWorldId, snapshotId }: RestoreEntry) => entryKey(sourceWorldId, snapshotKey(snapshotId));

/** Whoever deletes a snapshot marks it first, and looks for its readers then: one of both sees the other. */
const reading = (entry: RestoreEntry): readonly Part[] =>
  isElsewhere(entry)
    ? []
    : [
        {
          kind: "Update",
          table: "Snapshots",
          request: {
            Key: ofSnapshot(entry),
            UpdateExpression: "ADD readers :reader",
            ConditionExpression: "#state = :complete",
            ExpressionAttributeNames: { "#state": "state" },
            ExpressionAttributeValues: { ":complete": { S: "COMPLETE" }, ":reader": { SS: [readerOf(entry)] } },
          },
        },
      ];

const isReadable = async (tables: WorldTables, entry: RestoreEntry) =>
  isElsewhere(entry) || stringOf(await tables.get("Snapshots", ofSnapshot(entry)), "state") === "COMPLETE";

/** The catalogue knows nothing of archives elsewhere. */
const isElsewhere = ({ options }: RestoreEntry) => options["from"] !== undefined;

/** Taking `lastGen` up keeps a generation from being given out twice, also when this restore is dropped. */
const claiming = (worldId: string, gen: number, restoring: { readonly M: Item }) => ({
  Key: { worldId: { S: worldId } },
  UpdateExpression: "SET restoring = :r, lastGen = :gen",
  ConditionExpression:
    "attribute_not_exists(restoring) AND #status IN (:active, :paused) AND gen < :gen AND (attribute_not_exists(lastGen) OR lastGen < :gen)",
  ExpressionAttributeNames: { "#status": "status" },
  ExpressionAttributeValues: {
    ":r": restoring,
    ":gen": { N: String(gen) },
    ":active": { S: "active" },
    ":paused": { S: "paused" },
  },
});

async function abort(place: SwapPlace, { worldId, restoreId }: Pick<RestoreEntry, "worldId" | "restoreId">) {
  const { tables, worlds } = place;
  const world = await worlds.get(worldId);
  const Key = { worldId: { S: worldId } };
  const mine = {
    Key,
    ConditionExpression: "restoring.id = :r",
    ExpressionAttributeValues: { ":r": { S: restoreId } },
  };
  const dropping: readonly Part[] =
    world?.restoring?.id !== restoreId
      ? []
      : world.status === "restoring"
        ? [{ kind: "Delete", table: "Worlds", request: mine }]
        : [{ kind: "Update", table: "Worlds", request: { ...mine, UpdateExpression: "REMOVE restoring" } }];
  const entry = setting({ state: { S: "ABORTED" } }, "LOADING");
  const noting: Part = {
    kind: "Update",
    table: "Snapshots",
    request: { Key: entryKey(worldId, restoreKey(restoreId)), ...entry },
  };
  return (
    (await tables.transact([...dropping, noting])) || (await stateOf(place.tables, worldId, restoreId)) === "ABORTED"
  );
}
