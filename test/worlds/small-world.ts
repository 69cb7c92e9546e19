import type { Item } from "../../src/model/item.ts";
import { bucketOf, generation, hourKey, hourOf, seqKey, tickKey } from "../../src/model/world/keys.ts";
import { newWorldRow } from "../../src/model/world/row.ts";
import type { WorldTable } from "../../src/model/names.ts";
import type { WorldData } from "../../src/ports/world-data.ts";

export interface SmallWorld {
  readonly worldId: string;
  readonly agents?: number;
  /** Of each agent. */
  readonly memories?: number;
  readonly objects?: number;
  readonly events?: number;
  readonly dims?: number;
  readonly status?: "active" | "paused";
  /** Attributes of the Worlds row; undefined takes one away. */
  readonly row?: Readonly<Record<string, Item[string] | undefined>>;
}

const secondsPerTick = 60;

/** A world whose rows keep the protocol: each memory and each event has a seq of its own, and agents count theirs. */
export async function seedWorld(data: WorldData, wish: SmallWorld): Promise<void> {
  const { worldId, agents = 3, memories = 5, objects = 2, events = 4, dims = 4, status = "active" } = wish;
  const g = generation(worldId, 1);
  const rows = data.rows();
  let seq = 0;
  const all = { MemoryStreams: new Array<Item>(), Events: new Array<Item>() };
  for (let index = 0; index < memories; index += 1)
    for (let agent = 0; agent < agents; agent += 1)
      all.MemoryStreams.push(memoryRow(g, { agentId: agentId(agent), index, seq: (seq += 1), tick: index + 1, dims }));
  const tick = Math.max(memories, events, 1);
  for (let index = 0; index < events; index += 1)
    all.Events.push(eventRow(g, { seq: (seq += 1), tick: Math.min(tick, index + 1), memories: [] }));
  for (const table of ["MemoryStreams", "Events"] as const) await putAll(data, table, all[table]);
  await rows.put(
    "Agents",
    Array.from({ length: agents }, (_, index) => agentRow(g, agentId(index), { memoryCount: memories, tick })),
  );
  await rows.put(
    "WorldObjects",
    Array.from({ length: objects }, (_, index) => objectRow(g, `o-${index}`, tick)),
  );
  const row: Record<string, Item[string] | undefined> = {
    name: { S: "Small" },
    ownerId: { S: "owner" },
    tick: { N: String(tick) },
    seqCommitted: { N: String(seq) },
    agentCount: { N: String(agents) },
    eventCount: { N: String(events) },
    eventShards: { N: "1" },
    startsAt: { S: "2026-01-01T00:00:00.000Z" },
    secondsPerTick: { N: String(secondsPerTick) },
    schemaVersion: { N: "1" },
    embedding: { M: { model: { S: "demo" }, dims: { N: String(dims) }, encoding: { S: "float32" } } },
    ...wish.row,
  };
  const kept = Object.entries(row).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  await data.worlds.create(newWorldRow(Object.fromEntries(kept), { worldId, status, gen: 1, now: Date.now() }));
}

export const agentId = (index: number) => `a-${String(index).padStart(3, "0")}`;

/** Many rows in a few requests at once. */
export async function putAll(data: WorldData, table: WorldTable, items: readonly Item[]): Promise<void> {
  const rows = data.rows();
  for (let from = 0; from < items.length; from += 2_000) {
    const some = items.slice(from, from + 2_000);
    const lanes = Array.from({ length: 8 }, (_, lane) => some.filter((_, index) => index % 8 === lane));
    await Promise.all(lanes.map((lane) => rows.put(table, lane)));
  }
}

interface Memory {
  readonly agentId: string;
  /** The how many-eth of its agent. */
  readonly index: number;
  readonly seq: number;
  readonly tick: number;
  readonly dims?: number;
}

export function memoryRow(g: string, { agentId, index, seq, tick, dims = 4 }: Memory): Item {
  const vector = Float32Array.from({ length: dims }, (_, at) => Math.sin(seq * 131 + at * 7.3) / 2);
  return {
    "g#agentId#bucket": { S: `${g}#${agentId}#${bucketOf(index)}` },
    seq: { S: seqKey(seq) },
    "g#agentId": { S: `${g}#${agentId}` },
    "importance#seq": { S: `0${(seq % 9) + 1}#${seqKey(seq)}` },
    agentId: { S: agentId },
    text: { S: `${agentId} remembers the ${index}th thing` },
    type: { S: "observation" },
    importance: { N: String((seq % 9) + 1) },
    createdAt: { S: "2026-01-01T00:00:00.000Z" },
    tick: { N: String(tick) },
    embedding: { B: Buffer.from(vector.buffer).toString("base64") },
  };
}

export interface Happening {
  readonly seq: number;
  readonly tick: number;
  readonly memories: readonly { readonly agentId: string; readonly seq: number }[];
  readonly expiresAt?: number;
}

export function eventRow(g: string, { seq, tick, memories, expiresAt }: Happening): Item {
  const first = memories[0]?.agentId ?? agentId(0);
  return {
    "g#hour#shard": { S: `${g}#${hourKey(hourOf(tick, secondsPerTick))}#0` },
    "tick#seq": { S: tickKey(tick, seq) },
    "g#agentId": { S: `${g}#${first}` },
    kind: { S: "conversation" },
    text: { S: `event ${seq}` },
    agents: { L: memories.map((one) => ({ S: one.agentId })) },
    memories: { L: memories.map((one) => ({ M: { agentId: { S: one.agentId }, seq: { S: seqKey(one.seq) } } })) },
    tick: { N: String(tick) },
    seq: { N: String(seq) },
    createdAt: { S: "2026-01-01T00:00:00.000Z" },
    ...(expiresAt !== undefined && { expiresAt: { N: String(expiresAt) } }),
  };
}

export const agentRow = (g: string, agentId: string, { memoryCount, tick }: { memoryCount: number; tick: number }) => ({
  g: { S: g },
  agentId: { S: agentId },
  "g#place": { S: `${g}#square` },
  place: { S: "square" },
  name: { S: agentId },
  definition: { M: { goal: { S: "live" } } },
  state: { M: { mood: { S: `calm at ${tick}` } } },
  memoryCount: { N: String(memoryCount) },
  tick: { N: String(tick) },
});

export const objectRow = (g: string, objectId: string, tick: number) => ({
  g: { S: g },
  objectId: { S: objectId },
  "g#place": { S: `${g}#square` },
  place: { S: "square" },
  name: { S: objectId },
  properties: { M: { state: { S: "idle" } } },
  tick: { N: String(tick) },
});
