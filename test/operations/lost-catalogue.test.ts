import { expect, test } from "vitest";
import { generation } from "../../src/model/world/keys.ts";
import { withLease } from "../../src/operations/lease.ts";
import { hasUnnoted, withSnapshot } from "../../src/operations/find-snapshot.ts";
import { listSnapshots } from "../../src/operations/snapshot-list.ts";
import { reindexSnapshots } from "../../src/operations/snapshot-reindex.ts";
import { showSnapshot } from "../../src/operations/snapshot-show.ts";
import { planArchive } from "../../src/operations/worlds-delete/archive.ts";
import { snapshotListText } from "../../src/output/snapshot-list.ts";
import { prunePlanText } from "../../src/output/snapshot-prune.ts";
import { plainStyle } from "../../src/output/style.ts";
import type { WorldData } from "../../src/ports/world-data.ts";
import { makeWorld, removeWorld, seeWorld } from "../worlds/engines.ts";
import { prune } from "../worlds/keeping.ts";
import { loseCatalogue } from "../worlds/lost-catalogue.ts";
import { worldPlace } from "../worlds/place.ts";
import { drop, restoreSnapshot } from "../worlds/restoring.ts";
import { seedWorld } from "../worlds/small-world.ts";
import { snapshotPorts, takeSnapshot } from "../worlds/taking.ts";

const place = await worldPlace();
const { data } = place;
const rows = { agents: 5, memories: 30, objects: 40, events: 12 };

const reindex = () =>
  reindexSnapshots(snapshotPorts(data), {
    worldId: undefined,
    withLease,
    signal: new AbortController().signal,
    say: () => undefined,
  });

/** A restore that has loaded all and was killed before it was shown; then the catalogue is lost, and its manifests are noted again. */
async function cutOffAndLost(id: string, wish: Parameters<typeof restoreSnapshot>[2] = {}): Promise<void> {
  const other = place.other();
  const flip = async () => Promise.reject(new Error("killed"));
  const cut: WorldData = { ...other, catalogue: { ...other.catalogue, flip } };
  await expect(restoreSnapshot(cut, id, wish)).rejects.toThrow("killed");
  await loseCatalogue(place);
  await reindex();
}

async function rowsLeft(worldId: string, gen: number): Promise<number> {
  const g = generation(worldId, gen);
  const pages = await Promise.all([
    data.rows().page({ table: "Agents", partition: g }),
    data.rows().page({ table: "WorldObjects", partition: g }),
    data.rows().page({ table: "MemoryStreams", partition: `${g}#a-001#0` }),
  ]);
  return pages.reduce((sum, { items }) => sum + items.length, 0);
}

test("rows that a dropped restore has left under a name are in no world that gets it after the catalogue was lost", async () => {
  await makeWorld(data, "full");
  await seedWorld(data, { worldId: "sparse" });
  const full = (await takeSnapshot(data, { worldId: "full" })).snapshot;
  const sparse = (await takeSnapshot(data, { worldId: "sparse" })).snapshot;
  await cutOffAndLost(full.snapshotId, { as: "name" });
  // As a gworld that knew no lost restores has left it.
  await data.worlds.remove("name");
  await restoreSnapshot(data, sparse.snapshotId, { as: "name" });
  const again = (await takeSnapshot(data, { worldId: "name" })).snapshot;
  expect(again.contentHash).toBe(sparse.contentHash);
  await removeWorld(data, "name");
  await loseCatalogue(place);
  await makeWorld(data, "name");
  expect(await seeWorld(data, "name")).toMatchObject({ rows });
});

test.each([
  { what: "in place", as: undefined, worldId: "inp" },
  { what: "as a new world", as: "inp-new", worldId: "inp-new" },
])("a restore $what that the catalogue has lost is dropped with its rows, and the world is free", async (wish) => {
  const { as, worldId } = wish;
  if (as === undefined) await makeWorld(data, "inp");
  const { snapshotId } = (await takeSnapshot(data, { worldId: "inp" })).snapshot;
  await cutOffAndLost(snapshotId, { as });
  const { restoring } = await seeWorld(data, worldId);
  const gen = restoring?.generation ?? 0;
  expect(restoring?.command).toBeUndefined();
  expect(await rowsLeft(worldId, gen)).toBeGreaterThan(0);
  const hint = `Drop it: gworld restore ${worldId} --abort -e dev`;
  await expect(restoreSnapshot(data, snapshotId, { as })).rejects.toMatchObject({ code: "locked", hint });
  expect(await drop(data, worldId)).toMatchObject({ result: "aborted", gone: as !== undefined });
  expect(await rowsLeft(worldId, gen)).toBe(0);
  expect((await data.worlds.get(worldId))?.restoring).toBeUndefined();
  expect((await restoreSnapshot(data, snapshotId, { as })).restored).toMatchObject({ result: "restored" });
  expect(await seeWorld(data, worldId)).toMatchObject({ restoring: null, rows });
});

test("a drop of a lost restore gives way to whoever has dropped it meanwhile", async () => {
  await makeWorld(data, "twice");
  const { snapshotId } = (await takeSnapshot(data, { worldId: "twice" })).snapshot;
  await cutOffAndLost(snapshotId);
  const asked = () => drop(data, "twice");
  expect(await drop(data, "twice", { asked })).toMatchObject({ result: "aborted" });
  expect(await seeWorld(data, "twice")).toMatchObject({ restoring: null, rows });
});

test("a drop that was cut off in the middle of its rows goes on by the same name", async () => {
  await makeWorld(data, "half");
  const { snapshotId } = (await takeSnapshot(data, { worldId: "half" })).snapshot;
  await cutOffAndLost(snapshotId);
  const gen = (await data.worlds.get("half"))?.restoring?.gen ?? 0;
  const other = place.other();
  const stop = new AbortController();
  const forgetLoaded = async () => undefined;
  const rowsOf: WorldData["rows"] = (limits) => ({
    ...other.rows(limits),
    remove: async () => {
      stop.abort();
      throw new Error("killed");
    },
  });
  const cut = { ...other, rows: rowsOf, catalogue: { ...other.catalogue, forgetLoaded } };
  await expect(drop(cut, "half", { signal: stop.signal })).rejects.toMatchObject({
    code: "interrupted",
    message: "Interrupted. The restore of half is dropped, but rows that it has loaded may be left.",
    hint: expect.stringMatching(/^Go on with: gworld restore \w{26} --abort -e dev$/),
  });
  expect(await rowsLeft("half", gen)).toBeGreaterThan(0);
  await drop(data, "half");
  expect(await rowsLeft("half", gen)).toBe(0);
  await expect(drop(data, "half")).rejects.toMatchObject({ code: "notFound" });
});

test("what is lost with a world's snapshots is counted in the archive, also where the catalogue does not know it", async () => {
  await makeWorld(data, "sized");
  const { newBytes } = (await takeSnapshot(data, { worldId: "sized" })).snapshot;
  const planned = () => planArchive(snapshotPorts(data), "sized", true);
  const size = { snapshots: 1, bytes: newBytes };
  expect(await planned()).toEqual(size);
  await loseCatalogue(place);
  expect(await planned()).toEqual(size);
  await reindex();
  expect(await planned()).toEqual(size);
});

test("where the catalogue knows no snapshot and the archive has some, whoever asks is sent to reindex", async () => {
  await makeWorld(data, "unnoted");
  const { snapshotId } = (await takeSnapshot(data, { worldId: "unnoted" })).snapshot;
  await loseCatalogue(place);
  const context = { now: Date.now(), env: "dev", world: "unnoted" };
  const list = await listSnapshots(snapshotPorts(data), "unnoted", hasUnnoted);
  expect(snapshotListText(context)(list, plainStyle(100))).toBe(
    "The catalogue of dev knows no snapshots of unnoted, but the archive has some.\nNote them again: gworld snapshot reindex unnoted -e dev",
  );
  const show = () => withSnapshot(snapshotPorts(data), snapshotId, (id) => showSnapshot(snapshotPorts(data), id));
  await expect(show()).rejects.toMatchObject({
    code: "notFound",
    message: `${snapshotId} of unnoted is in the archive, but not in the catalogue.`,
    hint: "Note it again: gworld snapshot reindex unnoted -e dev",
  });
  const { plan } = await prune(data, { worldId: "unnoted" });
  expect(prunePlanText(plan, Date.now())(null, plainStyle(200))).toContain(
    "1 snapshot in the archive that the catalogue does not know stays. Note them again: gworld snapshot reindex unnoted",
  );
  await removeWorld(data, "unnoted");
  await expect(listSnapshots(snapshotPorts(data), "unnoted", hasUnnoted)).resolves.toMatchObject({ unnoted: true });
  await reindex();
  expect(await show()).toMatchObject({ snapshotId });
});

test("a beginning of an ID is enough where only one begins so", async () => {
  const ports = snapshotPorts(data);
  await makeWorld(data, "begins");
  const one = (await takeSnapshot(data, { worldId: "begins" })).snapshot.snapshotId;
  const two = (await takeSnapshot(data, { worldId: "begins", full: true })).snapshot.snapshotId;
  const find = (typed: string) => withSnapshot(ports, typed, async (id) => id);
  expect(await find(one.slice(0, 25))).toBe(one);
  expect(await find(two.toLowerCase().slice(0, -1))).toBe(two);
  await expect(find(one.slice(0, 6))).rejects.toMatchObject({
    code: "usage",
    message: expect.stringMatching(new RegExp(`begin with ${one.slice(0, 6)}: .*${two} of begins`)),
  });
  expect(await find(one.slice(0, 5))).toBe(one.slice(0, 5));
});
