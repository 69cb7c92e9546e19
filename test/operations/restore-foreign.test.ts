import { expect, test } from "vitest";
import { manifestText, parseManifest } from "../../src/model/archive/manifest-text.ts";
import type { Manifest } from "../../src/model/archive/manifest.ts";
import { generation } from "../../src/model/world/keys.ts";
import type { WorldData } from "../../src/ports/world-data.ts";
import { worldPlace } from "../worlds/place.ts";
import { restoreSnapshot } from "../worlds/restoring.ts";
import { seedWorld } from "../worlds/small-world.ts";
import { takeSnapshot } from "../worlds/taking.ts";

const { data } = await worldPlace();
await seedWorld(data, { worldId: "town" });
const { snapshot } = await takeSnapshot(data, { worldId: "town" });
const { snapshotId } = snapshot;
const own = await data.archive();
const manifest = parseManifest((await own.manifest("town", snapshotId)) ?? "");
const from = own.location;

/** The archive as somebody else may have written it. */
const written = (change: (manifest: Manifest) => Manifest): WorldData => ({
  ...data,
  archive: async (location) => {
    const archive = await data.archive(location);
    return { ...archive, manifest: async () => manifestText(change(manifest)) };
  },
});

test.each([
  ["has another Merkle root", (one: Manifest) => ({ ...one, merkleRoot: "0".repeat(64) }), "Merkle root"],
  ["has other sums", (one: Manifest) => ({ ...one, contentHash: "0".repeat(64) }), "content hash"],
  [
    "says that it is another",
    (one: Manifest) => ({ ...one, snapshotId: `${snapshotId.slice(0, -1)}${snapshotId.endsWith("0") ? "1" : "0"}` }),
    "another",
  ],
])("a manifest elsewhere that %s is not believed before anything is claimed", async (_, change, says) => {
  await expect(restoreSnapshot(written(change), snapshotId, { from, as: "no" })).rejects.toMatchObject({
    code: "unverified",
    message: expect.stringContaining(says),
  });
  expect(await data.worlds.get("no")).toBeUndefined();
});

test("a world elsewhere whose ID cannot be typed needs another", async () => {
  const odd = written((one) => ({ ...one, worldId: "town;rm" }));
  await expect(restoreSnapshot(odd, snapshotId, { from })).rejects.toMatchObject({ code: "usage" });
});

test.each(["tick", "seq"] as const)(
  "a manifest with another %s than its world is dropped, and nothing of it stays",
  async (name) => {
    const moved = written((one) => ({ ...one, [name]: one[name] + 1 }));
    const as = `moved-${name}`;
    await expect(restoreSnapshot(moved, snapshotId, { from, as })).rejects.toMatchObject({
      code: "unverified",
      message: expect.stringContaining("another moment"),
    });
    expect(await data.worlds.get(as)).toBeUndefined();
    const rows = await data.rows().page({ table: "WorldObjects", partition: generation(as, 1) });
    expect(rows.items).toEqual([]);
  },
);

test("a bucket that is not there is told as what --from names", async () => {
  await expect(restoreSnapshot(data, snapshotId, { from: "s3://nobucket/dev" })).rejects.toMatchObject({
    code: "notFound",
    message: "There is no archive at s3://nobucket/dev: There is no bucket nobucket.",
    hint: expect.stringContaining("--from takes s3://bucket/prefix"),
  });
});

test("an archive elsewhere that is as it was written is restored", async () => {
  const { restored } = await restoreSnapshot(data, snapshotId, { from, as: "good" });
  expect(restored.result).toBe("restored");
});
