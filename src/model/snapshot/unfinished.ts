import type { SnapshotEntry } from "../catalogue.ts";
import type { World } from "../world/world.ts";
import { sameRequest, type SnapshotRequest } from "./request.ts";

/** A moment that is longer ago, in milliseconds, is not what somebody means who asks for a snapshot now. */
const freshFor = 3_600_000;

/**
 * What becomes of a snapshot that was left unfinished when another is asked for. `answer`: it is what is asked for and goes
 * on. `first`: it goes on, and then the one asked for is taken. `begin`: nothing of it is there, its place is taken.
 * `give up`: the rows of its moment are gone.
 */
type Continuation = "answer" | "first" | "begin" | "give up";

export function continuationOf(
  entry: SnapshotEntry,
  request: SnapshotRequest,
  { intact, now }: { intact: boolean; now: number },
): Continuation {
  const same = sameRequest(entry, request) && sameClass(entry, request);
  const isFresh = (at: string) => now - Date.parse(at) < freshFor;
  if (entry.cut === undefined) return same && isFresh(entry.createdAt) ? "answer" : "begin";
  if (!intact) return "give up";
  return same && isFresh(entry.cut.at) ? "answer" : "first";
}

/** A snapshot that was cut off after its moment was settled, and what becomes of it as far as is known. */
export interface Pending {
  readonly snapshotId: string;
  /** Its moment (ISO). */
  readonly at: string;
  readonly tick: number;
  readonly becomes: "answer" | "first";
}

/** Those that are gone on with, oldest first, until one is the answer. A `quiesce` settles its moment anew. */
export function pendingOf(
  entries: readonly SnapshotEntry[],
  request: SnapshotRequest,
  now: number,
): readonly Pending[] {
  const pending = entries
    .filter(({ state, consistency }) => state === "CREATING" && consistency !== "quiesce")
    .toReversed()
    .flatMap((entry): readonly Pending[] => {
      const becomes = continuationOf(entry, request, { intact: true, now });
      if (entry.cut === undefined || (becomes !== "answer" && becomes !== "first")) return [];
      return [{ snapshotId: entry.snapshotId, at: entry.cut.at, tick: entry.cut.tick, becomes }];
    });
  const last = pending.findIndex(({ becomes }) => becomes === "answer");
  return last < 0 ? pending : pending.slice(0, last + 1);
}

/** Clocks differ: a retired generation may be taken for over elsewhere so much earlier, in milliseconds. */
const clocksDiffer = 60_000;

/**
 * True while all rows of a generation are there: it is the world's own, or a restore has retired it and nobody may have
 * begun to collect it. Whoever reads them asks again at the end.
 */
export const hasRows = ({ gen, retired }: Pick<World, "gen" | "retired">, wanted: number, now: number) =>
  gen === wanted || retired.some((old) => old.gen === wanted && old.until > now + clocksDiffer);

/** One that was asked for as `tick` may have become `fuzzy`: its warnings say so. */
const sameClass = ({ consistency, warnings }: SnapshotEntry, { consistency: asked }: SnapshotRequest) =>
  consistency === asked || (consistency === "fuzzy" && warnings.length > 0);
