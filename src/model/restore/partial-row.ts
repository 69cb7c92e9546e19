import type { Manifest } from "../archive/manifest.ts";
import { type Item, numberOf } from "../item.ts";
import { worldData } from "../world/row.ts";
import { isAsked, type Only } from "./parts.ts";
import { momentAfter, type Standing } from "./standing.ts";

type Restoring = Pick<Manifest, "tick" | "seq" | "memories" | "parts">;

interface Asked {
  readonly manifest: Restoring;
  readonly only: Only;
  /** The world that stays around the parts; undefined for a new one. */
  readonly standing: Standing | undefined;
}

/**
 * What the Worlds row says after parts of a snapshot are restored: of a new world all of it, with nothing counted that is
 * left out; else what goes over the live row, where each part brings what is said of it. `row` is the snapshot's.
 */
export function partialRow(row: Item, { manifest, only, standing }: Asked): Item {
  const agents = isAsked(only, "agents") ? Object.keys(manifest.memories).length : 0;
  const events = isAsked(only, "events") ? manifest.parts.events.items : 0;
  if (standing === undefined) return { ...uncounted(row), agentCount: count(agents), eventCount: count(events) };
  const { tick, seq } = momentAfter(manifest, standing);
  const { embedding } = row;
  return {
    tick: count(tick),
    ...(standing.seqCommitted !== undefined && { seqCommitted: count(seq) }),
    ...(isAsked(only, "agents") && { agentCount: count(agents), ...(embedding !== undefined && { embedding }) }),
    // Events of either world must be found: those of fewer shards are, among more.
    ...(isAsked(only, "events") && {
      eventCount: count(events),
      eventShards: count(Math.max(standing.eventShards, numberOf(row, "eventShards") ?? 1)),
    }),
  };
}

/** The data of a world's row with what a restore says of its parts over it. */
export const rowAround = (live: Item, parts: Item): Item => ({ ...uncounted(worldData(live)), ...parts });

/** Rows of two moments stand in one world: nobody knows how many of them its tick has changed. */
const uncounted = (row: Item): Item =>
  Object.fromEntries(Object.entries(row).filter(([name]) => name !== "changedRows"));

const count = (value: number) => ({ N: String(value) });
