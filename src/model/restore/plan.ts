import type { Manifest, PartTotal } from "../archive/manifest.ts";
import type { RestoreEntry, RestoreMode } from "../catalogue.ts";
import { GworldError } from "../error.ts";
import type { World } from "../world/world.ts";
import { type Effort, effortOf } from "./effort.ts";
import { type Around, admitPartial, type Kept, partialWarnings } from "./partial.ts";
import { type ByPart, byPart, isAsked, loadedParts, onlyText } from "./parts.ts";
import { requestOf, restoreCommand, type RestoreRequest } from "./request.ts";
import { momentAfter } from "./standing.ts";

/** What a restore will do; what is approved. */
export interface RestorePlan extends Effort {
  readonly env: string;
  readonly request: RestoreRequest;
  readonly manifest: Manifest;
  readonly manifestSha256: string;
  readonly mode: RestoreMode;
  /** The world that is written. */
  readonly worldId: string;
  /** As it stands; undefined where there is none. */
  readonly world: World | undefined;
  /** A restore of the same snapshot into this world that did not come to its end. */
  readonly unfinished: RestoreEntry | undefined;
  /** The restore by which the world is what is asked for already. */
  readonly done: RestoreEntry | undefined;
  /** What is loaded from the snapshot. */
  readonly parts: ByPart<PartTotal>;
  /** What stays of the world and is copied; undefined where all of it is replaced. */
  readonly kept: Kept | undefined;
  readonly warnings: readonly string[];
}

export interface Found {
  readonly manifest: Manifest;
  readonly manifestSha256: string;
  readonly worldId: string;
  readonly world: World | undefined;
  /** Of this world, newest first. */
  readonly restores: readonly RestoreEntry[];
  /** The world around parts that are restored in place, where it is paused. */
  readonly around?: Around | undefined;
}

/** Decides what becomes of the world. Throws `refused` and `locked` where it may not be touched. */
export function planOf(
  env: string,
  request: RestoreRequest,
  found: Found,
  { now, maxWriteUnits }: { now: number; maxWriteUnits: number | undefined },
): RestorePlan {
  const { manifest, manifestSha256, worldId, world } = found;
  const { unfinished, done, mode } = courseOf(env, request, found);
  const stays = request.only !== undefined && mode === "replace" ? world : undefined;
  const kept = stays && done === undefined ? admitPartial(env, request, { ...found, world: stays }) : undefined;
  const parts = byPart((part) => (isAsked(request.only, part) ? manifest.parts[part] : nothing));
  const totals = loadedParts.map((part) => parts[part]);
  return {
    env,
    request,
    manifest,
    manifestSha256,
    mode,
    worldId,
    world,
    unfinished,
    done,
    parts,
    kept,
    ...effortOf({ totals, kept }, request, { running: unfinished, maxWriteUnits }),
    warnings: [...warningsOf(manifest, request, now), ...partialWarnings(manifest, request.only, stays)],
  };
}

/** A restore that is gone on with, one that is there already, or a new one. */
export function courseOf(
  env: string,
  request: RestoreRequest,
  { manifest, worldId, world, restores }: Pick<Found, "manifest" | "worldId" | "world" | "restores">,
): Pick<RestorePlan, "unfinished" | "done" | "mode"> {
  if (manifest.consistency === "fuzzy" && !request.allowFuzzy) throw fuzzy(request);
  const unfinished = restores.find(({ state }) => state === "LOADING");
  if (unfinished !== undefined && !isAskedBy(unfinished, request)) throw inProgress(env, unfinished);
  const mode = unfinished?.mode ?? (world === undefined ? "new" : "replace");
  if (unfinished !== undefined) return { unfinished, done: undefined, mode };
  const done = restores.find((entry) => isSame(entry, { manifest, world, request }));
  if (done === undefined) admit(env, request, worldId, world);
  return { unfinished, done, mode };
}

const nothing: PartTotal = { items: 0, bytes: 0, writeUnits: 0 };

const isAskedBy = ({ snapshotId, options }: RestoreEntry, request: RestoreRequest) =>
  snapshotId === request.snapshotId &&
  options["only"] === onlyText(request.only) &&
  (options["ttl"] ?? "keep") === request.ttl;

/** Nothing has been committed since the restore flipped it; of an engine that does not count its commits nobody knows. */
function isSame(
  entry: RestoreEntry,
  { manifest, world, request }: Pick<Found, "manifest" | "world"> & { request: RestoreRequest },
): boolean {
  const { tick, seq } = momentAfter(manifest, entry.standing);
  return (
    entry.state === "COMPLETE" &&
    isAskedBy(entry, request) &&
    world?.gen === entry.gen &&
    world.tick === tick &&
    world.seqCommitted === seq
  );
}

function admit(env: string, { as, snapshotId }: RestoreRequest, worldId: string, world: World | undefined): void {
  if (world === undefined) return;
  // The entry of whoever has claimed it would have been found.
  if (world.restoring !== undefined) throw lostRestore(env, world);
  if (as !== undefined)
    throw new GworldError("refused", `There is a world ${worldId} in ${env} already.`, {
      hint: `Choose another name for --as, or delete it first: gworld worlds delete ${worldId} -e ${env}`,
    });
  if (world.status === "active" || world.status === "paused") return;
  throw new GworldError("refused", `${worldId} is ${world.status}: it cannot be replaced now.`, {
    hint: `Restore beside it: gworld restore ${snapshotId} --as ${worldId}-copy -e ${env}`,
  });
}

function warningsOf({ chunks, warnings }: Manifest, { ttl, only }: RestoreRequest, now: number): readonly string[] {
  const over = chunks.some(
    ({ part, expiresAt }) => isAsked(only, part) && expiresAt !== undefined && expiresAt * 1_000 <= now,
  );
  return [
    ...warnings,
    ...(over && ttl === "keep"
      ? [
          "Some events are past their time: DynamoDB will remove them again within days. --ttl shift moves it on, --ttl strip ends it.",
        ]
      : []),
  ];
}

const fuzzy = ({ snapshotId }: RestoreRequest) =>
  new GworldError("refused", `${snapshotId} is fuzzy: its rows are of different moments.`, {
    hint: "Restore an exact one, or add --allow-fuzzy.",
  });

/** The world is claimed by a restore of which nothing but the claim is left. */
export const lostRestore = (env: string, { worldId }: Pick<World, "worldId">) =>
  new GworldError("locked", `A restore of ${worldId} was cut off, and the catalogue has lost it: it cannot go on.`, {
    hint: `Drop it: gworld restore ${worldId} --abort -e ${env}`,
  });

/** The world is claimed by a restore that has not come to its end, whether somebody is at work on it or not. */
export function inProgress(env: string, entry: RestoreEntry): GworldError {
  const { worldId, snapshotId, options } = entry;
  const ttl = options["ttl"] ?? "keep";
  const how = [
    ...(options["only"] === undefined ? [] : [`only ${options["only"]}`]),
    ...(ttl === "keep" ? [] : [`--ttl ${ttl}`]),
  ];
  const said = how.length === 0 ? "" : ` (${how.join(", ")})`;
  return new GworldError("locked", `${worldId} is being restored from ${snapshotId}${said} already.`, {
    hint: `Let it go on: ${restoreCommand(env, requestOf(entry))}. Or drop it: gworld restore ${worldId} --abort -e ${env}`,
  });
}
