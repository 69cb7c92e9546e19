import { atOnce } from "../../model/at-once.ts";
import type { WorldState } from "../../model/engine/tick.ts";
import { GworldError } from "../../model/error.ts";
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
import type { Rows } from "../../ports/rows.ts";
import type { Worlds } from "../../ports/worlds.ts";

interface SweepPorts {
  readonly data: { readonly worlds: Pick<Worlds, "sweep"> };
  readonly rows: Pick<Rows, "page">;
}

/** An engine may write rows before it commits them. Those that nobody committed must go before their seq is given out again. */
export async function sweep(
  ports: SweepPorts,
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
    removeAfter(ports, { world, ...place, partition: `${state.setting.g}${place.partition}` }, one),
  );
}

async function removeAfter(
  { data, rows }: SweepPorts,
  { world, part, partition, after }: { world: World; part: WorldPart; partition: string; after: string },
  signal: AbortSignal,
): Promise<void> {
  const table = partTables[part];
  const { sk = "" } = tableSchemas[table];
  let from: string | undefined = after;
  while (from !== undefined) {
    const page = await rows.page({ table, partition, after: from }, signal);
    const stray = page.items.map((item) => ({ table, pk: partition, sk: stringOf(item, sk) }));
    if (!(await data.worlds.sweep(world.worldId, world.epoch, stray))) throw takenAway(world);
    from = page.next;
  }
}

const takenAway = ({ worldId }: World) =>
  new GworldError("locked", `WORLD_FENCED: ${worldId} was taken from this engine before it had begun.`, {
    hint: `See it: gworld worlds show ${worldId}`,
  });
