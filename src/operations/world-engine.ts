import { eachPage } from "../model/each-page.ts";
import { nextTick, worldState, type WorldState } from "../model/engine/tick.ts";
import type { Item } from "../model/item.ts";
import { generation, partTables } from "../model/world/keys.ts";
import type { World } from "../model/world/world.ts";
import type { Connection } from "../ports/connection.ts";
import type { Rows } from "../ports/rows.ts";
import { commit } from "./world-engine/commit.ts";
import { type Held, holdOf, staying } from "./world-engine/stay.ts";
import { sweep } from "./world-engine/sweep.ts";

export interface EnginePorts extends Pick<Connection, "clock"> {
  readonly data: Pick<Connection["data"], "worlds" | "rows">;
}

export interface EngineWish {
  readonly worldId: string;
  readonly engineId: string;
  /** Also from an engine that is alive. */
  readonly force: boolean;
  readonly signal: AbortSignal;
}

/** How a tick ended: nobody knows of one that ended early, which may be committed or not. */
export interface Step {
  readonly outcome: "committed" | "lost" | "stopped" | "ended";
  readonly tick: number;
  readonly conversations: number;
  /** How long it waited at a fence, in milliseconds; undefined where there was none. */
  readonly fencedMs: number | undefined;
}

/** A world in the hands of its one engine. */
export interface Engine {
  readonly world: World;
  readonly agents: number;
  /** Commits the next tick, waiting at fences and through failures that pass. The signal ends it. */
  step(conversations: number, signal: AbortSignal): Promise<Step>;
  /** Lets the next engine in at once. */
  leave(): Promise<void>;
}

/** Takes a world over and reads it as it stands. Undefined where it is not active, or another engine runs it and must not be pushed out. */
export async function takeWorld(ports: EnginePorts, wish: EngineWish): Promise<Engine | undefined> {
  const { clock, data } = ports;
  const { worldId, engineId, signal } = wish;
  const hold = holdOf(clock, engineId);
  const world = await tookOver(ports, wish, hold);
  if (world === undefined) return undefined;
  const rows = data.rows();
  const leave = () => data.worlds.leave(worldId, engineId).catch(() => undefined);
  try {
    const prepare = async () => {
      const read = await readState(rows, world, signal);
      await sweep({ data, rows }, { world, state: read }, signal);
      return read;
    };
    let state = await staying(ports, { world, hold }, prepare);
    return {
      world,
      agents: state.agents.size,
      leave,
      async step(conversations, ended) {
        const tick = nextTick(state, { conversations, now: clock.now() });
        const { puts, next } = tick;
        const change = { worldId, epoch: world.epoch, tick: next.tick, seqCommitted: next.seq, puts };
        const { outcome, fencedMs } = await commit(ports, change, { hold, signal: ended });
        if (outcome === "committed") state = next;
        return { outcome, fencedMs, tick: state.tick, conversations: tick.conversations };
      },
    };
  } catch (error) {
    await leave();
    throw error;
  }
}
export type TakeWorld = typeof takeWorld;

/** A fence is looked at so often, in milliseconds. */
const fenceLook = 50;

/** Whoever pushes another engine out waits for a snapshot that reads the world: its fence ends by itself. */
async function tookOver({ clock, data }: EnginePorts, { worldId, force, signal }: EngineWish, hold: Held) {
  for (;;) {
    const world = await data.worlds.takeOver(worldId, hold(), { now: clock.now(), force });
    if (world !== undefined || !force) return world;
    if ((await data.worlds.get(worldId))?.status !== "active") return undefined;
    await clock.wait(fenceLook, signal);
    signal.throwIfAborted();
  }
}

async function readState(rows: Rows, world: World, signal: AbortSignal): Promise<WorldState> {
  const g = generation(world.worldId, world.gen);
  const [agents, objects] = await Promise.all([
    readAll(rows, "agents", g, signal),
    readAll(rows, "objects", g, signal),
  ]);
  return worldState(world, agents, objects);
}

async function readAll(rows: Rows, part: "agents" | "objects", partition: string, signal: AbortSignal) {
  const read: Item[] = [];
  const pages = eachPage((after) => rows.page({ table: partTables[part], partition, after }, signal));
  for await (const { items } of pages) read.push(...items);
  return read;
}
