import { expect, test } from "vitest";
import { withLease } from "../../src/operations/lease.ts";
import { deleteSnapshot, holdSnapshot, planSnapshotDelete } from "../../src/operations/snapshot-delete.ts";
import type { WorldData } from "../../src/ports/world-data.ts";
import { worldPlace } from "../worlds/place.ts";
import { restoreSnapshot } from "../worlds/restoring.ts";
import { smallEngine } from "../worlds/small-engine.ts";
import { seedWorld } from "../worlds/small-world.ts";
import { snapshotPorts, takeSnapshot } from "../worlds/taking.ts";

const place = await worldPlace();
const { data } = place;

async function remove(snapshotId: string, own: WorldData = data) {
  const ports = snapshotPorts(own);
  const options = { withLease, signal: new AbortController().signal, waiting: () => undefined };
  return deleteSnapshot(ports, await planSnapshotDelete(ports, snapshotId), options);
}

async function storedChunks(worldId: string): Promise<number> {
  let count = 0;
  for await (const page of (await data.archive()).chunks(worldId)) count += page.length;
  return count;
}

/** Two snapshots of a world, the second resting on the first. */
async function twoOf(worldId: string) {
  await seedWorld(data, { worldId, memories: 20 });
  const first = (await takeSnapshot(data, { worldId })).snapshot;
  await (await smallEngine(data, worldId, { memories: 20 })).step();
  return { first, second: (await takeSnapshot(data, { worldId })).snapshot };
}

test("deleting the one that another rests on takes nothing from the other", async () => {
  const { first, second } = await twoOf("rests");
  const before = await storedChunks("rests");
  const gone = await remove(first.snapshotId);
  expect(gone.chunks).toBeGreaterThan(0);
  expect(await storedChunks("rests")).toBe(before - gone.chunks);
  expect(await data.catalogue.snapshot(first.snapshotId)).toBeUndefined();
  await restoreSnapshot(data, second.snapshotId, { as: "rests-copy" });
  expect((await takeSnapshot(data, { worldId: "rests-copy" })).snapshot.contentHash).toBe(second.contentHash);
  await remove(second.snapshotId);
  expect(await storedChunks("rests")).toBe(0);
  expect(await (await data.archive()).manifests("rests")).toEqual([]);
});

test("a held one stays until it is let go", async () => {
  const { first } = await twoOf("held");
  const ports = snapshotPorts(data);
  expect(await holdSnapshot(ports, first.snapshotId, true)).toMatchObject({ held: true });
  await expect(remove(first.snapshotId)).rejects.toMatchObject({ code: "refused" });
  await holdSnapshot(ports, first.snapshotId, false);
  await remove(first.snapshotId);
  await expect(remove(first.snapshotId)).rejects.toMatchObject({ code: "notFound" });
  await expect(holdSnapshot(ports, first.snapshotId, true)).rejects.toMatchObject({ code: "notFound" });
});

test.each(["removeChunks", "removeManifest"] as const)(
  "cut off at %s it cannot be restored, and is deleted again whole",
  async (at) => {
    const worldId = at === "removeChunks" ? "cut-chunks" : "cut-manifest";
    const { first, second } = await twoOf(worldId);
    const other = place.other();
    const dying: WorldData = {
      ...other,
      archive: async () => ({
        ...(await other.archive()),
        [at]: () => Promise.reject(new Error("killed")),
      }),
    };
    await expect(remove(first.snapshotId, dying)).rejects.toThrow("killed");
    await expect(restoreSnapshot(data, first.snapshotId)).rejects.toMatchObject({ code: "refused" });
    await remove(first.snapshotId);
    await restoreSnapshot(data, second.snapshotId, { as: `${worldId}-copy` });
  },
);

test("the last one of its world is said to be", async () => {
  const { first, second } = await twoOf("last");
  const ports = snapshotPorts(data);
  expect(await planSnapshotDelete(ports, first.snapshotId)).toMatchObject({ isLast: false });
  await remove(first.snapshotId);
  expect(await planSnapshotDelete(ports, second.snapshotId)).toMatchObject({ isLast: true });
});
