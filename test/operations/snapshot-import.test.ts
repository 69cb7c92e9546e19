import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { parseManifest } from "../../src/model/archive/manifest-text.ts";
import { verifySnapshot } from "../../src/operations/snapshot-verify.ts";
import { bundleOf, exportTo, filesOf, importFrom, packed, resummed, unwaited } from "../worlds/carrying.ts";
import { prune } from "../worlds/keeping.ts";
import { mortal } from "../worlds/mortal.ts";
import { exportedTown } from "../worlds/exported-town.ts";
import { worldPlace } from "../worlds/place.ts";
import { restoreSnapshot } from "../worlds/restoring.ts";
import { smallEngine } from "../worlds/small-engine.ts";
import { seedWorld } from "../worlds/small-world.ts";
import { rawTar } from "../worlds/tars.ts";
import { snapshotPorts, takeSnapshot } from "../worlds/taking.ts";

/** Where the snapshot was taken, and elsewhere. */
const [home, away] = await Promise.all([worldPlace(), worldPlace()]);
const town = await exportedTown(home.data);
afterAll(() => town.remove());
const { dir, snapshot, good, manifest, known, write } = town;
const { codec } = home.data;

test("elsewhere it is the same snapshot, says where it is from, and is restored by its ID", async () => {
  const done = await importFrom(away.data, good);
  expect(done).toMatchObject({
    snapshotId: snapshot.snapshotId,
    worldId: "town",
    result: "imported",
    origin: { environment: "dev", worldId: "town" },
    chunks: snapshot.chunks,
  });
  expect(await away.data.catalogue.snapshot(snapshot.snapshotId)).toMatchObject({
    state: "COMPLETE",
    name: "first",
    labels: { why: "test" },
    origin: { environment: "dev", worldId: "town" },
    contentHash: snapshot.contentHash,
  });
  const { restored } = await restoreSnapshot(away.data, snapshot.snapshotId);
  expect(restored).toMatchObject({ mode: "new", worldId: "town" });
  const again = await takeSnapshot(away.data, { worldId: "town", consistency: "quiesce" });
  expect(again.snapshot.contentHash).toBe(snapshot.contentHash);
  // A generation of this number was another world at home.
  expect(again.snapshot.parent).toBeNull();
});

/** The same snapshot, an agent remembering otherwise, and everything said of it right. */
async function otherMemories() {
  const at = manifest.chunks.findIndex(({ part }) => part === "memories");
  const old = manifest.chunks[at];
  if (old === undefined) throw new Error("There are memories.");
  const plain = await codec.unpack(old.codec, known.get(old.sha256) ?? new Uint8Array(), old.bytes);
  const lines = plain.trimEnd().split("\n");
  const changed = lines.map((line) => line.replace("remembers", "forgot"));
  const { chunk, body } = await packed(codec, changed, old);
  const chunks = manifest.chunks.map((one, index) => (index === at ? chunk : one));
  return bundleOf(resummed(manifest, chunks, codec), new Map([...known, [chunk.sha256, body]]));
}

test("a second time it is there already; another one of its ID is refused", async () => {
  await importFrom(away.data, good);
  const again = await importFrom(away.data, good);
  expect(again).toMatchObject({ result: "unchanged", newBytes: 0 });
  expect(await importFrom(home.data, good)).toMatchObject({ result: "unchanged" });
  await expect(importFrom(away.data, write(rawTar(await otherMemories())))).rejects.toMatchObject({ code: "refused" });
  await expect(importFrom(home.data, good, { as: "elsewhere" })).rejects.toMatchObject({
    code: "refused",
    hint: expect.stringContaining(`gworld restore ${snapshot.snapshotId} --as elsewhere`),
  });
});

/** A snapshot of its own, in a file. */
async function exported(worldId: string) {
  await seedWorld(home.data, { worldId });
  await (await smallEngine(home.data, worldId, { memories: 5 })).step();
  const taken = (await takeSnapshot(home.data, { worldId })).snapshot;
  const file = join(dir, `${worldId}.tar`);
  await exportTo(home.data, taken.snapshotId, file);
  return { ...taken, file };
}

test("--as files it under another world, which a restore then makes; its origin goes on with it", async () => {
  const { file, snapshotId, contentHash } = await exported("village");
  expect(await importFrom(away.data, file, { as: "hamlet" })).toMatchObject({
    worldId: "hamlet",
    origin: { environment: "dev", worldId: "village" },
  });
  await restoreSnapshot(away.data, snapshotId);
  expect((await takeSnapshot(away.data, { worldId: "hamlet" })).snapshot.contentHash).toBe(contentHash);
  expect(await away.data.worlds.get("village")).toBeUndefined();
  const onward = join(dir, "onward.tar");
  await exportTo(away.data, snapshotId, onward);
  const [first] = await filesOf(away.data, onward);
  expect(parseManifest(Buffer.from(first?.body ?? []).toString())).toMatchObject({
    worldId: "hamlet",
    origin: { environment: "dev", worldId: "village" },
  });
});

test("chunks that another zlib has packed are used as they are, and the manifest says so", async () => {
  const { file, snapshotId, contentHash } = await exported("packed");
  const [first] = await filesOf(home.data, file);
  const own = parseManifest(Buffer.from(first?.body ?? []).toString());
  const chunk = own.chunks.find(({ part }) => part === "memories");
  if (chunk === undefined) throw new Error("There are memories.");
  const body = await (await home.data.archive()).chunk("packed", chunk);
  const plain = await codec.unpack(chunk.codec, body, chunk.bytes);
  const otherwise = chunk.codec === "gzip" ? gzipSync(plain, { level: 9 }) : body;
  await (await away.data.archive()).putChunk("packed", chunk, otherwise, codec.sha256(otherwise));
  await importFrom(away.data, file);
  await restoreSnapshot(away.data, snapshotId);
  expect((await takeSnapshot(away.data, { worldId: "packed" })).snapshot.contentHash).toBe(contentHash);
});

test("a snapshot that lacks chunks or its manifest is repaired from its file", async () => {
  const { file, snapshotId, worldId, contentHash } = await exported("repairs");
  const archive = await home.data.archive();
  const text = (await archive.manifest(worldId, snapshotId)) ?? "";
  const { chunks } = parseManifest(text);
  await archive.removeChunks(worldId, chunks.slice(-2));
  const bytes = chunks.slice(-2).reduce((sum, { storedBytes }) => sum + storedBytes, 0);
  expect(await importFrom(home.data, file)).toMatchObject({ result: "repaired", newBytes: bytes });
  expect(await importFrom(home.data, file)).toMatchObject({ result: "unchanged", newBytes: 0 });
  for (const damage of ["", text.slice(1)]) {
    await archive.removeManifest(worldId, snapshotId);
    if (damage !== "") await archive.putManifest(worldId, snapshotId, damage);
    expect(await importFrom(home.data, file)).toMatchObject({ result: "repaired", newBytes: 0 });
    expect(await archive.manifest(worldId, snapshotId)).toBe(text);
  }
  await importFrom(away.data, file, { as: "mended" });
  await (await away.data.archive()).removeManifest("mended", snapshotId);
  expect(await importFrom(away.data, file)).toMatchObject({ result: "repaired", worldId: "mended" });
  await restoreSnapshot(away.data, snapshotId);
  expect((await takeSnapshot(away.data, { worldId: "mended" })).snapshot.contentHash).toBe(contentHash);
});

test("a chunk that was damaged and stored anew by another zlib serves older snapshots, at home and elsewhere", async () => {
  const { snapshotId, worldId, contentHash } = await exported("anew");
  const archive = await home.data.archive();
  const own = parseManifest((await archive.manifest(worldId, snapshotId)) ?? "");
  const chunk = own.chunks.find(({ part }) => part === "memories");
  if (chunk === undefined) throw new Error("There are memories.");
  const body = await archive.chunk(worldId, chunk);
  const damaged = body.subarray(0, -9);
  await archive.removeChunks(worldId, [chunk]);
  await archive.putChunk(worldId, chunk, damaged, codec.sha256(damaged));
  const file = join(dir, "anew-later.tar");
  await expect(exportTo(home.data, snapshotId, file)).rejects.toMatchObject({ code: "unverified" });
  const otherwise = gzipSync(await codec.unpack(chunk.codec, body, chunk.bytes), { level: 9, memLevel: 1 });
  await archive.putChunk(worldId, { ...chunk, codec: "gzip" }, otherwise, codec.sha256(otherwise));
  const full = (await takeSnapshot(home.data, { worldId, full: true })).snapshot;
  expect(full.contentHash).toBe(contentHash);
  const verified = await verifySnapshot(snapshotPorts(home.data), snapshotId, {
    signal: new AbortController().signal,
    report: () => undefined,
  });
  expect(verified.problems).toEqual([]);
  await exportTo(home.data, snapshotId, file);
  expect(await importFrom(home.data, file)).toMatchObject({ result: "unchanged" });
  expect(await importFrom(away.data, file)).toMatchObject({ result: "imported" });
  for (const { data } of [home, away]) {
    await restoreSnapshot(data, snapshotId, { as: "anew-copy" });
    expect((await takeSnapshot(data, { worldId: "anew-copy" })).snapshot.contentHash).toBe(contentHash);
  }
});

test("a process that dies at any call is followed by one that imports", async () => {
  const { file, snapshotId } = await exported("dying");
  let survived = false;
  // Every fourth call, by turns before it was made and with its answer lost.
  for (let nth = 1; !survived; nth += 4) {
    const dying = mortal(unwaited(away.other(), "dying"), { nth, when: nth % 8 === 1 ? "before" : "after" });
    await importFrom(dying.data, file).catch((error: unknown) => error);
    survived = dying.calls() < nth;
    const next = { ...unwaited(away.other(), "dying"), isDead: () => true };
    expect(await importFrom(next, file)).toMatchObject({ snapshotId });
    expect(await next.catalogue.snapshots("dying")).toMatchObject([{ state: "COMPLETE", snapshotId }]);
    await (await next.archive()).removeManifest("dying", snapshotId);
    await next.catalogue.removeSnapshot({ worldId: "dying", snapshotId });
    await next.catalogue.drop("dying", "archive", dying.data.holder.id);
  }
  // What was stored without being named goes.
  await importFrom(away.data, file);
  expect((await prune(away.data, { worldId: "dying" })).done.dropped).toEqual([]);
}, 60_000);

test("a network that is lost ends an import as resumable, with the command that goes on", async () => {
  const { file } = await exported("offline");
  await away.fault({ service: "s3", cut: "request" });
  await expect(importFrom(away.data, file, { as: "off-line" })).rejects.toMatchObject({
    code: "resumable",
    hint: `What was stored stays. Go on with: gworld snapshot import ${file} --as off-line -e dev`,
  });
  await away.fault({ clear: "true" });
  expect(await importFrom(away.data, file, { as: "off-line" })).toMatchObject({ result: "imported" });
});

test("Ctrl-C imports nothing", async () => {
  const { file } = await exported("stopped");
  const stop = new AbortController();
  stop.abort();
  await expect(importFrom(away.data, file, { signal: stop.signal })).rejects.toMatchObject({ code: "interrupted" });
  expect(await away.data.catalogue.snapshots("stopped")).toEqual([]);
});
