import { expect, test } from "vitest";
import { holdSnapshot } from "../../src/operations/snapshot-hold.ts";
import { planSnapshotDelete } from "../../src/operations/snapshot-delete.ts";
import type { WorldData } from "../../src/ports/world-data.ts";
import { removeWorld } from "../worlds/engines.ts";
import { removeSnapshot, storedChunks } from "../worlds/keeping.ts";
import { mortal } from "../worlds/mortal.ts";
import { worldPlace } from "../worlds/place.ts";
import { restoreSnapshot } from "../worlds/restoring.ts";
import { smallEngine } from "../worlds/small-engine.ts";
import { seedWorld } from "../worlds/small-world.ts";
import { snapshotPorts, takeSnapshot } from "../worlds/taking.ts";

const place = await worldPlace();
const { data } = place;
const ports = snapshotPorts(data);

/** Two snapshots of a world, the second resting on the first. */
async function twoOf(worldId: string) {
  await seedWorld(data, { worldId, memories: 6 });
  const first = (await takeSnapshot(data, { worldId })).snapshot;
  await (await smallEngine(data, worldId, { memories: 6 })).step();
  return { first, second: (await takeSnapshot(data, { worldId })).snapshot };
}

test("deleting the one that another rests on takes nothing from the other", async () => {
  const { first, second } = await twoOf("rests");
  const before = await storedChunks(data, "rests");
  const gone = await removeSnapshot(data, first.snapshotId.toLowerCase());
  expect(gone.chunks).toBeGreaterThan(0);
  expect(gone.freedBytes).toBeGreaterThan(0);
  expect(await storedChunks(data, "rests")).toHaveLength(before.length - gone.chunks);
  expect(await data.catalogue.snapshot(first.snapshotId)).toBeUndefined();
  await restoreSnapshot(data, second.snapshotId, { as: "rests-copy" });
  expect((await takeSnapshot(data, { worldId: "rests-copy" })).snapshot.contentHash).toBe(second.contentHash);
  await removeSnapshot(data, second.snapshotId);
  expect(await storedChunks(data, "rests")).toEqual([]);
  expect(await (await data.archive()).manifests("rests")).toEqual([]);
});

test("a network that is lost ends it as resumable, and the same command finishes", async () => {
  const { first } = await twoOf("offline");
  await place.fault({ service: "s3", cut: "request" });
  await expect(removeSnapshot(data, first.snapshotId)).rejects.toMatchObject({
    code: "resumable",
    hint: expect.stringContaining(`Go on with: gworld snapshot delete ${first.snapshotId} -e dev`),
  });
  await place.fault({ clear: "true" });
  expect(await removeSnapshot(data, first.snapshotId)).toMatchObject({ snapshotId: first.snapshotId });
});

test("a held one stays until it is let go, also where it was held only after the plan", async () => {
  const { first } = await twoOf("held");
  expect(await holdSnapshot(ports, first.snapshotId.toLowerCase(), true)).toMatchObject({ held: true });
  await expect(removeSnapshot(data, first.snapshotId)).rejects.toMatchObject({
    code: "refused",
    hint: expect.stringContaining(`gworld snapshot hold ${first.snapshotId} --release`),
  });
  const other = place.other();
  const late: WorldData = {
    ...other,
    catalogue: {
      ...other.catalogue,
      // As the plan saw it, a moment ago.
      snapshot: async (id) => {
        const entry = await other.catalogue.snapshot(id);
        return entry && { ...entry, held: false };
      },
    },
  };
  await expect(removeSnapshot(late, first.snapshotId)).rejects.toMatchObject({ code: "locked" });
  expect(await data.catalogue.snapshot(first.snapshotId)).toMatchObject({ state: "COMPLETE", held: true });
  await holdSnapshot(ports, first.snapshotId, false);
  await removeSnapshot(data, first.snapshotId);
  await expect(removeSnapshot(data, first.snapshotId)).rejects.toMatchObject({ code: "notFound" });
  await expect(holdSnapshot(ports, first.snapshotId, true)).rejects.toMatchObject({ code: "notFound" });
});

test("one that a restore reads stays, also where that began only after the plan", async () => {
  const { first, second } = await twoOf("read");
  const restore = {
    restoreId: data.ids.next(),
    worldId: "read-copy",
    state: "LOADING",
    createdBy: "ada",
    snapshotId: first.snapshotId,
    sourceWorldId: "read",
    mode: "new",
    gen: 1,
    loaded: new Set<string>(),
    options: {},
  } as const;
  const createdAt = new Date(data.ids.momentOf(restore.restoreId)).toISOString();
  const claim = () => data.catalogue.claim({ ...restore, createdAt }, Date.now());
  const other = place.other();
  const racing: WorldData = {
    ...other,
    catalogue: {
      ...other.catalogue,
      changeSnapshot: async (of, from, fields) => {
        if (fields.state === "DELETING") await claim();
        return other.catalogue.changeSnapshot(of, from, fields);
      },
    },
  };
  await expect(removeSnapshot(racing, first.snapshotId)).rejects.toMatchObject({ code: "locked" });
  expect(await data.catalogue.snapshot(first.snapshotId)).toMatchObject({ state: "COMPLETE" });
  await expect(removeSnapshot(data, first.snapshotId)).rejects.toMatchObject({
    code: "locked",
    hint: expect.stringContaining("gworld restore read-copy --abort"),
  });
  await data.catalogue.abort(restore);
  await removeSnapshot(data, first.snapshotId);
  await restoreSnapshot(data, second.snapshotId, { as: "read-other" });
});

test("a process that dies at any call is followed by one that finishes, and the other snapshot stays whole", async () => {
  const { second } = await twoOf("dies");
  const kept = new Set(await chunksOf(second.snapshotId, "dies"));
  let outcome: unknown;
  let survived = false;
  // Every third call, by turns before it was made and with its answer lost.
  for (let nth = 1; !survived; nth += 3) {
    const { snapshot } = await takeSnapshot(data, { worldId: "dies", full: true, name: `n${nth}` });
    const before = await storedChunks(data, "dies");
    expect(before.length).toBeGreaterThanOrEqual(kept.size);
    const dying = mortal(place.other(), { nth, when: nth % 2 === 0 ? "before" : "after" });
    outcome = await removeSnapshot(dying.data, snapshot.snapshotId).catch((error: unknown) => error);
    survived = dying.calls() < nth;
    if (await isListed(snapshot.snapshotId, "dies"))
      await removeSnapshot({ ...place.other(), isDead: () => true }, snapshot.snapshotId);
    expect(await isListed(snapshot.snapshotId, "dies")).toBe(false);
    expect(await (await data.archive()).manifests("dies")).not.toContain(snapshot.snapshotId);
    const left = new Set(await storedChunks(data, "dies"));
    expect([...kept].every((sha256) => left.has(sha256))).toBe(true);
  }
  expect(outcome).toMatchObject({ worldId: "dies" });
  await restoreSnapshot(data, second.snapshotId, { as: "dies-copy" });
}, 60_000);

const isListed = async (snapshotId: string, worldId: string) =>
  (await data.catalogue.snapshots(worldId)).some((one) => one.snapshotId === snapshotId);

async function chunksOf(snapshotId: string, worldId: string): Promise<readonly string[]> {
  const text = await (await data.archive()).manifest(worldId, snapshotId);
  return JSON.parse(text ?? "").chunks.map(({ sha256 }: { sha256: string }) => sha256);
}

test("what another cannot be read for stays; a damaged one itself can go", async () => {
  const { first, second } = await twoOf("torn");
  const archive = await data.archive();
  const text = (await archive.manifest("torn", second.snapshotId)) ?? "";
  await archive.removeManifest("torn", second.snapshotId);
  await archive.putManifest("torn", second.snapshotId, text.slice(1));
  const chunks = await storedChunks(data, "torn");
  await expect(removeSnapshot(data, first.snapshotId)).rejects.toMatchObject({
    code: "unverified",
    message: expect.stringContaining("Nothing was deleted"),
    hint: expect.stringContaining(`gworld snapshot delete ${second.snapshotId}`),
  });
  expect(await storedChunks(data, "torn")).toEqual(chunks);
  await removeSnapshot(data, second.snapshotId);
  await restoreSnapshot(data, first.snapshotId, { as: "torn-copy" });
});

test("the last one of its world is said to be", async () => {
  const { first, second } = await twoOf("last");
  expect(await planSnapshotDelete(ports, first.snapshotId)).toMatchObject({ isLast: false });
  await removeSnapshot(data, first.snapshotId);
  expect(await planSnapshotDelete(ports, second.snapshotId)).toMatchObject({ isLast: true });
});

test("a restore that was begun a moment ago keeps its snapshot, also where no index has it yet", async () => {
  const { first } = await twoOf("late-index");
  const cut = place.other();
  const addLoaded = () => Promise.reject(new Error("killed"));
  const other = place.other();
  let begun = false;
  const lagging: WorldData = {
    ...other,
    catalogue: {
      ...other.catalogue,
      restores: async (worldId) => (worldId === undefined ? [] : other.catalogue.restores(worldId)),
      changeSnapshot: async (...args) => {
        const killed = { ...cut, catalogue: { ...cut.catalogue, addLoaded } };
        if (!begun) await restoreSnapshot(killed, first.snapshotId, { as: "late-copy" }).catch(() => undefined);
        begun = true;
        return other.catalogue.changeSnapshot(...args);
      },
    },
  };
  await expect(removeSnapshot(lagging, first.snapshotId)).rejects.toMatchObject({ code: "locked" });
  expect(await data.catalogue.snapshot(first.snapshotId)).toMatchObject({ state: "COMPLETE" });
  await expect(removeWorld(lagging, "late-index", { withSnapshots: true })).rejects.toMatchObject({ code: "locked" });
  expect((await data.catalogue.snapshots("late-index")).map(({ state }) => state)).toEqual(["COMPLETE", "COMPLETE"]);
  expect((await restoreSnapshot(data, first.snapshotId, { as: "late-copy" })).restored.result).toBe("restored");
  expect(await removeSnapshot(data, first.snapshotId)).toMatchObject({ snapshotId: first.snapshotId });
});
