import { expect, test } from "vitest";
import { systemClock } from "../../src/main/system-clock.ts";
import type { WorldData } from "../../src/ports/world-data.ts";
import { hoursAhead } from "../worlds/keeping.ts";
import { worldPlace } from "../worlds/place.ts";
import { restoreSnapshot } from "../worlds/restoring.ts";
import { seedWorld } from "../worlds/small-world.ts";
import { smallEngine } from "../worlds/small-engine.ts";
import { inexactness, readSnapshot } from "../worlds/snapshot-rows.ts";
import { takeSnapshot } from "../worlds/taking.ts";

const place = await worldPlace();
const { data } = place;

/** The ports of a process that reads no event before `work` is done. */
const beforeEvents = (work: () => Promise<void>): WorldData => {
  const other = place.other();
  return {
    ...other,
    rows: (limits) => {
      const rows = other.rows(limits);
      return {
        ...rows,
        page: async (query, signal) => {
          if (query.table === "Events") await work();
          return rows.page(query, signal);
        },
      };
    },
  };
};

/** A snapshot that was cut off, of a generation that a restore has retired since. */
async function cutOff(worldId: string): Promise<string> {
  await seedWorld(data, { worldId });
  const { snapshot } = await takeSnapshot(data, { worldId });
  const dying = beforeEvents(() => Promise.reject(new Error("gone")));
  await expect(takeSnapshot(dying, { worldId, name: "before", full: true })).rejects.toThrow("gone");
  await restoreSnapshot(data, snapshot.snapshotId);
  expect(await data.worlds.get(worldId)).toMatchObject({ gen: 2, retired: [{ gen: 1 }] });
  const left = (await data.catalogue.snapshots(worldId)).find(({ state }) => state === "CREATING");
  return left?.snapshotId ?? "";
}

const given = async (snapshotId: string) => {
  const entry = await data.catalogue.snapshot(snapshotId);
  expect(entry).toMatchObject({ state: "FAILED", warnings: [expect.stringContaining("rows of its moment are gone")] });
};

test("one that was cut off is finished from the generation it is of while that is kept", async () => {
  const left = await cutOff("kept");
  await takeSnapshot(data, { worldId: "kept" });
  expect(await data.catalogue.snapshot(left)).toMatchObject({ state: "COMPLETE", cut: { gen: 1 } });
  expect(inexactness(await readSnapshot(data, "kept", left))).toEqual([]);
});

test("a generation whose time is over is not read, whether or not somebody has begun to remove it", async () => {
  const left = await cutOff("over");
  const { snapshot } = await takeSnapshot(data, { worldId: "over" }, {}, hoursAhead(25));
  expect(snapshot).toMatchObject({ state: "COMPLETE" });
  await given(left);
});

test("one whose rows may have been removed while they were read is not told to be exact", async () => {
  const left = await cutOff("meanwhile");
  let ahead = 0;
  const clock = { ...systemClock, now: () => systemClock.now() + ahead };
  const late = beforeEvents(async () => void (ahead = 24 * 3_600_000));
  await expect(takeSnapshot(late, { worldId: "meanwhile" }, {}, clock)).rejects.toMatchObject({ code: "resumable" });
  expect(await (await data.archive()).manifest("meanwhile", left)).toBeUndefined();
  expect((await takeSnapshot(data, { worldId: "meanwhile" }, {}, clock)).snapshot).toMatchObject({ state: "COMPLETE" });
  await given(left);
});

test.each(["tick", "generation"])(
  "a moment settled anew is not told by the cut before it: another %s",
  async (what) => {
    const worldId = `anew-${what}`;
    await seedWorld(data, { worldId });
    const before = (await takeSnapshot(data, { worldId })).snapshot;
    const dying = beforeEvents(() => Promise.reject(new Error("gone")));
    await expect(takeSnapshot(dying, { worldId, full: true })).rejects.toThrow("gone");
    const [left] = await data.catalogue.snapshots(worldId);
    if (left === undefined) throw new Error("It is there.");
    if (what === "generation") await restoreSnapshot(data, before.snapshotId);
    else await (await smallEngine(data, worldId, { memories: 5 })).step();
    const [checkpoint] = (await data.catalogue.checkpoints(left)).filter(({ part }) => part === "objects");
    await (await data.archive()).removeChunks(worldId, checkpoint?.chunks ?? []);
    const other = place.other();
    let noted = 0;
    const again: WorldData = {
      ...other,
      catalogue: {
        ...other.catalogue,
        addCheckpoint: async (...args) => {
          await other.catalogue.addCheckpoint(...args);
          if ((noted += 1) === 3) throw new Error("killed");
        },
      },
    };
    await expect(takeSnapshot(again, { worldId, full: true })).rejects.toThrow("killed");
    const { snapshot } = await takeSnapshot(data, { worldId, full: true });
    expect(snapshot).toMatchObject({ snapshotId: left.snapshotId, tick: what === "tick" ? 6 : 5, warnings: [] });
    const read = await readSnapshot(data, worldId, snapshot.snapshotId);
    expect(inexactness(read)).toEqual([]);
    expect(read.manifest).toMatchObject({ gen: what === "tick" ? 1 : 2, tick: snapshot.tick });
  },
);
