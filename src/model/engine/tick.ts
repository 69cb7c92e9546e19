import { type Item, mapOf, numberOf, stringOf } from "../item.ts";
import type { WorldTable } from "../names.ts";
import { chance, pick } from "./chance.ts";
import { moods, places, topics } from "./cast.ts";
import { agentRow, eventRow, memoryRow, type Setting } from "./rows.ts";
import { embeddingOf } from "./vector.ts";

/** Where a world stands: all that the next tick follows from. */
export interface WorldState {
  readonly setting: Setting;
  readonly tick: number;
  readonly seq: number;
  /** Rows of the agents, by ID. */
  readonly agents: ReadonlyMap<string, Item>;
}

/** One tick: what it changes, and where the world stands then. */
export interface Tick {
  readonly puts: readonly { readonly table: WorldTable; readonly item: Item }[];
  readonly next: WorldState;
  readonly memories: number;
}

/** So many fit into one transaction: each is an event, two memories and at most two agents. */
export const mostConversations = 18;

/** The next tick of a world with so many conversations, two agents each. It follows from the state alone. */
export function nextTick(state: WorldState, conversations: number): Tick {
  const { setting, agents } = state;
  const tick = state.tick + 1;
  const random = chance(`${setting.worldId}/${tick}/${state.seq}`);
  const ids = [...agents.keys()];
  const changed = new Map<string, Item>();
  const puts: { table: WorldTable; item: Item }[] = [];
  let { seq } = state;
  const few = ids.length < 2 ? 0 : Math.min(conversations, mostConversations);
  for (let turn = 0; turn < few; turn += 1) {
    const topic = pick(topics, random);
    const place = pick(places, random);
    const pair = pairOf(ids, random).map((agentId) => {
      const row = changed.get(agentId) ?? agents.get(agentId) ?? {};
      const memoryCount = numberOf(row, "memoryCount") ?? 0;
      seq += 1;
      const item = memoryRow(
        setting,
        { tick, seq },
        {
          agentId,
          index: memoryCount,
          text: `${nameOf(row, agentId)} heard at the ${place} that ${topic.says}`,
          type: "conversation",
          importance: 1 + Math.floor(random() * 9),
          embedding: embeddingOf(topic.name, setting.dims, random),
        },
      );
      puts.push({ table: "MemoryStreams", item });
      changed.set(
        agentId,
        agentRow(setting, row, { tick, place, mood: pick(moods, random), memoryCount: memoryCount + 1 }),
      );
      return { agentId, seq, name: nameOf(row, agentId) };
    });
    seq += 1;
    const text = `${pair.map(({ name }) => name).join(" and ")} talked about ${topic.name} at the ${place}`;
    puts.push({ table: "Events", item: eventRow(setting, { tick, seq }, { text, memories: pair }) });
  }
  for (const item of changed.values()) puts.push({ table: "Agents", item });
  return { puts, next: { setting, tick, seq, agents: new Map([...agents, ...changed]) }, memories: few * 2 };
}

function pairOf(ids: readonly string[], random: () => number): readonly string[] {
  const one = Math.floor(random() * ids.length);
  const other = (one + 1 + Math.floor(random() * (ids.length - 1))) % ids.length;
  return [one, other].flatMap((index) => ids[index] ?? []);
}

const nameOf = (row: Item, agentId: string) =>
  stringOf(row, "name") ?? stringOf(mapOf(row, "definition"), "name") ?? agentId;
