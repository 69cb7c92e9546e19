import type { WorldTable } from "../model/names.ts";
import { holdValue, worldOf } from "../model/world/row.ts";
import type { World } from "../model/world/world.ts";
import type { Clock } from "../ports/clock.ts";
import type { CommitOutcome, StrayRow, TickCommit, Worlds } from "../ports/worlds.ts";
import { rowKey } from "./rows.ts";
import type { Part, WorldTables } from "./world-tables.ts";
import { updateRequest, type UpdateWorld, worldKey } from "./world-update.ts";

const free = "(attribute_not_exists(engine) OR engine.#until < :now OR engine.id = :id)";
/** Not by force either: whoever reads behind a fence counts on the epoch. */
const unfenced = "(attribute_not_exists(fence) OR fence.#until < :now)";

/** What an engine does to its world. */
export const engineCalls = (
  tables: WorldTables,
  update: UpdateWorld,
  clock: Clock,
): Pick<Worlds, "takeOver" | "stay" | "sweep" | "leave" | "commit"> => ({
  takeOver: (worldId, engine, { now, force }) =>
    update(worldId, {
      set: "engine = :engine, epoch = epoch + :one, updatedAt = :at",
      condition: `#status = :active AND ${unfenced}${force ? "" : ` AND ${free}`}`,
      values: {
        ":engine": holdValue(engine),
        ":one": { N: "1" },
        ":active": { S: "active" },
        ":now": { N: String(now) },
        ...(!force && { ":id": { S: engine.id } }),
      },
    }),
  async stay(worldId, epoch, engine) {
    const values = { ":engine": holdValue(engine), ":id": { S: engine.id }, ":epoch": { N: String(epoch) } };
    const change = { set: "engine = :engine", condition: "engine.id = :id AND epoch = :epoch", values };
    return (await update(worldId, change)) !== undefined;
  },
  sweep: (worldId, epoch, rows) => sweep(tables, { worldId, epoch }, rows),
  async leave(worldId, engineId) {
    await tables.change("UpdateItem", "Worlds", {
      Key: worldKey(worldId),
      UpdateExpression: "REMOVE engine",
      ConditionExpression: "engine.id = :id",
      ExpressionAttributeValues: { ":id": { S: engineId } },
    });
  },
  commit: (tick, now) => commit(tables, tick, now, clock),
});

/** Beside its condition, a transaction takes so many rows. */
const sweptAtOnce = 99;

async function sweep(
  tables: WorldTables,
  { worldId, epoch }: Pick<World, "worldId" | "epoch">,
  rows: readonly StrayRow[],
): Promise<boolean> {
  const mine: Part = {
    kind: "ConditionCheck",
    table: "Worlds",
    request: {
      Key: worldKey(worldId),
      ConditionExpression: "epoch = :epoch",
      ExpressionAttributeValues: { ":epoch": { N: String(epoch) } },
    },
  };
  for (let from = 0; from < rows.length; from += sweptAtOnce) {
    const some = rows.slice(from, from + sweptAtOnce);
    const gone = some.map(({ table, ...key }): Part => ({
      kind: "Delete",
      table,
      request: { Key: rowKey(table, key) },
    }));
    if (!(await tables.transact([mine, ...gone]))) return false;
  }
  return true;
}

async function commit(tables: WorldTables, tick: TickCommit, now: number, clock: Clock): Promise<CommitOutcome> {
  const done = await tables.transact([
    { kind: "Update", table: "Worlds", request: { Key: worldKey(tick.worldId), ...advance(tick, now, clock) } },
    ...tick.puts.map(({ table, item }) => ({ kind: "Put", table, request: { Item: item } }) as const),
  ]);
  if (done) return "committed";
  const row = await tables.get("Worlds", worldKey(tick.worldId));
  return row === undefined ? "lost" : outcomeOf(worldOf(row), tick);
}

const advance = (tick: TickCommit, now: number, clock: Clock) =>
  updateRequest(
    {
      set: "tick = :tick, seqCommitted = :seq, changedRows = :changed, engine = :engine, eventCount = if_not_exists(eventCount, :zero) + :events, updatedAt = :at",
      condition:
        "epoch = :epoch AND engine.id = :id AND #status = :active AND tick < :tick AND (attribute_not_exists(fence) OR fence.#until < :now)",
      values: {
        // Of two worlds that had one name after another, epochs may be equal; engines never are.
        ":id": { S: tick.engine.id },
        ":tick": { N: String(tick.tick) },
        ":seq": { N: String(tick.seqCommitted) },
        ":engine": holdValue(tick.engine),
        ":epoch": { N: String(tick.epoch) },
        ":active": { S: "active" },
        ":now": { N: String(now) },
        ":zero": { N: "0" },
        ":events": count(tick, ["Events"]),
        // By these a reader tells whether it saw all of a tick: a strong query may see some rows of a transaction before the others.
        ":changed": count(tick, ["Agents", "WorldObjects"]),
      },
    },
    clock.now(),
  );

const count = ({ puts }: TickCommit, tables: readonly WorldTable[]) => ({
  N: String(puts.filter(({ table }) => tables.includes(table)).length),
});

/** Why a commit did not go through, by how the world stands now. A fence may be gone again by then. */
function outcomeOf(world: World, { epoch, tick, engine }: TickCommit): CommitOutcome {
  if (world.epoch !== epoch || world.engine?.id !== engine.id) return "lost";
  // An answer that was lost: the tick is there, by us.
  if (world.tick === tick) return "committed";
  if (world.status !== "active") return "stopped";
  return world.tick >= tick ? "lost" : "fenced";
}
