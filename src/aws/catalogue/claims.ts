import type { RestoreEntry } from "../../model/catalogue.ts";
import { restoreEntryOf } from "../../model/catalogue-shape.ts";
import type { Item } from "../../model/item.ts";
import { rowAround } from "../../model/restore/partial-row.ts";
import { standsAt } from "../../model/restore/standing.ts";
import { newWorldRow, retiredValue, worldData } from "../../model/world/row.ts";
import type { Retired, World } from "../../model/world/world.ts";
import type { Catalogue } from "../../ports/catalogue.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Worlds } from "../../ports/worlds.ts";
import type { Part, WorldTables } from "../world-tables.ts";
import { entryKey, restoreKey, setting } from "./entries.ts";
import { swapRequest } from "./generation.ts";
import { restoreFields } from "./restores.ts";

type Claims = Pick<Catalogue, "claim" | "flip" | "undo" | "abort" | "forgetRetired">;

interface Place {
  readonly tables: WorldTables;
  readonly worlds: Worlds;
  readonly clock: Clock;
}

/**
 * What binds a world and a restore, each in one transaction:
 *
 * | step  | world                                     | entry                 | holds while                                |
 * |-------|-------------------------------------------|-----------------------|--------------------------------------------|
 * | claim | none -> restoring; or + `restoring`       | none -> LOADING       | no such world; no claim, active or paused  |
 * | flip  | shows the new generation, epoch + 1       | LOADING -> COMPLETE   | the claim is this restore's, `over` stands |
 * | abort | a new one goes; else - `restoring`        | LOADING -> ABORTED    | the claim is this restore's                |
 * | undo  | shows the retired generation, epoch + 1   | COMPLETE <-> UNDONE   | that generation is still kept              |
 */
export function claims(tables: WorldTables, worlds: Worlds, clock: Clock): Claims {
  const place: Place = { tables, worlds, clock };
  return {
    claim: (entry, times) => claim(place, entry, times),
    async flip({ worldId, restoreId, gen, row, status, over }, fields, { now, retireUntil }) {
      const entry = setting({ ...restoreFields(fields), state: { S: "COMPLETE" } }, "LOADING");
      const done = await swapped(place, { worldId, restoreId, now }, (world) => {
        if (world.restoring?.id !== restoreId) return undefined;
        if (over !== undefined && !standsAt(world, over)) return undefined;
        const retired = world.status === "restoring" ? [] : [retiring(world, restoreId, retireUntil)];
        const shown = over === undefined ? row : rowAround(world.row, row);
        return { swap: { gen, row: shown, status, retired: [...world.retired, ...retired] }, entry };
      });
      return done !== undefined || (await stateOf(place, worldId, restoreId)) === "COMPLETE";
    },
    async undo({ worldId, restoreId }, { now, retireUntil }) {
      const from = (await stateOf(place, worldId, restoreId)) === "UNDONE" ? "UNDONE" : "COMPLETE";
      const entry = setting({ state: { S: from === "UNDONE" ? "COMPLETE" : "UNDONE" } }, from);
      return swapped(place, { worldId, restoreId, now }, (world) => {
        const back = world.retired.find((one) => one.restoreId === restoreId && one.until > now);
        if (back === undefined || world.restoring !== undefined) return undefined;
        const retired = [...world.retired.filter((one) => one !== back), retiring(world, restoreId, retireUntil)];
        const status = world.status === "paused" ? "paused" : "active";
        return { swap: { gen: back.gen, row: back.row, status, retired }, entry };
      });
    },
    abort: (of) => abort(place, of),
    forgetRetired: (worldId, gens) => forget(place, worldId, gens),
  };
}

const retiring = (world: World, restoreId: string, until: number): Retired => ({
  gen: world.gen,
  restoreId,
  until,
  row: worldData(world.row),
});

async function claim(
  { tables, worlds }: Place,
  entry: RestoreEntry,
  { now, until }: { now: number; until: number },
): Promise<"exists" | "absent" | "claimed" | undefined> {
  const { worldId, restoreId, gen, mode } = entry;
  const restoring = { M: { id: { S: restoreId }, gen: { N: String(gen) }, until: { N: String(until) } } };
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
  if (await tables.transact([world, noting])) return undefined;
  const there = await worlds.get(worldId);
  // An answer that was lost: the claim is there, and it is ours.
  if (there?.restoring?.id === restoreId) return undefined;
  if (there === undefined) return "absent";
  return mode === "new" && there.restoring === undefined ? "exists" : "claimed";
}

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

async function stateOf({ tables }: Place, worldId: string, restoreId: string) {
  const row = await tables.get("Snapshots", entryKey(worldId, restoreKey(restoreId)));
  return row && restoreEntryOf(row, new Set())?.state;
}

/** A fence for as long as a swap takes; a snapshot's is waited for. */
const fenceFor = 5_000;
const fenceTries = 40;

interface Swapping {
  readonly swap: Parameters<typeof swapRequest>[1];
  /** The update of the restore's entry that goes with it. */
  readonly entry: object;
}

/**
 * Swaps what a world shows, behind a fence: what is retired is then the world's last word. `plan` sees the world as it
 * stands; where it says undefined nothing is done.
 */
async function swapped(
  { tables, worlds, clock }: Place,
  { worldId, restoreId, now }: { worldId: string; restoreId: string; now: number },
  plan: (world: World) => Swapping | undefined,
): Promise<World | undefined> {
  for (let tries = 1; tries <= fenceTries; tries += 1) {
    const fence = { id: restoreId, until: clock.now() + fenceFor };
    const world = await worlds.fence(worldId, fence, clock.now());
    if (world === undefined && (await worlds.get(worldId)) === undefined) return undefined;
    const planned = world && plan(world);
    if (world !== undefined && planned === undefined) {
      await worlds.release(worldId, restoreId, world);
      return undefined;
    }
    if (world !== undefined && planned !== undefined) {
      const update = swapRequest(world, planned.swap, { fenceId: restoreId, now });
      const key = { Key: entryKey(worldId, restoreKey(restoreId)) };
      const done = await tables.transact([
        { kind: "Update", table: "Worlds", request: update },
        { kind: "Update", table: "Snapshots", request: { ...key, ...planned.entry } },
      ]);
      if (done) return worlds.get(worldId);
      await worlds.release(worldId, restoreId, world);
    }
    await clock.wait(Math.min(500, 20 * tries));
  }
  return undefined;
}

async function abort(place: Place, { worldId, restoreId }: Pick<RestoreEntry, "worldId" | "restoreId">) {
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
  return (await tables.transact([...dropping, noting])) || (await stateOf(place, worldId, restoreId)) === "ABORTED";
}

async function forget({ tables, worlds, clock }: Place, worldId: string, gens: readonly number[]): Promise<void> {
  for (let tries = 1; tries <= 5; tries += 1) {
    const world = await worlds.get(worldId);
    if (world === undefined || world.retired.length === 0) return;
    const retired = { L: world.retired.filter(({ gen }) => !gens.includes(gen)).map(retiredValue) };
    const { met } = await tables.change("UpdateItem", "Worlds", {
      Key: { worldId: { S: worldId } },
      UpdateExpression: "SET retired = :left",
      // What is retired only changes when the epoch goes up, or here.
      ConditionExpression: "epoch = :epoch AND size(retired) = :size",
      ExpressionAttributeValues: {
        ":left": retired,
        ":epoch": { N: String(world.epoch) },
        ":size": { N: String(world.retired.length) },
      },
    });
    if (met) return;
    await clock.wait(20 * tries);
  }
}
