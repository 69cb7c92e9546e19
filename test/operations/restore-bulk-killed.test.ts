import { expect, test } from "vitest";
import type { Catalogue } from "../../src/ports/catalogue.ts";
import { inBulk, newestLoads, stagedKeys, withBulk } from "../worlds/bulk-loading.ts";
import { worldPlace } from "../worlds/place.ts";
import { seedWorld } from "../worlds/small-world.ts";
import { takeSnapshot } from "../worlds/taking.ts";

const place = await worldPlace();
const { data } = place;

/** Carries calls out until the n-th of what a bulk load goes through, whose answer is lost, and none after it. */
function failing(at: number) {
  const other = place.other();
  let calls = 0;
  let stopped = false;
  const dying =
    <A extends unknown[], R>(run: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (stopped) throw new Error("killed");
      const answer = await run(...args);
      calls += 1;
      stopped = calls === at;
      if (stopped) throw new Error("killed");
      return answer;
    };
  const { catalogue } = other;
  const ours: Pick<Catalogue, "claim" | "addLoaded" | "changeRestore" | "flip"> = {
    claim: dying((...args) => catalogue.claim(...args)),
    addLoaded: dying((...args) => catalogue.addLoaded(...args)),
    changeRestore: dying((...args) => catalogue.changeRestore(...args)),
    flip: dying((...args) => catalogue.flip(...args)),
  };
  const dead = withBulk({ ...other, catalogue: { ...catalogue, ...ours } }, (bulk) => ({
    stage: dying((...args) => bulk.stage(...args)),
    start: dying((...args) => bulk.start(...args)),
    clear: dying((...args) => bulk.clear(...args)),
  }));
  return { data: dead, stopped: () => stopped };
}

test("stopped after any call and run again, it takes up what DynamoDB does already", async () => {
  await seedWorld(data, { worldId: "dies", agents: 1, memories: 2, objects: 0, events: 0 });
  const { snapshot } = await takeSnapshot(data, { worldId: "dies" });
  let at = 1;
  for (; ; at += 1) {
    const as = `dies-${at}`;
    const dying = failing(at);
    const first = await inBulk(dying.data, snapshot.snapshotId, { as }).catch((error: unknown) => error);
    if (!dying.stopped()) break;
    expect(first).toBeInstanceOf(Error);
    const { restored } = await inBulk(data, snapshot.snapshotId, { as });
    expect((await data.catalogue.restores(as)).map(({ state }) => state)).toEqual(["COMPLETE"]);
    const ours = (await newestLoads(place, 6)).filter(({ ClientToken }) => ClientToken?.startsWith(restored.restoreId));
    expect(ours).toHaveLength(2);
    expect(await stagedKeys(place)).toEqual([]);
  }
  expect(at).toBeGreaterThan(15);
});

test("a load whose beginning nobody has heard of is found by its token", async () => {
  await seedWorld(data, { worldId: "late", agents: 1, memories: 2, objects: 0, events: 0 });
  const { snapshot } = await takeSnapshot(data, { worldId: "late" });
  const deaf = withBulk(place.other(), (bulk) => ({
    async start(wish) {
      await bulk.start(wish);
      throw new Error("killed");
    },
  }));
  await expect(inBulk(deaf, snapshot.snapshotId)).rejects.toThrow("killed");
  const begun: string[] = [];
  const watched = withBulk(data, (bulk) => ({
    start(wish) {
      begun.push(wish.table);
      return bulk.start(wish);
    },
  }));
  expect((await inBulk(watched, snapshot.snapshotId)).restored.result).toBe("restored");
  expect(begun).toHaveLength(1);
});
