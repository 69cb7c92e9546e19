import { contentHash, merkleRoot } from "../model/archive/hashes.ts";
import { parseManifest } from "../model/archive/manifest-text.ts";
import type { Chunk, Manifest } from "../model/archive/manifest.ts";
import { isMissing, proveChunk } from "../model/archive/open-chunk.ts";
import { atOnce } from "../model/at-once.ts";
import type { CarryEvent } from "../model/carry-event.ts";
import { secondsBetween } from "../model/duration.ts";
import { GworldError } from "../model/error.ts";
import { completeSnapshot } from "../model/snapshot/find.ts";
import type { Archive } from "../ports/archive.ts";
import type { Connection } from "../ports/connection.ts";

type VerifyPorts = Pick<Connection, "config" | "clock" | "data">;

export interface Verified {
  readonly snapshotId: string;
  readonly worldId: string;
  readonly result: "verified" | "damaged";
  readonly chunks: number;
  readonly bytes: number;
  /** What is wrong, one sentence each. */
  readonly problems: readonly string[];
  readonly seconds: number;
}

/** Memory for that many chunks at once. */
const chunksAtOnce = 3;

/** Reads all of a snapshot again and proves that it is what was written. Throws `notFound`, and `refused` for one that is not complete. */
export async function verifySnapshot(
  { config, clock, data }: VerifyPorts,
  snapshotId: string,
  { signal, report }: { signal: AbortSignal; report: (event: CarryEvent) => void },
): Promise<Verified> {
  const begun = clock.now();
  const looked = await data.catalogue.snapshot(snapshotId.toUpperCase());
  const entry = completeSnapshot(looked, { id: snapshotId, env: config.name, participle: "verified" });
  const archive = await data.archive();
  const problems: string[] = [];
  const { worldId } = entry;
  const manifest = await readManifest(archive, entry, { codec: data.codec, problems });
  const ofBytes = manifest?.chunks.reduce((sum, { bytes }) => sum + bytes, 0) ?? 0;
  let bytes = 0;
  await atOnce(manifest?.chunks ?? [], { most: chunksAtOnce, signal }, async (chunk) => {
    problems.push(...(await chunkProblems({ archive, codec: data.codec, worldId, moment: manifest }, chunk)));
    bytes += chunk.bytes;
    report({ kind: "verified", at: clock.now(), bytes, ofBytes });
  });
  const result = problems.length === 0 ? "verified" : "damaged";
  const seconds = secondsBetween(begun, clock.now());
  return {
    snapshotId: entry.snapshotId,
    worldId,
    result,
    chunks: manifest?.chunks.length ?? 0,
    bytes: ofBytes,
    problems: problems.sort(),
    seconds,
  };
}

type Codec = VerifyPorts["data"]["codec"];

async function readManifest(
  archive: Archive,
  { worldId, snapshotId, manifestSha256 }: { worldId: string; snapshotId: string; manifestSha256?: string | undefined },
  { codec, problems }: { codec: Codec; problems: string[] },
): Promise<Manifest | undefined> {
  const text = await archive.manifest(worldId, snapshotId);
  if (text === undefined) problems.push(`The manifest is not in ${archive.location}.`);
  else if (codec.sha256(text) !== manifestSha256) problems.push("The manifest is not the one that was written.");
  if (text === undefined) return undefined;
  try {
    const manifest = parseManifest(text);
    if (merkleRoot(manifest.chunks, codec.sha256) !== manifest.merkleRoot)
      problems.push("The chunks are not those under the manifest's Merkle root.");
    if (contentHash(manifest.chunks, codec.sha256) !== manifest.contentHash)
      problems.push("The sums of the chunks are not those of the manifest's content hash.");
    if (manifest.parts.world.items !== 1)
      problems.push(`The snapshot has ${manifest.parts.world.items} rows of its world.`);
    return manifest;
  } catch (error) {
    if (!(error instanceof GworldError) || error.code !== "unverified") throw error;
    problems.push(error.message);
    return undefined;
  }
}

async function chunkProblems(
  {
    archive,
    codec,
    worldId,
    moment,
  }: { archive: Archive; codec: Codec; worldId: string; moment: Manifest | undefined },
  chunk: Chunk,
): Promise<readonly string[]> {
  const damage = (why: string) => [
    `Chunk ${chunk.sha256.slice(0, 12)} of ${chunk.part}${chunk.partition === "" ? "" : ` ${chunk.partition}`}, ${chunk.from} to ${chunk.to}: ${why}.`,
  ];
  try {
    const proved = await proveChunk(codec, { chunk, moment }, await archive.chunk(worldId, chunk));
    return "problem" in proved ? damage(proved.problem) : [];
  } catch (error) {
    if (isMissing(error)) return damage("it is missing");
    throw error;
  }
}
