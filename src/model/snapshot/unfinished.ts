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
export type Continuation = "answer" | "first" | "begin" | "give up";

export function continuationOf(
  entry: SnapshotEntry,
  request: SnapshotRequest,
  { world, checkpoints, now }: { world: Pick<World, "gen" | "retired">; checkpoints: number; now: number },
): Continuation {
  const same = sameRequest(entry, request) && sameClass(entry, request);
  if (entry.cut === undefined) return same && now - Date.parse(entry.createdAt) < freshFor ? "answer" : "begin";
  const { gen, at } = entry.cut;
  const readable = gen === world.gen || world.retired.some((old) => old.gen === gen);
  if (!readable || checkpoints === 0) return "give up";
  return same && now - Date.parse(at) < freshFor ? "answer" : "first";
}

/** One that was asked for as `tick` may have become `fuzzy`: its warnings say so. */
const sameClass = ({ consistency, warnings }: SnapshotEntry, { consistency: asked }: SnapshotRequest) =>
  consistency === asked || (consistency === "fuzzy" && warnings.length > 0);
