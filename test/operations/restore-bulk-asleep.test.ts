import { expect, test } from "vitest";
import type { WorldData } from "../../src/ports/world-data.ts";
import { inBulk, stagedKeys, withBulk } from "../worlds/bulk-loading.ts";
import { worldPlace } from "../worlds/place.ts";
import { restoreSnapshot } from "../worlds/restoring.ts";
import { sleeper } from "../worlds/sleeper.ts";
import { seedWorld } from "../worlds/small-world.ts";
import { takeSnapshot } from "../worlds/taking.ts";

const place = await worldPlace();
const { data } = place;

/** Calls that a machine must not make once it has slept, by name. */
function watched(slow: WorldData, calls: string[], sleptAt: { name: string; sleep: () => void }) {
  const seen = (name: string) => {
    calls.push(name);
    if (name === sleptAt.name) sleptAt.sleep();
  };
  const catalogue: WorldData["catalogue"] = {
    ...slow.catalogue,
    claim: (...args) => (seen("claim"), slow.catalogue.claim(...args)),
    changeRestore: (...args) => (seen("note"), slow.catalogue.changeRestore(...args)),
  };
  return withBulk({ ...slow, catalogue }, (bulk) => ({
    clear: (...args) => (seen("clear"), bulk.clear(...args)),
    stage: (...args) => (seen("stage"), bulk.stage(...args)),
    start: (...args) => (seen("start"), bulk.start(...args)),
    cancel: (...args) => (seen("cancel"), bulk.cancel(...args)),
    status: (...args) => (seen("status"), bulk.status(...args)),
  }));
}

test.each([
  { after: "claim", made: ["claim"] },
  { after: "clear", made: ["claim", "clear"] },
  { after: "stage", made: ["claim", "clear", "stage"] },
  { after: "note", made: ["claim", "clear", "stage", "note"] },
])("a machine that slept after $after touches neither files, nor notes, nor loads", async ({ after, made }) => {
  const worldId = `sleeps-${after}`;
  await seedWorld(data, { worldId, memories: 1, objects: 1, events: 1 });
  const { snapshot } = await takeSnapshot(data, { worldId });
  const { sleep, clock, data: slow } = sleeper(place.other());
  const calls: string[] = [];
  const asleep = watched(slow, calls, { name: after, sleep });
  const wish = { engine: "aws" } as const;
  await expect(restoreSnapshot(asleep, snapshot.snapshotId, wish, { clock })).rejects.toMatchObject({
    code: "locked",
    message: expect.stringContaining("was lost"),
  });
  expect(calls).toEqual(made);
  expect((await inBulk(data, snapshot.snapshotId)).restored.result).toBe("restored");
  expect(await stagedKeys(place)).toEqual([]);
});

test("one that slept before it hands a restore to the other engine ends no load", async () => {
  await seedWorld(data, { worldId: "hands", memories: 1, objects: 1, events: 1 });
  const { snapshot } = await takeSnapshot(data, { worldId: "hands" });
  const start = () => Promise.reject(new Error("killed"));
  await expect(
    inBulk(
      withBulk(place.other(), () => ({ start })),
      snapshot.snapshotId,
    ),
  ).rejects.toThrow("killed");
  const { sleep, clock, data: slow } = sleeper(place.other());
  const calls: string[] = [];
  const asleep = watched(slow, calls, { name: "", sleep });
  const archive = async () => {
    const own = await asleep.archive();
    return { ...own, chunk: (...args: Parameters<typeof own.chunk>) => (sleep(), own.chunk(...args)) };
  };
  const wish = { engine: "client" } as const;
  await expect(restoreSnapshot({ ...asleep, archive }, snapshot.snapshotId, wish, { clock })).rejects.toMatchObject({
    code: "locked",
  });
  expect(calls).toEqual([]);
});
