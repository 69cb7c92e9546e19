import type { Manifest, PartTotal } from "../archive/manifest.ts";
import type { RestoreEntry, RestoreMode } from "../catalogue.ts";
import { GworldError } from "../error.ts";
import { loadCost } from "../prices.ts";
import type { World } from "../world/world.ts";
import { type LoadedPart, loadedParts, type RestoreRequest } from "./request.ts";

/** An on-demand table that is new or was idle takes so many write units a second at first. */
const warmWriteUnits = 4_000;

/** What a restore will do; what is approved. */
export interface RestorePlan {
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
  readonly parts: Readonly<Record<LoadedPart, PartTotal>>;
  readonly rows: number;
  readonly bytes: number;
  readonly writeUnits: number;
  readonly dollars: number;
  readonly seconds: number;
  readonly warnings: readonly string[];
}

export interface Found {
  readonly manifest: Manifest;
  readonly manifestSha256: string;
  readonly worldId: string;
  readonly world: World | undefined;
  /** Of this world, newest first. */
  readonly restores: readonly RestoreEntry[];
}

/** Decides what becomes of the world. Throws `refused` and `locked` where it may not be touched. */
export function planOf(
  env: string,
  request: RestoreRequest,
  { manifest, manifestSha256, worldId, world, restores }: Found,
  { now, maxWriteUnits }: { now: number; maxWriteUnits: number | undefined },
): RestorePlan {
  if (manifest.consistency === "fuzzy" && !request.allowFuzzy) throw fuzzy(request);
  const running = restores.find(({ state }) => state === "LOADING");
  if (running !== undefined && running.snapshotId !== request.snapshotId) throw inProgress(env, running);
  const mode = running?.mode ?? (world === undefined ? "new" : "replace");
  const done = running === undefined ? restores.find((entry) => isSame(entry, manifest, world)) : undefined;
  if (running === undefined && done === undefined) admit(env, request, worldId, world);
  const parts = {
    agents: manifest.parts.agents,
    memories: manifest.parts.memories,
    objects: manifest.parts.objects,
    events: manifest.parts.events,
  };
  const totals = loadedParts.map((part) => parts[part]);
  const { writeUnits, dollars } = loadCost(totals);
  return {
    env,
    request,
    manifest,
    manifestSha256,
    mode,
    worldId,
    world,
    unfinished: running,
    done,
    parts,
    rows: totals.reduce((sum, { items }) => sum + items, 0),
    bytes: totals.reduce((sum, { bytes }) => sum + bytes, 0),
    writeUnits,
    dollars,
    seconds: Math.ceil(writeUnits / (maxWriteUnits ?? warmWriteUnits)),
    warnings: warningsOf(manifest, request, now),
  };
}

/** Nothing has been committed since the restore flipped it. */
const isSame = (entry: RestoreEntry, { snapshotId, tick, seq }: Manifest, world: World | undefined) =>
  entry.state === "COMPLETE" &&
  entry.snapshotId === snapshotId &&
  world?.gen === entry.gen &&
  world.tick === tick &&
  (world.seqCommitted ?? seq) === seq;

function admit(env: string, { as, snapshotId }: RestoreRequest, worldId: string, world: World | undefined): void {
  if (world === undefined) return;
  if (as !== undefined)
    throw new GworldError("refused", `There is a world ${worldId} in ${env} already.`, {
      hint: `Choose another name for --as, or delete it first: gworld worlds delete ${worldId} -e ${env}`,
    });
  if (world.status === "active" || world.status === "paused") return;
  throw new GworldError("refused", `${worldId} is ${world.status}: it cannot be replaced now.`, {
    hint: `Restore beside it: gworld restore ${snapshotId} --as ${worldId}-copy -e ${env}`,
  });
}

function warningsOf({ chunks, warnings }: Manifest, { ttl }: RestoreRequest, now: number): readonly string[] {
  const over = chunks.some(({ expiresAt }) => expiresAt !== undefined && expiresAt * 1_000 <= now);
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

const inProgress = (env: string, { worldId, snapshotId }: RestoreEntry) =>
  new GworldError("locked", `${worldId} is being restored from ${snapshotId} already.`, {
    hint: `Let it go on: gworld restore ${snapshotId} --as ${worldId} -e ${env}. Or drop it: gworld restore ${worldId} --abort -e ${env}`,
  });
