import { contentHash, merkleRoot } from "../../src/model/archive/hashes.ts";
import { chunkName } from "../../src/model/archive/chunk-name.ts";
import { manifestText } from "../../src/model/archive/manifest-text.ts";
import type { Chunk, Manifest } from "../../src/model/archive/manifest.ts";
import { memoriesByAgent } from "../../src/model/snapshot/count.ts";
import { worldParts } from "../../src/model/world/keys.ts";
import { withLease } from "../../src/operations/lease.ts";
import { openSnapshot } from "../../src/operations/open-snapshot.ts";
import { exportSnapshot } from "../../src/operations/snapshot-export.ts";
import { importSnapshot } from "../../src/operations/snapshot-import.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { Codec } from "../../src/ports/codec.ts";
import type { WorldData } from "../../src/ports/world-data.ts";
import { snapshotPorts } from "./taking.ts";

const running = () => new AbortController().signal;

/** Exports as the command does. */
export const exportTo = (
  data: WorldData,
  id: string,
  file: string,
  { force = false, signal = running() }: { force?: boolean; signal?: AbortSignal } = {},
) => exportSnapshot(snapshotPorts(data), id, { open: openSnapshot, file, force, signal, report: () => undefined });

/** Imports as the command does. */
export const importFrom = (
  data: WorldData,
  file: string,
  { as, signal = running(), clock }: { as?: string; signal?: AbortSignal; clock?: Clock } = {},
) =>
  importSnapshot(snapshotPorts(data, clock), {
    file,
    as,
    withLease,
    signal,
    report: () => undefined,
    say: () => undefined,
  });

/** An ID that no snapshot of the world has is not waited for: the index is not asked. */
export const unwaited = (data: WorldData, worldId: string): WorldData => ({
  ...data,
  catalogue: {
    ...data.catalogue,
    snapshot: async (id) => (await data.catalogue.snapshots(worldId)).find((one) => one.snapshotId === id),
  },
});

export interface BundleFile {
  readonly name: string;
  readonly body: Uint8Array;
}

/** The files of a bundle, in order. */
export async function filesOf(data: WorldData, file: string): Promise<readonly BundleFile[]> {
  const files: BundleFile[] = [];
  for await (const entry of data.bundles.read(file)) files.push({ name: entry.name, body: await entry.read() });
  return files;
}

/** Packs lines as a chunk that says of itself whatever else it is told to. */
export async function packed(
  codec: Codec,
  lines: readonly string[],
  says: Pick<Chunk, "part" | "partition" | "from" | "to">,
) {
  const packer = codec.packer("gzip");
  await packer.add(lines);
  const { body, ...rest } = await packer.end();
  const { part, partition, from, to } = says;
  const place = { part, partition, from, to, storedBytes: body.length, writeUnits: lines.length };
  return { chunk: { ...rest, ...place } satisfies Chunk, body };
}

/** A manifest with other chunks, all its hashes and totals right again. */
export function resummed(manifest: Manifest, chunks: readonly Chunk[], codec: Pick<Codec, "sha256">): Manifest {
  const total = (part: string) => {
    const own = chunks.filter((chunk) => chunk.part === part);
    const sum = (field: "items" | "bytes" | "writeUnits") => own.reduce((all, chunk) => all + chunk[field], 0);
    return { items: sum("items"), bytes: sum("bytes"), writeUnits: sum("writeUnits") };
  };
  const [world, agents, memories, objects, events] = worldParts.map(total);
  if (!world || !agents || !memories || !objects || !events) throw new Error("There are five parts.");
  return {
    ...manifest,
    chunks,
    parts: { world, agents, memories, objects, events },
    memories: memoriesByAgent([], chunks),
    merkleRoot: merkleRoot(chunks, codec.sha256),
    contentHash: contentHash(chunks, codec.sha256),
  };
}

/** The files of a bundle of this manifest, with the bodies that are there for its chunks. */
export const bundleOf = (manifest: Manifest, bodies: ReadonlyMap<string, Uint8Array>): readonly BundleFile[] => [
  { name: "manifest.json", body: Buffer.from(manifestText(manifest)) },
  ...[...new Map(manifest.chunks.map((chunk) => [chunkName(chunk), bodies.get(chunk.sha256)]))].flatMap(
    ([name, body]) => (body === undefined ? [] : [{ name, body }]),
  ),
];
