import type { Item } from "../item.ts";
import type { WorldTable } from "../names.ts";
import { generation } from "../world/keys.ts";
import { schemaVersion } from "../world/world.ts";
import { moods, places, things, topics } from "./cast.ts";
import { chance, pick } from "./chance.ts";
import { person, type Person, placeAt } from "./people.ts";
import { agentRow, eventLife, eventRow, memoryRow, objectRow, type Memory, type Setting, timeOf } from "./rows.ts";
import { embeddingOf } from "./vector.ts";

export interface DemoWish {
  readonly worldId: string;
  /** The generation its rows belong to. */
  readonly gen: number;
  readonly name: string;
  readonly ownerId: string;
  readonly agents: number;
  /** Of each agent. */
  readonly memories: number;
  readonly dims: number;
  readonly seed: string;
  /** When the world was made, in milliseconds since the epoch: its events end by that. */
  readonly madeAt: number;
}

export interface TableRow {
  readonly table: WorldTable;
  readonly item: Item;
}

export interface DemoWorld {
  /** The data of the Worlds row. */
  readonly data: Item;
  readonly memories: number;
  /** How many rows there are beside it. */
  readonly count: number;
  /** All of them, made as they are asked for: memories and events in the order of their seq, then agents and objects. */
  rows(): Iterable<TableRow>;
}

const startsAt = "2026-01-01T06:00:00.000Z";
const secondsPerTick = 60;
const eventShards = 2;
const carried = 30;

/** A world with a past: people who know each other, places, things, what each remembers, and what happened. */
export function demoWorld(wish: DemoWish): DemoWorld {
  const { agents, memories, dims } = wish;
  const events = Math.floor(agents / 2) * memories;
  return {
    memories: agents * memories,
    count: agents * memories + events + agents + places.length + carried,
    rows: () => demoRows(wish),
    data: {
      ...emptyWorld(wish),
      tick: { N: String(tickOf(memories, memories - 1)) },
      seqCommitted: { N: String(agents * memories + events) },
      agentCount: { N: String(agents) },
      eventCount: { N: String(events) },
      embedding: { M: { model: { S: "gworld-demo" }, dims: { N: String(dims) }, encoding: { S: "float32" } } },
      seed: { S: wish.seed },
    },
  };
}

/** The data of the Worlds row of a world in which nothing has happened. */
export const emptyWorld = ({ name, ownerId }: Pick<DemoWish, "name" | "ownerId">): Item => ({
  name: { S: name },
  ownerId: { S: ownerId },
  tick: { N: "0" },
  seqCommitted: { N: "0" },
  agentCount: { N: "0" },
  eventCount: { N: "0" },
  eventShards: { N: String(eventShards) },
  startsAt: { S: startsAt },
  secondsPerTick: { N: String(secondsPerTick) },
  schemaVersion: { N: String(schemaVersion) },
});

/** Memories lie minutes apart, so that few of them are a day and very many are two weeks. */
const tickOf = (memories: number, index: number) =>
  memories === 0 ? 0 : (index + 1) * Math.max(1, Math.min(9, Math.floor(20_160 / memories)));

function* demoRows(wish: DemoWish): Generator<TableRow> {
  const { worldId, gen, dims, seed } = wish;
  const g = generation(worldId, gen);
  const setting: Setting = { worldId, g, startsAt, secondsPerTick, eventShards, dims };
  const people = Array.from({ length: wish.agents }, (_, index) => person(index, wish.agents, seed));
  let seq = 0;
  for (let index = 0; index < wish.memories; index += 1) {
    yield* round(setting, { wish, people, index, seq });
    seq += people.length + Math.floor(people.length / 2);
  }
  const tick = tickOf(wish.memories, wish.memories - 1);
  for (const one of people) yield { table: "Agents", item: agentOf(setting, one, { tick, wish }) };
  for (const item of objects(setting, seed)) yield { table: "WorldObjects", item };
}

interface Round {
  readonly wish: DemoWish;
  readonly people: readonly Person[];
  readonly index: number;
  /** The last that was given out. */
  readonly seq: number;
}

/** Each gains one memory, and neighbours talk about theirs. */
function* round(setting: Setting, { wish, people, index, seq }: Round): Generator<TableRow> {
  const tick = tickOf(wish.memories, index);
  const random = chance(`${wish.seed}/${tick}`);
  const topic = pick(topics, random);
  const place = pick(places, random);
  const learned = people.map(({ agentId, name }, at) => ({ agentId, name, seq: seq + 1 + at }));
  for (const { agentId, name, seq: own } of learned) {
    const thought = thoughtOf({ name, place, says: topic.says }, random());
    const memory: Memory = {
      agentId,
      index,
      ...thought,
      importance: 1 + Math.floor(random() * 9),
      embedding: embeddingOf(topic.name, setting.dims, random),
      // What one thinks about is what one remembered before.
      ...(thought.type !== "observation" && index > 0 && { about: [own - people.length - learnedPairs(people)] }),
    };
    yield { table: "MemoryStreams", item: memoryRow(setting, { tick, seq: own }, memory) };
  }
  const expiresAt = Math.floor(wish.madeAt / 1_000) + eventLife;
  for (let pair = 0; pair < learnedPairs(people); pair += 1) {
    const memories = learned.slice(pair * 2, pair * 2 + 2);
    const text = `${memories.map(({ name }) => name).join(" and ")} talked about ${topic.name} at the ${place}`;
    const moment = { tick, seq: seq + people.length + 1 + pair };
    yield { table: "Events", item: eventRow(setting, moment, { text, memories, expiresAt }) };
  }
}

const learnedPairs = (people: readonly Person[]) => Math.floor(people.length / 2);

function thoughtOf(
  { name, place, says }: { name: string; place: string; says: string },
  kind: number,
): Pick<Memory, "type" | "text"> {
  if (kind < 0.7) return { type: "observation", text: `${name} heard at the ${place} that ${says}` };
  if (kind < 0.85) return { type: "reflection", text: `It stays on ${name}'s mind that ${says}` };
  return { type: "plan", text: `${name} means to see to it tomorrow, because ${says}` };
}

function agentOf(setting: Setting, { agentId, name, definition }: Person, at: { tick: number; wish: DemoWish }): Item {
  const random = chance(`${at.wish.seed}/state/${agentId}`);
  const row = { agentId: { S: agentId }, name: { S: name }, definition: { M: definition } };
  const hour = new Date(timeOf(setting, at.tick)).getUTCHours();
  const place = placeAt(row, hour) ?? pick(places, random);
  return agentRow(setting, row, { tick: at.tick, place, mood: pick(moods, random), memoryCount: at.wish.memories });
}

function* objects(setting: Setting, seed: string): Generator<Item> {
  const random = chance(`${seed}/objects`);
  for (const place of places) {
    const row = { objectId: { S: `place-${place}` }, name: { S: place } };
    const properties = { kind: { S: "place" }, seats: { N: String(4 + Math.floor(random() * 40)) } };
    yield objectRow(setting, row, { tick: 0, place, properties });
  }
  for (let index = 0; index < carried; index += 1) {
    const thing = things[index % things.length] ?? things[0];
    const row = { objectId: { S: `o-${String(index + 1).padStart(3, "0")}` }, name: { S: thing } };
    const properties = { kind: { S: "thing" }, uses: { N: "0" } };
    yield objectRow(setting, row, { tick: 0, place: pick(places, random), properties });
  }
}
