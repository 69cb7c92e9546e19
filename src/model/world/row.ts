import { fnv1a } from "../fnv1a.ts";
import { type AttributeValue, type Item, listAt, mapOf, numberOf, stringOf } from "../item.ts";
import {
  type Embedding,
  type Hold,
  placeAttributes,
  type Restoring,
  type Retired,
  schemaVersion,
  type World,
  type WorldStatus,
  worldStatuses,
} from "./world.ts";

/** A row of the Worlds table as gworld reads it. What a foreign engine left out has the value that promises least. */
export function worldOf(row: Item): World {
  const text = (name: string, absent = "") => stringOf(row, name) ?? absent;
  const number = (name: string, absent: number) => numberOf(row, name) ?? absent;
  const gen = number("gen", 1);
  return {
    worldId: text("worldId"),
    name: text("name"),
    ownerId: text("ownerId"),
    status: statusOf(text("status")),
    gen,
    lastGen: Math.max(number("lastGen", 0), gen),
    epoch: number("epoch", 0),
    tick: number("tick", 0),
    seqCommitted: numberOf(row, "seqCommitted"),
    changedRows: numberOf(row, "changedRows"),
    fence: holdOf(mapOf(row, "fence")),
    engine: holdOf(mapOf(row, "engine")),
    restoring: restoringOf(mapOf(row, "restoring")),
    retired: listAt(row, "retired").flatMap((value) => ("M" in value ? retiredOf(value.M) : [])),
    schemaVersion: number("schemaVersion", schemaVersion),
    embedding: embeddingOf(mapOf(row, "embedding")),
    agentCount: number("agentCount", 0),
    eventShards: number("eventShards", 1),
    startsAt: text("startsAt", "1970-01-01T00:00:00.000Z"),
    secondsPerTick: number("secondsPerTick", 60),
    createdAt: text("createdAt"),
    updatedAt: text("updatedAt"),
    row,
  };
}

/** The row's own data: what a snapshot keeps and a restore sets. */
export const worldData = (row: Item): Item =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !placeAttributes.has(name)));

const shards = 8;

/** The index key of a status: one status alone would be one hot key. */
export const statusShard = (status: WorldStatus, worldId: string) => `${status}#${fnv1a(worldId) % shards}`;

/** A new row: its place around its data. */
export const newWorldRow = (
  data: Item,
  { worldId, status, gen, now }: { worldId: string; status: WorldStatus; gen: number; now: number },
): Item => {
  const at = new Date(now).toISOString();
  return {
    ...data,
    worldId: { S: worldId },
    status: { S: status },
    "status#shard": { S: statusShard(status, worldId) },
    gen: { N: String(gen) },
    lastGen: { N: String(gen) },
    epoch: { N: "1" },
    createdAt: { S: at },
    updatedAt: { S: at },
  };
};

export const holdValue = ({ id, until }: Hold): AttributeValue => ({
  M: { id: { S: id }, until: { N: String(until) } },
});

export const retiredValue = ({ gen, restoreId, until, row }: Retired): AttributeValue => ({
  M: { gen: { N: String(gen) }, restoreId: { S: restoreId }, until: { N: String(until) }, row: { M: row } },
});

const statusOf = (text: string): WorldStatus => worldStatuses.find((one) => one === text) ?? "failed";

function holdOf(map: Item | undefined): Hold | undefined {
  const [id, until] = [stringOf(map, "id"), numberOf(map, "until")];
  return id === undefined || until === undefined ? undefined : { id, until };
}

function restoringOf(map: Item | undefined): Restoring | undefined {
  const [id, gen] = [stringOf(map, "id"), numberOf(map, "gen")];
  if (id === undefined || gen === undefined) return undefined;
  const [snapshotId, sourceWorldId] = [stringOf(map, "snapshotId"), stringOf(map, "sourceWorldId")];
  const engine = stringOf(map, "engine") ?? "";
  return { id, gen, ...(snapshotId && sourceWorldId && { of: { snapshotId, sourceWorldId, engine } }) };
}

/** The mark on the row of a world that a restore has claimed. */
export const restoringValue = ({ id, gen, of }: Restoring): AttributeValue => ({
  M: {
    id: { S: id },
    gen: { N: String(gen) },
    ...(of && {
      snapshotId: { S: of.snapshotId },
      sourceWorldId: { S: of.sourceWorldId },
      engine: { S: of.engine },
    }),
  },
});

function retiredOf(map: Item): readonly Retired[] {
  const [gen, until] = [numberOf(map, "gen"), numberOf(map, "until")];
  if (gen === undefined || until === undefined) return [];
  return [{ gen, until, restoreId: stringOf(map, "restoreId") ?? "", row: mapOf(map, "row") ?? {} }];
}

function embeddingOf(map: Item | undefined): Embedding | undefined {
  const [model, dims] = [stringOf(map, "model"), numberOf(map, "dims")];
  return model === undefined || dims === undefined ? undefined : { model, dims, encoding: "float32" };
}
