import { chunkKey } from "../model/archive/chunk-name.ts";
import { checkForeign, foreignWorld } from "../model/archive/foreign.ts";
import { parseManifest } from "../model/archive/manifest-text.ts";
import type { Manifest } from "../model/archive/manifest.ts";
import { chunkText, requireCodecs } from "../model/archive/open-chunk.ts";
import { AwsError } from "../model/aws-error.ts";
import { GworldError } from "../model/error.ts";
import { isAsked, type Only } from "../model/restore/parts.ts";
import { planOf, type RestorePlan } from "../model/restore/plan.ts";
import type { RestoreRequest } from "../model/restore/request.ts";
import { completeSnapshot } from "../model/snapshot/find.ts";
import type { Archive } from "../ports/archive.ts";
import type { CountRows } from "./count-rows.ts";
import { applyUnder, type Restored } from "./restore/apply.ts";
import { aroundOf } from "./restore/around.ts";
import { endOf } from "./restore/end.ts";
import type { RestoreOptions, RestorePorts } from "./restore/job.ts";

export type { Restored } from "./restore/apply.ts";
export type { RestoreEvent } from "./restore/job.ts";

/**
 * Reads the manifest, proves that all of it is there, and decides what becomes of the world. Throws `notFound`, `unverified`,
 * `usage` (a newer gworld's, a codec this runtime lacks), `refused` and `locked`.
 */
export async function planRestore(
  ports: RestorePorts,
  request: RestoreRequest,
  { maxWriteUnits, count }: { readonly maxWriteUnits: number | undefined; readonly count: CountRows },
): Promise<RestorePlan> {
  const { config, clock, data } = ports;
  const archive = await data.archive(request.from);
  const { text, expected } = await find(ports, archive, request);
  const manifestSha256 = data.codec.sha256(text);
  if (expected !== undefined && expected !== manifestSha256) throw notTheSame(request);
  const manifest = parseManifest(text);
  if (request.from !== undefined) admitForeign(request, manifest, data.codec.sha256);
  requireCodecs(data.codec, manifest.chunks);
  await allThere(archive, manifest, request.only);
  const worldId = request.as ?? manifest.worldId;
  const [world, restores] = await Promise.all([data.worlds.get(worldId), data.catalogue.restores(worldId)]);
  const source = { archive, codec: data.codec, manifest };
  const around = await aroundOf(ports, request, { world, count, source });
  const found = { manifest, manifestSha256, worldId, world, restores, around };
  const plan = planOf(config.name, request, found, { now: clock.now(), maxWriteUnits });
  if (plan.engine.name === "aws" && plan.done === undefined) await (await data.bulkLoad()).offered();
  return plan;
}

/** Loads the snapshot and flips the world to it. Nobody sees anything of it before. */
export async function applyRestore(ports: RestorePorts, plan: RestorePlan, options: RestoreOptions): Promise<Restored> {
  const { signal, report } = options;
  const { worldId } = plan;
  const waiting = (lease: { readonly doing: string }, milliseconds: number) =>
    report({
      kind: "note",
      at: ports.clock.now(),
      text: `Waiting up to ${Math.ceil(milliseconds / 1_000)}s for \`gworld ${lease.doing}\` on ${worldId}`,
    });
  const wish = { worldId, what: "restore", doing: `restore ${plan.request.snapshotId}`, signal, waiting } as const;
  try {
    return await options.withLease(ports, wish, (held, sure) =>
      applyUnder(ports, plan, { ...options, signal: held, sure }),
    );
  } catch (error) {
    throw endOf(error, { stopped: signal.aborted, plan, command: options.command });
  }
}

/** The manifest's text, and what its hash must be where the catalogue knows. */
async function find({ data, config }: RestorePorts, archive: Archive, { snapshotId, from }: RestoreRequest) {
  if (from !== undefined) {
    for (const worldId of await archive.worlds().catch(noArchive(from))) {
      const text = await archive.manifest(worldId, snapshotId);
      if (text !== undefined) return { text, expected: undefined };
    }
    throw new GworldError("notFound", `There is no snapshot ${snapshotId} in ${archive.location}.`, {
      hint: `See what is there: aws s3 ls ${archive.location}/worlds/`,
    });
  }
  const looked = await data.catalogue.snapshot(snapshotId);
  const entry = completeSnapshot(looked, { id: snapshotId, env: config.name, participle: "restored" });
  const text = await archive.manifest(entry.worldId, snapshotId);
  if (text === undefined)
    throw new GworldError("unverified", `The manifest of ${snapshotId} is not in ${archive.location}.`, {
      hint: `Restore another snapshot: gworld snapshot list ${entry.worldId} -e ${config.name}`,
    });
  return { text, expected: entry.manifestSha256 };
}

/** Nobody vouches for what is elsewhere: there is no catalogue that knows the hash of its manifest. */
function admitForeign({ snapshotId, as }: RestoreRequest, manifest: Manifest, sha256: (content: string) => string) {
  checkForeign(manifest, sha256, "restored");
  if (as === undefined) foreignWorld(manifest);
  if (manifest.snapshotId === snapshotId) return;
  throw new GworldError(
    "unverified",
    `What lies there as ${snapshotId} says that it is another. Nothing was changed.`,
    {
      hint: "Prove it where it was taken: gworld snapshot verify",
    },
  );
}

/** Of the parts that are asked for: what is left out need not be there. */
async function allThere(archive: Archive, { worldId, chunks }: Manifest, only: Only): Promise<void> {
  const stored = await archive.stored(worldId);
  const missing = chunks.filter((chunk) => isAsked(only, chunk.part) && !stored.has(chunkKey(chunk)));
  const [first] = missing;
  if (first === undefined) return;
  const more = missing.length === 1 ? "" : ` and ${missing.length - 1} more`;
  throw new GworldError(
    "unverified",
    `The ${chunkText(first)}${more} is missing in ${archive.location}. Nothing was changed.`,
    {
      hint: `Restore another snapshot: gworld snapshot list ${worldId}`,
    },
  );
}

/** What the environment's own bucket lacks is another matter than a place that somebody has typed. */
const noArchive = (from: string) => (cause: unknown) => {
  if (!(cause instanceof GworldError) || cause instanceof AwsError) throw cause;
  throw new GworldError("notFound", `There is no archive at ${from}: ${cause.message}`, {
    hint: "--from takes s3://bucket/prefix, as gworld snapshot show tells it of a snapshot there: the line archive.",
    cause,
  });
};

const notTheSame = ({ snapshotId }: RestoreRequest) =>
  new GworldError("unverified", `The manifest of ${snapshotId} is not the one that was written. Nothing was changed.`, {
    hint: "Restore another snapshot: gworld snapshot list",
  });
