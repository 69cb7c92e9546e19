import type { Item } from "../item.ts";
import type { WorldTable } from "../names.ts";
import { generation } from "../world/keys.ts";
import { schemaVersion } from "../world/world.ts";
import { chance, pick } from "./chance.ts";
import { firstNames, lastNames, moods, places, things, topics, trades, traits } from "./cast.ts";
import { agentRow, eventRow, memoryRow, type Setting } from "./rows.ts";
import { embeddingOf } from "./vector.ts";

export interface DemoWish {
  readonly worldId: string;
  readonly name: string;
  readonly ownerId: string;
  readonly agents: number;
  /** Of each agent. */
  readonly memories: number;
  readonly dims: number;
  readonly seed: string;
  /** When the world was made, in milliseconds since the epoch. */
  readonly madeAt: number;
}

export interface TableRow {
  readonly table: WorldTable;
  readonly item: Item;
}

const startsAt = "2026-01-01T06:00:00.000Z";
const secondsPerTick = 60;
const eventShards = 2;
const objects = 20;
const eventLife = 30 * 86_400;

/** Every row of a demo world's first generation, in the order of their seq; agents and objects come last. */
export function* demoRows(wish: DemoWish): Generator<TableRow> {
  const setting: Setting = {
    worldId: wish.worldId,
    g: generation(wish.worldId, 1),
    startsAt,
    secondsPerTick,
    eventShards,
    dims: wish.dims,
    expiresAt: Math.floor(wish.madeAt / 1_000) + eventLife,
  };
  const random = chance(wish.seed);
  const cast = Array.from({ length: wish.agents }, (_, index) => character(index, random));
  yield* past(setting, wish, cast);
  for (const { agentId, row } of cast)
    yield { table: "Agents", item: agentRow(setting, row, lastState(agentId, wish)) };
  for (let index = 0; index < objects; index += 1)
    yield { table: "WorldObjects", item: objectRow(setting, index, random) };
}

/** How many rows that is, and the data of the Worlds row. */
export function demoWorld(wish: DemoWish): { readonly data: Item; readonly rows: number; readonly memories: number } {
  const memories = wish.agents * wish.memories;
  const events = Math.floor(wish.agents / 2) * wish.memories;
  return {
    memories,
    rows: memories + events + wish.agents + objects,
    data: {
      name: { S: wish.name },
      ownerId: { S: wish.ownerId },
      tick: { N: String(wish.memories) },
      seqCommitted: { N: String(memories + events) },
      agentCount: { N: String(wish.agents) },
      eventCount: { N: String(events) },
      eventShards: { N: String(eventShards) },
      startsAt: { S: startsAt },
      secondsPerTick: { N: String(secondsPerTick) },
      schemaVersion: { N: String(schemaVersion) },
      embedding: { M: { model: { S: "gworld-demo" }, dims: { N: String(wish.dims) }, encoding: { S: "float32" } } },
      seed: { S: wish.seed },
    },
  };
}

interface Character {
  readonly agentId: string;
  readonly name: string;
  readonly row: Item;
}

function character(index: number, random: () => number): Character {
  const agentId = `a-${String(index + 1).padStart(3, "0")}`;
  const first = firstNames[index % firstNames.length] ?? "Ada";
  const name = `${first} ${lastNames[Math.floor(index / firstNames.length) % lastNames.length] ?? "Alder"}`;
  const trade = pick(trades, random);
  const definition = {
    M: {
      trade: { S: trade },
      trait: { S: pick(traits, random) },
      routine: { S: `mornings at the ${pick(places, random)}, evenings at the ${pick(places, random)}` },
    },
  };
  return { agentId, name, row: { agentId: { S: agentId }, name: { S: name }, definition } };
}

/** Every tick each agent has learned one thing, and neighbours have talked. */
function* past(setting: Setting, wish: DemoWish, cast: readonly Character[]): Generator<TableRow> {
  let seq = 0;
  for (let index = 0; index < wish.memories; index += 1) {
    const tick = index + 1;
    const random = chance(`${wish.seed}/${tick}`);
    const learned: { agentId: string; seq: number; name: string }[] = [];
    const topic = pick(topics, random);
    const place = pick(places, random);
    for (const { agentId, name } of cast) {
      seq += 1;
      learned.push({ agentId, seq, name });
      const memory = {
        agentId,
        index,
        text: `${name} saw at the ${place} what there is to ${topic.name}: ${topic.says}`,
        type: "observation",
        importance: 1 + Math.floor(random() * 9),
        embedding: embeddingOf(topic.name, setting.dims, random),
      } as const;
      yield { table: "MemoryStreams", item: memoryRow(setting, { tick, seq }, memory) };
    }
    for (let pair = 0; pair + 1 < learned.length; pair += 2) {
      seq += 1;
      const memories = learned.slice(pair, pair + 2);
      const text = `${memories.map(({ name }) => name).join(" and ")} talked about ${topic.name} at the ${place}`;
      yield { table: "Events", item: eventRow(setting, { tick, seq }, { text, memories }) };
    }
  }
}

function lastState(agentId: string, { seed, memories }: DemoWish) {
  const random = chance(`${seed}/${agentId}`);
  return { tick: memories, place: pick(places, random), mood: pick(moods, random), memoryCount: memories };
}

function objectRow({ g }: Setting, index: number, random: () => number): Item {
  const [thing, place] = [things[index % things.length] ?? "bench", pick(places, random)];
  return {
    g: { S: g },
    objectId: { S: `o-${String(index + 1).padStart(3, "0")}` },
    name: { S: thing },
    place: { S: place },
    "g#place": { S: `${g}#${place}` },
    properties: { M: { state: { S: "idle" }, uses: { N: "0" } } },
    tick: { N: "0" },
  };
}
