import type { Manifest } from "../archive/manifest.ts";
import type { Item } from "../item.ts";
import type { World } from "../world/world.ts";

/**
 * A world as it stood before rows of it were copied. Whoever takes it over, commits to it or restores it changes one of
 * the first four; the others say where its events are.
 */
export interface Standing {
  readonly gen: number;
  readonly epoch: number;
  readonly tick: number;
  /** Undefined for a world whose engine knows no protocol. */
  readonly seqCommitted?: number | undefined;
  readonly secondsPerTick: number;
  readonly eventShards: number;
}

export const standingOf = ({ gen, epoch, tick, seqCommitted, secondsPerTick, eventShards }: World): Standing => ({
  gen,
  epoch,
  tick,
  seqCommitted,
  secondsPerTick,
  eventShards,
});

/** True where nobody has committed to the world since. */
export const standsAt = (world: World | undefined, { gen, epoch, tick, seqCommitted }: Standing): boolean =>
  world?.gen === gen && world.epoch === epoch && world.tick === tick && world.seqCommitted === seqCommitted;

/** What of a world's row says how far its events go. */
export const standingRow = ({ tick, secondsPerTick, eventShards }: Standing): Item => ({
  tick: { N: String(tick) },
  secondsPerTick: { N: String(secondsPerTick) },
  eventShards: { N: String(eventShards) },
});

/** Where a world stands after a restore: never before rows that stayed, so that no seq is given out twice. */
export const momentAfter = ({ tick, seq }: Pick<Manifest, "tick" | "seq">, standing: Standing | undefined) => ({
  tick: Math.max(tick, standing?.tick ?? 0),
  seq: Math.max(seq, standing?.seqCommitted ?? 0),
});
