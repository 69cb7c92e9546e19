import { expect, test } from "vitest";
import { worldDataOf } from "../../src/main/data.ts";
import { systemClock } from "../../src/main/system-clock.ts";
import { generation } from "../../src/model/world/keys.ts";
import type { WorldData } from "../../src/ports/world-data.ts";
import { worldPlace } from "../worlds/place.ts";
import { drop, restoreSnapshot, undo } from "../worlds/restoring.ts";
import { smallEngine } from "../worlds/small-engine.ts";
import { seedWorld } from "../worlds/small-world.ts";
import { takeSnapshot } from "../worlds/taking.ts";

const place = await worldPlace();
const { data } = place;

const objectsOf = async (worldId: string, gen: number) =>
  (await data.rows().page({ table: "WorldObjects", partition: generation(worldId, gen) })).items;

/** Leaves a restore of the world unfinished and returns the snapshot's ID. */
async function cutOff(worldId: string, wish: Parameters<typeof restoreSnapshot>[2] = {}) {
  await seedWorld(data, { worldId, memories: 5 });
  const { snapshotId } = (await takeSnapshot(data, { worldId })).snapshot;
  const other = place.other();
  const addLoaded = async () => Promise.reject(new Error("killed"));
  const cut = { ...other, catalogue: { ...other.catalogue, addLoaded } };
  await expect(restoreSnapshot(cut, snapshotId, wish)).rejects.toThrow("killed");
  expect((await data.worlds.get(wish.as ?? worldId))?.restoring).toBeDefined();
  return snapshotId;
}

test("a plan to go on that others have carried out meanwhile writes nothing into what is shown", async () => {
  const id = await cutOff("stale");
  const finish = async () => void (await restoreSnapshot(data, id));
  const same = await restoreSnapshot(place.other(), id, {}, { asked: finish });
  expect(same.restored).toMatchObject({ result: "unchanged", mode: "replace" });
  const late = await cutOff("stale-run");
  const live = async () => {
    await restoreSnapshot(data, late);
    await (await smallEngine(data, "stale-run", { memories: 5 })).step();
    await data.rows().remove("WorldObjects", [{ pk: generation("stale-run", 2), sk: "o-0" }]);
  };
  await expect(restoreSnapshot(place.other(), late, {}, { asked: live })).rejects.toMatchObject({ code: "locked" });
  expect(await objectsOf("stale-run", 2)).toHaveLength(1);
  const dropped = await cutOff("stale-drop");
  const plan = { asked: () => drop(data, "stale-drop") };
  await expect(restoreSnapshot(place.other(), dropped, {}, plan)).rejects.toMatchObject({ code: "locked" });
});

test("what others have restored, or gone back from, since the plan is not replaced unseen", async () => {
  await seedWorld(data, { worldId: "seen", memories: 5 });
  const first = (await takeSnapshot(data, { worldId: "seen" })).snapshot.snapshotId;
  await (await smallEngine(data, "seen", { memories: 5 })).step();
  const second = (await takeSnapshot(data, { worldId: "seen" })).snapshot.snapshotId;
  const asked = () => restoreSnapshot(data, second);
  await expect(restoreSnapshot(place.other(), first, {}, { asked })).rejects.toMatchObject({ code: "locked" });
  const back = () => undo(data, "seen");
  await expect(restoreSnapshot(place.other(), second, {}, { asked: back })).rejects.toMatchObject({ code: "locked" });
  expect(await data.worlds.get("seen")).toMatchObject({ gen: 1, restoring: undefined });
});

test("a snapshot that is deleted while the plan is asked about claims nothing", async () => {
  await seedWorld(data, { worldId: "goes", memories: 5 });
  const { snapshot } = await takeSnapshot(data, { worldId: "goes" });
  const asked = () => data.catalogue.changeSnapshot(snapshot, "COMPLETE", { state: "DELETING" });
  await expect(restoreSnapshot(data, snapshot.snapshotId, {}, { asked })).rejects.toMatchObject({ code: "refused" });
  expect(await data.worlds.get("goes")).toMatchObject({ gen: 1, restoring: undefined });
});

test("a chunk that goes after the claim drops it", async () => {
  await seedWorld(data, { worldId: "torn", memories: 5 });
  const { snapshot } = await takeSnapshot(data, { worldId: "torn" });
  const archive = await data.archive();
  const manifest = JSON.parse((await archive.manifest("torn", snapshot.snapshotId)) ?? "");
  const asked = () => archive.removeChunks("torn", manifest.chunks);
  await expect(restoreSnapshot(data, snapshot.snapshotId, {}, { asked })).rejects.toMatchObject({
    code: "unverified",
    message: expect.stringContaining("missing"),
  });
  expect(await data.worlds.get("torn")).toMatchObject({ gen: 1, restoring: undefined });
});

test("one that goes on keeps its --ttl, and one that is done with another is no such", async () => {
  const id = await cutOff("mode", { as: "mode-copy", ttl: "strip" });
  await expect(restoreSnapshot(data, id, { as: "mode-copy" })).rejects.toMatchObject({
    code: "locked",
    hint: expect.stringContaining(`gworld restore ${id} -e dev --as mode-copy --ttl strip. Or drop it`),
  });
  await restoreSnapshot(data, id.toLowerCase(), { as: "mode-copy", ttl: "strip" });
  const other = restoreSnapshot(data, id, { as: "mode-copy", ttl: "shift" });
  await expect(other).rejects.toMatchObject({ code: "refused" });
});

test("of a world whose engine does not count its commits nobody says that nothing was written", async () => {
  await seedWorld(data, { worldId: "counts", row: { seqCommitted: undefined } });
  const { snapshot } = await takeSnapshot(data, { worldId: "counts", consistency: "fuzzy" });
  const wish = { allowFuzzy: true };
  await restoreSnapshot(data, snapshot.snapshotId, wish);
  expect((await restoreSnapshot(data, snapshot.snapshotId, wish)).restored.result).toBe("restored");
});

test("what was dropped is not taken for removed where its manifest could not be read", async () => {
  const id = await cutOff("owes");
  const [entry] = await data.catalogue.restores("owes");
  if (entry !== undefined) await data.catalogue.abort(entry);
  const other = place.other();
  let reads = 0;
  const archive = async (location?: string) => {
    const own = await other.archive(location);
    const denied = new Error("access denied");
    const manifest: typeof own.manifest = async (...args) =>
      (reads += 1) === 1 ? own.manifest(...args) : Promise.reject(denied);
    return { ...own, manifest };
  };
  await expect(restoreSnapshot({ ...other, archive }, id)).rejects.toThrow("access denied");
  expect((await data.catalogue.restores("owes")).map(({ options }) => options["collected"])).toEqual([undefined]);
  await restoreSnapshot(data, id);
  expect(await objectsOf("owes", 2)).toEqual([]);
});

test("an undo of a world that is being deleted is refused, also where that began after the plan", async () => {
  await seedWorld(data, { worldId: "ends", memories: 5 });
  const { snapshot } = await takeSnapshot(data, { worldId: "ends" });
  await restoreSnapshot(data, snapshot.snapshotId);
  const asked = () => data.worlds.setStatus("ends", ["active"], "deleting");
  await expect(undo(data, "ends", { asked })).rejects.toMatchObject({ code: "locked" });
  await expect(undo(data, "ends")).rejects.toMatchObject({ code: "refused" });
  expect(await data.worlds.get("ends")).toMatchObject({ gen: 2, status: "deleting" });
});

test("a flip waits for the fence of a snapshot that was killed", async () => {
  await seedWorld(data, { worldId: "iced", memories: 5 });
  const { snapshot } = await takeSnapshot(data, { worldId: "iced" });
  let now = Date.now();
  const clock = { now: () => now, wait: async (milliseconds: number) => void (now += milliseconds) };
  const hurried = worldDataOf({ ...place, account: async () => place.account, clock });
  const frozen = (milliseconds: number) => ({
    asked: () => data.worlds.fence("iced", { id: "killed", until: now + milliseconds }, now),
  });
  expect((await restoreSnapshot(hurried, snapshot.snapshotId, {}, frozen(15_000))).restored.result).toBe("restored");
  const again = { only: ["objects"] };
  await data.worlds.setStatus("iced", ["active"], "paused");
  const kept = restoreSnapshot(hurried, snapshot.snapshotId, again, frozen(600_000));
  await expect(kept).rejects.toMatchObject({ code: "resumable" });
  expect(await data.worlds.get("iced")).toMatchObject({ gen: 2, restoring: { gen: 3 } });
});

test("an answer that is lost after the flip does not say that the world is as it was", async () => {
  await seedWorld(data, { worldId: "mute", memories: 5 });
  const { snapshot } = await takeSnapshot(data, { worldId: "mute" });
  const other = place.other();
  let flipped = false;
  const mute: WorldData = {
    ...other,
    catalogue: {
      ...other.catalogue,
      flip: async (...args) => {
        const outcome = await other.catalogue.flip(...args);
        flipped = true;
        return outcome;
      },
    },
    worlds: {
      ...other.worlds,
      get: async (id) => (flipped ? Promise.reject(new Error("no network")) : other.worlds.get(id)),
    },
  };
  await expect(restoreSnapshot(mute, snapshot.snapshotId)).rejects.toMatchObject({
    code: "resumable",
    message: expect.stringContaining("mute is restored"),
  });
});

test("what is dropped has not come to its end meanwhile", async () => {
  const id = await cutOff("ended");
  const asked = () => restoreSnapshot(data, id);
  await expect(drop(place.other(), "ended", { asked })).rejects.toMatchObject({ code: "locked" });
  expect(await data.worlds.get("ended")).toMatchObject({ gen: 2 });
});

test.each([{ engine: undefined }, { only: ["events"] }])(
  "a machine that slept, and lost its lease, writes no row any more: %j",
  async (wish) => {
    const worldId = "only" in wish ? "sleeps-in-part" : "sleeps";
    await seedWorld(data, { worldId, memories: 5, status: "paused" });
    const { snapshot } = await takeSnapshot(data, { worldId });
    const other = place.other();
    let slept = 0;
    let puts = 0;
    const clock = { ...systemClock, now: () => Date.now() + slept };
    const asleep: WorldData = {
      ...other,
      catalogue: {
        ...other.catalogue,
        claim: async (...args) => {
          const refusal = await other.catalogue.claim(...args);
          slept = 60_000;
          return refusal;
        },
        renew: async () => false,
      },
      rows: (limits) => {
        const rows = other.rows(limits);
        return { ...rows, put: (...args) => ((puts += 1), rows.put(...args)) };
      },
    };
    await expect(restoreSnapshot(asleep, snapshot.snapshotId, wish, { clock })).rejects.toMatchObject({
      code: "locked",
      message: expect.stringContaining("was lost"),
    });
    expect(puts).toBe(0);
    expect((await restoreSnapshot(data, snapshot.snapshotId, wish)).restored.result).toBe("restored");
  },
);
