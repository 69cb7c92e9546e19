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
  /** 0 for a world without embeddings. */
  readonly dims: number;
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
  /** Base64; undefined in a world without embeddings. */
  readonly embedding: string | undefined;
  /** Seqs of the memories it refers to. */
  readonly about?: readonly number[];
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
  ...(memory.about !== undefined && { about: { L: memory.about.map((one) => ({ S: seqKey(one) })) } }),
  ...(memory.embedding !== undefined && { embedding: { B: memory.embedding } }),
});

export interface Happening {
  readonly text: string;
  /** The memories it made, which are there when it is; the first one's agent finds it by index. */
  readonly memories: readonly { readonly agentId: string; readonly seq: number }[];
  /** Seconds since the epoch, of wall time: DynamoDB deletes by it. */
  readonly expiresAt: number;
}

export function eventRow(setting: Setting, { tick, seq }: Moment, { text, memories, expiresAt }: Happening): Item {
  const hour = hourOf(tick, setting.secondsPerTick);
  const shard = fnv1a(String(seq)) % Math.max(1, setting.eventShards);
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
    expiresAt: { N: String(expiresAt) },
  };
}

/** How long events stay, in seconds of wall time. */
export const eventLife = 30 * 86_400;

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

/** An object's row where it was put, used so often. */
export const objectRow = (
  { g }: Pick<Setting, "g">,
  row: Item,
  now: { readonly tick: number; readonly place: string; readonly properties: Item },
): Item => ({
  ...row,
  g: { S: g },
  place: { S: now.place },
  "g#place": { S: `${g}#${now.place}` },
  properties: { M: now.properties },
  tick: { N: String(now.tick) },
});
