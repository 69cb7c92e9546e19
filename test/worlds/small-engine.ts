import { generation } from "../../src/model/world/keys.ts";
import type { World } from "../../src/model/world/world.ts";
import type { CommitOutcome } from "../../src/ports/worlds.ts";
import type { WorldData } from "../../src/ports/world-data.ts";
import { agentId, agentRow, eventRow, memoryRow } from "./small-world.ts";

/**
 * An engine of a small world that keeps the protocol: each tick is a conversation of two agents, which is one event, two
 * memories and two changed agents. Fenced, it waits until the fence is gone and commits the tick it holds.
 */
export async function smallEngine(data: WorldData, worldId: string, options: { memories: number; agents?: number }) {
  const id = `engine-${worldId}`;
  const world = await data.worlds.takeOver(
    worldId,
    { id, until: Date.now() + 15_000 },
    { now: Date.now(), force: true },
  );
  if (world === undefined) throw new Error("The world is not active.");
  const counts = new Map<string, number>();
  const { agents = 3 } = options;
  let { tick, seqCommitted: seq = 0 } = world;
  const stop = new AbortController();
  const step = async (): Promise<CommitOutcome> => {
    const pair = [agentId(tick % agents), agentId((tick + 1) % agents)];
    const next = conversation(world, { pair, counts, seq, tick: tick + 1, memories: options.memories });
    for (;;) {
      const engine = { id, until: Date.now() + 15_000 };
      const outcome = await data.worlds.commit({ worldId, epoch: world.epoch, engine, ...next }, Date.now());
      if (outcome === "fenced" && !stop.signal.aborted) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        continue;
      }
      if (outcome === "committed") {
        tick = next.tick;
        seq = next.seqCommitted;
        for (const name of pair) counts.set(name, (counts.get(name) ?? options.memories) + 1);
      }
      return outcome;
    }
  };
  let running: Promise<void> | undefined;
  return {
    world,
    step,
    /** Runs until it is stopped, so many ticks a second. */
    run(rate: number) {
      running = (async () => {
        while (!stop.signal.aborted) {
          const begun = Date.now();
          if ((await step()) === "lost") return;
          await new Promise((resolve) => setTimeout(resolve, Math.max(0, 1_000 / rate - (Date.now() - begun))));
        }
      })();
    },
    async stop() {
      stop.abort();
      await running;
      return { tick, seq };
    },
  };
}

function conversation(
  { worldId, gen }: World,
  now: { pair: readonly string[]; counts: ReadonlyMap<string, number>; seq: number; tick: number; memories: number },
) {
  const g = generation(worldId, gen);
  const said = now.pair.map((name, at) => ({
    agentId: name,
    index: now.counts.get(name) ?? now.memories,
    seq: now.seq + 1 + at,
    tick: now.tick,
  }));
  const seqCommitted = now.seq + said.length + 1;
  return {
    tick: now.tick,
    seqCommitted,
    puts: [
      ...said.map((memory) => ({ table: "MemoryStreams" as const, item: memoryRow(g, memory) })),
      ...said.map(({ agentId, index, tick }) => ({
        table: "Agents" as const,
        item: agentRow(g, agentId, { memoryCount: index + 1, tick }),
      })),
      { table: "Events" as const, item: eventRow(g, { seq: seqCommitted, tick: now.tick, memories: said }) },
    ],
  };
}
