import { chance } from "../model/engine/chance.ts";
import { wordsOf } from "../model/error.ts";
import type { World } from "../model/world/world.ts";
import type { Connection } from "../ports/connection.ts";
import type { Engine, Step, TakeWorld } from "./world-engine.ts";

type RunPorts = Pick<Connection, "clock" | "data">;
type Level = "debug" | "info" | "warn" | "error";

/** Says what happens in a world, or, without one, to the service. */
export type RunLog = (level: Level, message: string, facts: Readonly<Record<string, string | number>>) => void;

/** How often worlds without an engine are looked for, and how long a world rests between two ticks at least; at most twice that. */
export interface RunPace {
  readonly lookMs: number;
  readonly restMs: number;
}

export interface RunOptions {
  readonly takeWorld: TakeWorld;
  readonly engineId: string;
  readonly log: RunLog;
  readonly signal: AbortSignal;
  readonly pace?: RunPace;
}

const calm: RunPace = { lookMs: 5_000, restMs: 5_000 };

/**
 * Runs every active world that nobody else runs, until the signal. One that is taken away is run again when its new engine
 * has left it. Nothing ends the service: what fails is logged and tried again.
 */
export async function runWorlds(ports: RunPorts, options: RunOptions): Promise<void> {
  const { log, signal, pace = calm } = options;
  const running = new Map<string, Promise<void>>();
  while (!signal.aborted) {
    try {
      const worlds = await ports.data.worlds.list();
      const free = worlds.filter((world) => isFree(world, ports.clock.now()) && !running.has(world.worldId));
      for (const { worldId } of free) {
        const run = runWorld(ports, worldId, options).finally(() => running.delete(worldId));
        running.set(worldId, run);
      }
      if (running.size === 0) log("debug", "no world to run", { worlds: worlds.length });
    } catch (error) {
      log("warn", `worlds cannot be read, trying again: ${wordsOf(error)}`, {});
    }
    await ports.clock.wait(pace.lookMs, signal);
  }
  await Promise.all(running.values());
}

const isFree = ({ status, engine, restoring }: World, now: number) =>
  status === "active" && restoring === undefined && (engine === undefined || engine.until < now);

/** Runs one world until it is lost, paused or gone. Never throws. */
async function runWorld(ports: RunPorts, worldId: string, options: RunOptions): Promise<void> {
  const { takeWorld, engineId, log, signal } = options;
  try {
    const engine = await takeWorld(ports, { worldId, engineId, force: false, signal });
    if (engine === undefined) return;
    log("info", "engine took the world over", { worldId, tick: engine.world.tick, agents: engine.agents });
    try {
      const last = await runTicks(ports, engine, options);
      if (last.outcome === "lost") await tellLost(ports, worldId, { log, tick: last.tick });
      if (last.outcome === "stopped") log("info", "world is not active any more", { worldId, tick: last.tick });
    } finally {
      await engine.leave();
    }
  } catch (error) {
    if (!signal.aborted) log("error", `engine stopped: ${wordsOf(error)}`, { worldId });
  }
}

/** Returns the last step. */
async function runTicks({ clock }: RunPorts, engine: Engine, options: RunOptions): Promise<Step> {
  const { engineId, log, signal, pace = calm } = options;
  const { worldId } = engine.world;
  const random = chance(`${worldId}/${engineId}/${clock.now()}`);
  for (;;) {
    const step = await engine.step(1 + Math.floor(random() * 2), signal);
    if (step.outcome !== "committed") return step;
    const { tick, conversations, fencedMs } = step;
    const facts = { worldId, tick, conversations, memories: conversations * 2 };
    log("info", "tick committed", { ...facts, ...(fencedMs !== undefined && { fencedMs }) });
    await clock.wait(pace.restMs * (1 + random()), signal);
    if (signal.aborted) return step;
  }
}

async function tellLost(
  { data }: RunPorts,
  worldId: string,
  { log, tick }: { log: RunLog; tick: number },
): Promise<void> {
  const world = await data.worlds.get(worldId).catch(() => undefined);
  const by = world?.engine?.id;
  log("warn", "WORLD_FENCED: the world was taken over", { worldId, tick, ...(by !== undefined && { engine: by }) });
}
