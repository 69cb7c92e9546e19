import { failedAs } from "../../model/aws-error.ts";
import { chance } from "../../model/engine/chance.ts";
import { pause } from "../../model/pace.ts";
import type { Connection } from "../../ports/connection.ts";
import type { TickCommit } from "../../ports/worlds.ts";
import { type Held, stayEvery } from "./stay.ts";
import type { Step } from "../world-engine.ts";

interface CommitPorts extends Pick<Connection, "clock"> {
  readonly data: Pick<Connection["data"], "worlds">;
}

interface Committing {
  readonly hold: Held;
  readonly signal: AbortSignal;
}

/** Commits one tick, at a fence when it is gone, and again after failures that pass: always the same rows. */
export async function commit(
  ports: CommitPorts,
  change: Omit<TickCommit, "engine">,
  { hold, signal }: Committing,
): Promise<Pick<Step, "outcome" | "fencedMs">> {
  const { clock, data } = ports;
  const random = chance(`${change.worldId}/${change.tick}/waits`);
  let fencedAt: number | undefined;
  for (let tries = 1; ; tries += 1) {
    const outcome = await passing(() => data.worlds.commit({ ...change, engine: hold() }, clock.now()));
    if (outcome === "committed")
      return { outcome, fencedMs: fencedAt === undefined ? undefined : clock.now() - fencedAt };
    if (outcome === "lost" || outcome === "stopped") return { outcome, fencedMs: undefined };
    if (signal.aborted) return { outcome: "ended", fencedMs: undefined };
    if (outcome === undefined) await clock.wait(pause(tries, random()), signal);
    else {
      fencedAt ??= clock.now();
      await openFence(ports, change, { hold, signal });
    }
  }
}

/** Undefined for a call that failed for a moment. */
async function passing<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (failedAs(error, "throttled") || failedAs(error, "unreachable")) return undefined;
    throw error;
  }
}

/** A fence is looked at so often, in milliseconds. */
const fenceLook = 8;
/** Most are gone sooner; at one that stays longer an engine shows itself. */
const fenceLasts = 1_000;

/**
 * Waits until no fence stands, and shows meanwhile that the engine is there. Reading the row is cheaper for everybody than
 * trying the whole tick again.
 */
async function openFence(
  { clock, data }: CommitPorts,
  { worldId, epoch }: Pick<TickCommit, "worldId" | "epoch">,
  { hold, signal }: Committing,
): Promise<void> {
  let stayAt = clock.now() + fenceLasts;
  for (;;) {
    await clock.wait(fenceLook, signal);
    if (signal.aborted) return;
    if (clock.now() >= stayAt) {
      stayAt = clock.now() + stayEvery;
      await passing(() => data.worlds.stay(worldId, epoch, hold()));
    }
    const world = await passing(() => data.worlds.get(worldId));
    if (world === undefined || world.fence === undefined || world.fence.until < clock.now()) return;
  }
}
