import { fnv1a } from "../fnv1a.ts";
import type { Item } from "../item.ts";
import { bucketOf, eventPartition, hourOf, memoryPartition, seqKey, tickKey } from "../world/keys.ts";

/** What rows take from their world. */
export interface Setting {
  readonly worldId: string;
  /** `g` of the rows. */
  readonly g: string;
  /** ISO, at tick 0. */
  readonly startsAt: string;
  readonly secondsPerTick: number;
  readonly eventShards: number;
  readonly dims: number;
  /** When events end, in seconds since the epoch. */
  readonly expiresAt: number;
}

export interface Moment {
  readonly tick: number;
  readonly seq: number;
}

/** The world's own time at a tick. */
export const timeOf = ({ startsAt, secondsPerTick }: Pick<Setting, "startsAt" | "secondsPerTick">, tick: number) =>
  new Date(Date.parse(startsAt) + tick * secondsPerTick * 1_000).toISOString();

export interface Memory {
  readonly agentId: string;
  /** The how many-eth of its agent, from 0. */
  readonly index: number;
  readonly text: string;
  readonly type: "observation" | "reflection" | "plan" | "conversation";
  readonly importance: number;
  readonly embedding: string;
}

export const memoryRow = (setting: Setting, { tick, seq }: Moment, memory: Memory): Item => ({
  "g#agentId#bucket": { S: `${setting.g}${memoryPartition(memory.agentId, bucketOf(memory.index))}` },
  seq: { S: seqKey(seq) },
  "g#agentId": { S: `${setting.g}#${memory.agentId}` },
  "importance#seq": { S: `${String(memory.importance).padStart(2, "0")}#${seqKey(seq)}` },
  agentId: { S: memory.agentId },
  text: { S: memory.text },
  type: { S: memory.type },
  importance: { N: String(memory.importance) },
  createdAt: { S: timeOf(setting, tick) },
  tick: { N: String(tick) },
  embedding: { B: memory.embedding },
});

export interface Happening {
  readonly text: string;
  /** The memories it made, which are there when it is. */
  readonly memories: readonly { readonly agentId: string; readonly seq: number }[];
}

export function eventRow(setting: Setting, { tick, seq }: Moment, { text, memories }: Happening): Item {
  const hour = hourOf(tick, setting.secondsPerTick);
  const shard = fnv1a(String(seq)) % setting.eventShards;
  return {
    "g#hour#shard": { S: `${setting.g}${eventPartition(hour, shard)}` },
    "tick#seq": { S: tickKey(tick, seq) },
    "g#agentId": { S: `${setting.g}#${memories[0]?.agentId ?? ""}` },
    kind: { S: "conversation" },
    text: { S: text },
    agents: { L: memories.map(({ agentId }) => ({ S: agentId })) },
    memories: { L: memories.map((one) => ({ M: { agentId: { S: one.agentId }, seq: { S: seqKey(one.seq) } } })) },
    tick: { N: String(tick) },
    seq: { N: String(seq) },
    createdAt: { S: timeOf(setting, tick) },
    expiresAt: { N: String(setting.expiresAt) },
  };
}

/** An agent's row after it was moved, in a mood, with so many memories. */
export const agentRow = (
  { g }: Pick<Setting, "g">,
  row: Item,
  now: { readonly tick: number; readonly place: string; readonly mood: string; readonly memoryCount: number },
): Item => ({
  ...row,
  g: { S: g },
  place: { S: now.place },
  "g#place": { S: `${g}#${now.place}` },
  state: { M: { mood: { S: now.mood }, since: { N: String(now.tick) } } },
  memoryCount: { N: String(now.memoryCount) },
  tick: { N: String(now.tick) },
});
