import { expect, test } from "vitest";
import { manifestText, parseManifest } from "../../src/model/archive/manifest-text.ts";
import { verifySnapshot } from "../../src/operations/snapshot-verify.ts";
import { packed, resummed } from "../worlds/carrying.ts";
import { worldPlace } from "../worlds/place.ts";
import { restoreSnapshot } from "../worlds/restoring.ts";
import { seedWorld } from "../worlds/small-world.ts";
import { snapshotPorts, takeSnapshot } from "../worlds/taking.ts";

const { data } = await worldPlace();
const verify = (id: string) =>
  verifySnapshot(snapshotPorts(data), id, { signal: new AbortController().signal, report: () => undefined });

async function snapshotOf(worldId: string) {
  await seedWorld(data, { worldId, memories: 6 });
  const { snapshot } = await takeSnapshot(data, { worldId });
  const archive = await data.archive();
  const text = (await archive.manifest(worldId, snapshot.snapshotId)) ?? "";
  return {
    ...snapshot,
    archive,
    text,
    chunk: JSON.parse(text).chunks.find(({ part }: { part: string }) => part === "memories"),
  };
}

test("a snapshot as it was written is verified", async () => {
  const { snapshotId, chunks } = await snapshotOf("sound");
  expect(await verify(snapshotId)).toMatchObject({ result: "verified", chunks, problems: [] });
});

test("a missing chunk, and one with a bit turned, are named by what they held", async () => {
  const { snapshotId, worldId, archive, chunk } = await snapshotOf("broken");
  const body = await archive.chunk(worldId, chunk);
  await archive.removeChunks(worldId, [chunk]);
  expect((await verify(snapshotId)).problems).toEqual([
    expect.stringMatching(/^The chunk \w{12} \(memories of #a-00\d#0, 0+\d+ to 0+\d+\): it is missing/),
  ]);
  const flawed = Uint8Array.from(body, (byte, index) => (index === 40 ? byte ^ 4 : byte));
  await archive.putChunk(worldId, chunk, flawed, data.codec.sha256(flawed));
  expect(await verify(snapshotId)).toMatchObject({
    result: "damaged",
    problems: [expect.stringContaining("does not unpack to what it should")],
  });
});

test.each([
  { what: "total", from: /"items":\d+,"writeUnits"/, to: '"items":999,"writeUnits"', says: /damaged/ },
  { what: "content hash", from: /"contentHash":"...../, to: '"contentHash":"00000', says: /content hash/ },
  { what: "Merkle root", from: /"merkleRoot":"...../, to: '"merkleRoot":"00000', says: /Merkle root/ },
  { what: "JSON", from: /^\{/, to: "", says: /not JSON/ },
])("a manifest with another $what is found out", async ({ what, from, to, says }) => {
  const { snapshotId, worldId, archive, text } = await snapshotOf(`forged-${what.toLowerCase().replace(" ", "-")}`);
  await archive.removeManifest(worldId, snapshotId);
  await archive.putManifest(worldId, snapshotId, text.replace(from, to));
  const { problems } = await verify(snapshotId);
  expect(problems).toContainEqual(expect.stringContaining("not the one that was written"));
  expect(problems).toContainEqual(expect.stringMatching(says));
});

test("what is not there cannot be verified", async () => {
  await expect(verify(data.ids.next())).rejects.toMatchObject({ code: "notFound" });
  const { snapshotId, worldId, archive } = await snapshotOf("gone");
  await archive.removeManifest(worldId, snapshotId);
  expect(await verify(snapshotId)).toMatchObject({
    result: "damaged",
    problems: [expect.stringContaining("not in s3://")],
  });
});

test.each([
  { part: "events", what: "another index", from: /"g#agentId":\{"S":"/g, to: "$&victim@1" },
  { part: "memories", what: "another partition", from: /"#a-0/g, to: '"#a-9' },
  { part: "world", what: "too many hours", from: /"eventShards":\{"N":"\d+"/, to: '"eventShards":{"N":"1e9"' },
  { part: "world", what: "a place", from: '{"Item":{', to: '$&"epoch":{"N":"9"},' },
  { part: "objects", what: "a depth", from: '{"Item":{', to: `$&"!":${'{"L":['.repeat(9_999)}${"]}".repeat(9_999)},` },
])("rows of $part that name $what are not verified and not restored", async ({ part, what, from, to }) => {
  const { snapshotId, worldId, archive, text } = await snapshotOf(`names-${what.replaceAll(" ", "-")}`);
  const manifest = parseManifest(text);
  const at = manifest.chunks.findIndex((one) => one.part === part);
  const old = manifest.chunks[at];
  if (old === undefined) throw new Error("There are such rows.");
  const plain = await data.codec.unpack(old.codec, await archive.chunk(worldId, old), old.bytes);
  const lines = plain.trimEnd().split("\n");
  const { chunk, body } = await packed(
    data.codec,
    lines.map((line) => line.replace(from, to)),
    old,
  );
  await archive.putChunk(worldId, chunk, body, chunk.storedSha256);
  const forged = manifestText(resummed(manifest, manifest.chunks.with(at, chunk), data.codec));
  await archive.removeManifest(worldId, snapshotId);
  await archive.putManifest(worldId, snapshotId, forged);
  const manifestSha256 = data.codec.sha256(forged);
  await data.catalogue.changeSnapshot({ worldId, snapshotId }, "COMPLETE", { manifestSha256 });
  expect(await verify(snapshotId)).toMatchObject({ result: "damaged", problems: [expect.stringContaining(part)] });
  await expect(restoreSnapshot(data, snapshotId)).rejects.toMatchObject({ code: "unverified" });
  expect(await data.worlds.get(worldId)).toMatchObject({ gen: 1 });
});
