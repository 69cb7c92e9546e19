import { atOnce } from "../../model/at-once.ts";
import type { WorldState } from "../../model/engine/tick.ts";
import { numberOf, stringOf } from "../../model/item.ts";
import { tableSchemas } from "../../model/tables.ts";
import {
  bucketOf,
  eventPartition,
  hourOf,
  memoryPartition,
  partTables,
  seqKey,
  tickKey,
  type WorldPart,
} from "../../model/world/keys.ts";
import type { World } from "../../model/world/world.ts";
import type { RowKey, Rows } from "../../ports/rows.ts";

/** An engine may write rows before it commits them. Those that nobody committed must go before their seq is given out again. */
export async function sweep(
  rows: Rows,
  { world, state }: { world: World; state: WorldState },
  signal: AbortSignal,
): Promise<void> {
  const { tick, secondsPerTick, eventShards } = world;
  const seq = world.seqCommitted ?? 0;
  const memories = [...state.agents].map(([agentId, row]) => ({
    part: "memories" as const,
    partition: memoryPartition(agentId, bucketOf(numberOf(row, "memoryCount") ?? 0)),
    after: seqKey(seq),
  }));
  const hour = hourOf(tick, secondsPerTick);
  const events = [hour, hour + 1].flatMap((at) =>
    Array.from({ length: Math.max(1, eventShards) }, (_, shard) => ({
      part: "events" as const,
      partition: eventPartition(at, shard),
      after: tickKey(tick, seq),
    })),
  );
  await atOnce([...memories, ...events], { most: 8, signal }, (place, one) =>
    removeAfter(rows, { ...place, partition: `${state.setting.g}${place.partition}` }, one),
  );
}

async function removeAfter(
  rows: Rows,
  { part, partition, after }: { part: WorldPart; partition: string; after: string },
  signal: AbortSignal,
): Promise<void> {
  const table = partTables[part];
  const { sk = "" } = tableSchemas[table];
  let from: string | undefined = after;
  while (from !== undefined) {
    const page = await rows.page({ table, partition, after: from }, signal);
    const keys = page.items.map((item): RowKey => ({ pk: partition, sk: stringOf(item, sk) }));
    if (keys.length > 0) await rows.remove(table, keys, signal);
    from = page.next;
  }
}
