import { contentHash, merkleRoot } from "../../model/archive/hashes.ts";
import { compareKeys } from "../../model/archive/key-order.ts";
import { manifestText, parseManifest } from "../../model/archive/manifest-text.ts";
import { formatVersion, type Chunk, type Manifest, type PartTotal } from "../../model/archive/manifest.ts";
import type { Checkpoint, SnapshotEntry } from "../../model/catalogue.ts";
import { completed } from "../../model/snapshot/answer.ts";
import { memoriesByAgent } from "../../model/snapshot/count.ts";
import { worldParts, type WorldPart } from "../../model/world/keys.ts";
import type { Settled } from "./settle.ts";
import { overtaken } from "./overtaken.ts";
import type { Job } from "./job.ts";

export interface SealOptions {
  /** `gworld/<version>`. */
  readonly tool: string;
  readonly seconds: () => number;
}

/** Writes the manifest, by which the snapshot exists, then says so in the catalogue. */
export async function seal(
  { job, world, agents }: Settled,
  checkpoints: readonly Checkpoint[],
  options: SealOptions,
): Promise<SnapshotEntry> {
  const { entry, ports, archive } = job;
  const chunks = inOrder(checkpoints.flatMap((checkpoint) => checkpoint.chunks));
  job.report({ kind: "sealing", at: ports.clock.now(), chunks: chunks.length });
  const sha256 = (content: string) => ports.data.codec.sha256(content);
  const cut = entry.cut ?? { tick: world.tick, seq: 0, epoch: world.epoch, gen: world.gen, pauseMs: 0 };
  const manifest: Manifest = {
    formatVersion,
    tool: options.tool,
    snapshotId: entry.snapshotId,
    worldId: entry.worldId,
    environment: ports.config.name,
    ...(entry.name !== undefined && { name: entry.name }),
    labels: entry.labels,
    createdAt: entry.createdAt,
    completedAt: new Date(ports.clock.now()).toISOString(),
    createdBy: entry.createdBy,
    consistency: entry.consistency,
    tick: cut.tick,
    seq: cut.seq,
    epoch: cut.epoch,
    gen: cut.gen,
    pauseMs: cut.pauseMs,
    warnings: entry.warnings,
    schemaVersion: world.schemaVersion,
    ...(world.embedding !== undefined && { embedding: world.embedding }),
    parts: totals(chunks),
    memories: memoriesByAgent(agents, chunks),
    chunks,
    merkleRoot: merkleRoot(chunks, sha256),
    contentHash: contentHash(chunks, sha256),
    parent: job.parent?.snapshotId ?? null,
  };
  const text = manifestText(manifest);
  // Another could have pruned meanwhile what it names.
  await job.sure();
  const isNew = await archive.putManifest(entry.worldId, entry.snapshotId, text);
  // One that stands already is ours, from a run that was cut off.
  const standing = isNew ? text : ((await archive.manifest(entry.worldId, entry.snapshotId)) ?? text);
  return complete(job, standing, checkpoints, options);
}

/** Brings the entry up to its manifest. */
export async function complete(
  { entry, sure, ports: { data } }: Job,
  text: string,
  checkpoints: readonly Checkpoint[],
  { seconds }: SealOptions,
): Promise<SnapshotEntry> {
  const manifest = parseManifest(text);
  const fields = {
    ...completed(manifest, {
      manifestSha256: data.codec.sha256(text),
      newBytes: checkpoints.reduce((sum, { newBytes }) => sum + newBytes, 0),
      seconds: seconds(),
    }),
    cut: entry.cut && { ...entry.cut, pauseMs: manifest.pauseMs },
  };
  await sure();
  if (!(await data.catalogue.changeSnapshot(entry, "CREATING", fields))) {
    const now = await data.catalogue.snapshot(entry.snapshotId);
    if (now?.state !== "COMPLETE") throw overtaken(entry);
  }
  // They end by themselves, too.
  await data.catalogue.removeCheckpoints(entry).catch(() => undefined);
  return { ...entry, ...fields };
}

/** By part, partition and sort key, as DynamoDB orders them. */
function inOrder(chunks: readonly Chunk[]): readonly Chunk[] {
  const rank = new Map<WorldPart, number>(worldParts.map((part, index) => [part, index]));
  return [...chunks].sort(
    (a, b) =>
      (rank.get(a.part) ?? 0) - (rank.get(b.part) ?? 0) ||
      compareKeys(a.partition, b.partition) ||
      compareKeys(a.from, b.from),
  );
}

function totals(chunks: readonly Chunk[]): Readonly<Record<WorldPart, PartTotal>> {
  const total = (part: WorldPart): PartTotal =>
    chunks
      .filter((chunk) => chunk.part === part)
      .reduce(
        (sum, { items, bytes, writeUnits }) => ({
          items: sum.items + items,
          bytes: sum.bytes + bytes,
          writeUnits: sum.writeUnits + writeUnits,
        }),
        { items: 0, bytes: 0, writeUnits: 0 },
      );
  return {
    world: total("world"),
    agents: total("agents"),
    memories: total("memories"),
    objects: total("objects"),
    events: total("events"),
  };
}
