import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { parseManifest } from "../../src/model/archive/manifest-text.ts";
import type { WorldData } from "../../src/ports/world-data.ts";
import { exportTo, filesOf } from "../worlds/carrying.ts";
import { worldPlace } from "../worlds/place.ts";
import { seedWorld } from "../worlds/small-world.ts";
import { takeSnapshot } from "../worlds/taking.ts";

const place = await worldPlace();
const { data } = place;
const dir = mkdtempSync(join(tmpdir(), "gworld-export-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

await seedWorld(data, { worldId: "town" });
const { snapshot } = await takeSnapshot(data, { worldId: "town" });

test("one file holds the manifest and then each chunk, as they are stored", async () => {
  const file = join(dir, "town.tar");
  const done = await exportTo(data, snapshot.snapshotId.toLowerCase(), file);
  expect(done).toMatchObject({ snapshotId: snapshot.snapshotId, worldId: "town", file, chunks: snapshot.chunks });
  expect(readFileSync(file).length).toBe(done.bytes);
  const [manifest, ...chunks] = await filesOf(data, file);
  const text = await (await data.archive()).manifest("town", snapshot.snapshotId);
  expect(manifest?.name).toBe("manifest.json");
  expect(Buffer.from(manifest?.body ?? []).toString()).toBe(text);
  const named = parseManifest(text ?? "").chunks.map(({ storedSha256 }) => storedSha256);
  expect(chunks.map(({ body }) => data.codec.sha256(body))).toEqual(named);
  const again = join(dir, "again.tar");
  await exportTo(data, snapshot.snapshotId, again);
  expect(readFileSync(again)).toEqual(readFileSync(file));
});

test("a file that is there stays, unless --force", async () => {
  const file = join(dir, "mine.tar");
  writeFileSync(file, "mine");
  await expect(exportTo(data, snapshot.snapshotId, file)).rejects.toMatchObject({ code: "usage" });
  expect(readFileSync(file, "utf8")).toBe("mine");
  await exportTo(data, snapshot.snapshotId, file, { force: true });
  expect(await filesOf(data, file)).toHaveLength((snapshot.chunks ?? 0) + 1);
});

/** The same archive, with something done to a chunk. */
const flawed = (chunk: (stored: Uint8Array) => Uint8Array): WorldData => ({
  ...place.other(),
  archive: async () => {
    const archive = await data.archive();
    let count = 0;
    return {
      ...archive,
      chunk: async (worldId, name) => {
        const stored = await archive.chunk(worldId, name);
        return (count += 1) === 3 ? chunk(stored) : stored;
      },
    };
  },
});

test("damage is found on the way, and no file is left", async () => {
  const folder = mkdtempSync(join(dir, "damage-"));
  const turned = flawed((stored) => stored.map((byte, at) => (at === 30 ? byte ^ 1 : byte)));
  const file = join(folder, "x.tar");
  await expect(exportTo(turned, snapshot.snapshotId, file)).rejects.toMatchObject({
    code: "unverified",
    hint: expect.stringContaining(`gworld snapshot verify ${snapshot.snapshotId}`),
  });
  await seedWorld(data, { worldId: "holes" });
  const holes = (await takeSnapshot(data, { worldId: "holes" })).snapshot;
  const archive = await data.archive();
  const { chunks } = parseManifest((await archive.manifest("holes", holes.snapshotId)) ?? "");
  await archive.removeChunks("holes", chunks.slice(-1));
  await expect(exportTo(data, holes.snapshotId, file)).rejects.toMatchObject({
    code: "unverified",
    message: expect.stringContaining("is missing"),
  });
  const text = (await archive.manifest("holes", holes.snapshotId)) ?? "";
  await archive.removeManifest("holes", holes.snapshotId);
  await expect(exportTo(data, holes.snapshotId, file)).rejects.toMatchObject({ code: "unverified" });
  await archive.putManifest("holes", holes.snapshotId, text.replace('"tick":5', '"tick":4'));
  await expect(exportTo(data, holes.snapshotId, file)).rejects.toMatchObject({ code: "unverified" });
  expect(readdirSync(folder)).toEqual([]);
});

test("Ctrl-C leaves no file", async () => {
  const folder = mkdtempSync(join(dir, "stop-"));
  const stop = new AbortController();
  const stopping = flawed((stored) => {
    stop.abort();
    return stored;
  });
  await expect(
    exportTo(stopping, snapshot.snapshotId, join(folder, "x.tar"), { signal: stop.signal }),
  ).rejects.toMatchObject({ code: "interrupted" });
  expect(readdirSync(folder)).toEqual([]);
});

test("what is not there, or not complete, cannot be exported", async () => {
  const file = join(dir, "none.tar");
  await expect(exportTo(data, data.ids.next(), file)).rejects.toMatchObject({ code: "notFound" });
  const { worldId } = snapshot;
  await seedWorld(data, { worldId: "half" });
  const half = (await takeSnapshot(data, { worldId: "half" })).snapshot;
  await data.catalogue.changeSnapshot({ worldId: "half", snapshotId: half.snapshotId }, "COMPLETE", {
    state: "DELETING",
  });
  await expect(exportTo(data, half.snapshotId, file)).rejects.toMatchObject({ code: "refused" });
  expect(worldId).toBe("town");
});
