import { type Item, mapOf, numberOf, stringOf } from "../item.ts";
import type { WorldTable } from "../names.ts";
import { generation } from "../world/keys.ts";
import type { World } from "../world/world.ts";
import { moods, places, topics } from "./cast.ts";
import { chance, pick } from "./chance.ts";
import { knownTo, placeAt } from "./people.ts";
import { agentRow, eventLife, eventRow, memoryRow, objectRow, type Setting, timeOf } from "./rows.ts";
import { embeddingOf } from "./vector.ts";

/** Where a world stands: all that the next tick follows from. */
export interface WorldState {
  readonly setting: Setting;
  readonly tick: number;
  readonly seq: number;
  /** Rows by ID. */
  readonly agents: ReadonlyMap<string, Item>;
  readonly objects: ReadonlyMap<string, Item>;
}

interface Put {
  readonly table: WorldTable;
  readonly item: Item;
}

/** One tick: what it changes, and where the world stands then. */
export interface Tick {
  readonly puts: readonly Put[];
  readonly next: WorldState;
  readonly conversations: number;
}

/** With two agents and two memories each, and half an object, so many fit beside the world's row into one transaction of 100. */
export const mostConversations = 18;

/** A state from rows as they were read. Rows of an agent's further pages (`<agentId>#...`) are not agents. */
export function worldState(world: World, agents: readonly Item[], objects: readonly Item[]): WorldState {
  const { worldId, gen, startsAt, secondsPerTick, eventShards, embedding, tick, seqCommitted = 0 } = world;
  return {
    setting: {
      worldId,
      g: generation(worldId, gen),
      startsAt,
      secondsPerTick,
      eventShards,
      dims: embedding?.dims ?? 0,
    },
    tick,
    seq: seqCommitted,
    agents: byId(
      agents.filter((row) => !(stringOf(row, "agentId") ?? "").includes("#")),
      "agentId",
    ),
    objects: byId(objects, "objectId"),
  };
}

const byId = (rows: readonly Item[], attribute: string) =>
  new Map(rows.map((row) => [stringOf(row, attribute) ?? "", row]));

/** The next tick, with so many conversations of two agents each. It follows from the state; `now` only dates the end of its events. */
export function nextTick(state: WorldState, wish: { readonly conversations: number; readonly now: number }): Tick {
  const { setting, agents } = state;
  const tick = state.tick + 1;
  const random = chance(`${setting.worldId}/${tick}/${state.seq}`);
  const expiresAt = Math.floor(wish.now / 1_000) + eventLife;
  const conversations = agents.size < 2 ? 0 : Math.min(wish.conversations, mostConversations);
  const changed = new Map<string, Item>();
  const puts: Put[] = [];
  let { seq } = state;
  for (let turn = 0; turn < conversations; turn += 1) {
    const talk = conversation({ state, changed, tick, seq, expiresAt }, random);
    puts.push(...talk.puts);
    for (const [agentId, row] of talk.agents) changed.set(agentId, row);
    ({ seq } = talk);
  }
  const moved = movedObjects(state, { tick, most: Math.floor(conversations / 2) }, random);
  for (const item of changed.values()) puts.push({ table: "Agents", item });
  for (const item of moved.values()) puts.push({ table: "WorldObjects", item });
  const next = {
    setting,
    tick,
    seq,
    agents: new Map([...agents, ...changed]),
    objects: new Map([...state.objects, ...moved]),
  };
  return { puts, next, conversations };
}

interface Scene {
  readonly state: WorldState;
  /** Agents that this tick has changed already. */
  readonly changed: ReadonlyMap<string, Item>;
  readonly tick: number;
  readonly seq: number;
  readonly expiresAt: number;
}

/** Two agents meet where the first is by routine, talk, and each remembers it: two memories, one event. */
function conversation({ state, changed, tick, seq, expiresAt }: Scene, random: () => number) {
  const { setting } = state;
  const topic = pick(topics, random);
  const pair = pairOf(state, random).map((agentId) => ({
    agentId,
    row: changed.get(agentId) ?? state.agents.get(agentId) ?? {},
  }));
  const names = pair.map(({ agentId, row }) => stringOf(row, "name") ?? agentId);
  const hour = new Date(timeOf(setting, tick)).getUTCHours();
  const place = placeAt(pair[0]?.row ?? {}, hour) ?? pick(places, random);
  const said = pair.map(({ agentId, row }, at) => {
    const index = numberOf(row, "memoryCount") ?? 0;
    const own = { tick, seq: seq + 1 + at };
    const memory = memoryRow(setting, own, {
      agentId,
      index,
      text: `${names[1 - at] ?? "Somebody"} told me at the ${place} that ${topic.says}`,
      type: "conversation",
      importance: 1 + Math.floor(random() * 9),
      embedding: setting.dims === 0 ? undefined : embeddingOf(topic.name, setting.dims, random),
    });
    const agent = agentRow(setting, row, { tick, place, mood: pick(moods, random), memoryCount: index + 1 });
    return { agentId, seq: own.seq, memory, agent };
  });
  const last = seq + said.length + 1;
  const text = `${names.join(" and ")} talked about ${topic.name} at the ${place}`;
  const event = eventRow(setting, { tick, seq: last }, { text, memories: said, expiresAt });
  return {
    seq: last,
    agents: said.map(({ agentId, agent }) => [agentId, agent] as const),
    puts: [
      ...said.map(({ memory }): Put => ({ table: "MemoryStreams", item: memory })),
      { table: "Events", item: event } as const,
    ],
  };
}

/** Half of the time somebody talks to whom they know. */
function pairOf({ agents }: WorldState, random: () => number): readonly string[] {
  const ids = [...agents.keys()];
  const at = Math.floor(random() * ids.length);
  const one = ids[at] ?? "";
  const known = knownTo(agents.get(one) ?? {}).filter((id) => id !== one && agents.has(id));
  const [friend, stranger] = [random(), random()];
  const other =
    friend < 0.5 && known.length > 0
      ? known[Math.floor(stranger * known.length)]
      : ids[(at + 1 + Math.floor(stranger * (ids.length - 1))) % ids.length];
  return [one, other ?? one];
}

/** Some of the things that can be carried are used, and left somewhere else. */
function movedObjects(
  { setting, objects }: WorldState,
  { tick, most }: { tick: number; most: number },
  random: () => number,
): ReadonlyMap<string, Item> {
  const loose = [...objects].filter(([, row]) => stringOf(mapOf(row, "properties"), "kind") !== "place");
  const moved = new Map<string, Item>();
  for (let turn = 0; turn < Math.min(most, loose.length); turn += 1) {
    const [objectId, row] = loose[Math.floor(random() * loose.length)] ?? ["", {}];
    const before = mapOf(row, "properties") ?? {};
    const properties = { ...before, uses: { N: String((numberOf(before, "uses") ?? 0) + 1) } };
    moved.set(objectId, objectRow(setting, row, { tick, place: pick(places, random), properties }));
  }
  return moved;
}
