import { expect, test } from "vitest";
import type { SnapshotEntry } from "../../src/model/catalogue.ts";
import type { WorldData } from "../../src/ports/world-data.ts";
import { Killed, mortal } from "../worlds/mortal.ts";
import { worldPlace } from "../worlds/place.ts";
import { smallEngine } from "../worlds/small-engine.ts";
import { inexactness, readSnapshot } from "../worlds/snapshot-rows.ts";
import { seedWorld } from "../worlds/small-world.ts";
import { takeSnapshot } from "../worlds/taking.ts";

const place = await worldPlace();

/** Ports of another process of this machine, for which the one before is dead. */
const afterwards = (dead: WorldData): WorldData => ({ ...place.other(), isDead: ({ id }) => id === dead.holder.id });

const world = { agents: 2, memories: 3, events: 2, objects: 1 };

async function callsOf(worldId: string) {
  await seedWorld(place.data, { worldId, ...world });
  const counting = mortal(place.data, undefined);
  await takeSnapshot(counting.data, { worldId });
  return counting.names;
}

const names = await callsOf("counted");
/** A call that only asks leaves nothing behind: it makes no difference when it was cut off. */
const asks = /\.(get|page|snapshots?|checkpoints|manifest|sums|lease)$/;
const all = names.flatMap((name, index) =>
  (["before", "after"] as const).flatMap((when) =>
    when === "after" && asks.test(name) ? [] : [{ nth: index + 1, when, name }],
  ),
);
/** Each kind of call where it comes first, and every fourth of its repetitions: what they leave behind is alike. */
const steps = all.filter(
  (step, index) =>
    index % 4 === 0 || index === all.findIndex(({ name, when }) => name === step.name && when === step.when),
);

test.each(steps)("killed $when call $nth, $name: the same command again converges", async ({ nth, when }) => {
  const worldId = `killed-${nth}-${when}`;
  await seedWorld(place.data, { worldId, ...world });
  const dying = mortal(place.other(), { nth, when });
  const end: unknown = await takeSnapshot(dying.data, { worldId }).catch((error: unknown) => error);
  const left = await place.data.catalogue.snapshots(worldId);
  // Tidying up after the end may fail: checkpoints and leases end by themselves.
  expect(left[0]?.state === "COMPLETE" || end instanceof Killed).toBe(true);
  const begun = Date.now();
  // The world goes on meanwhile, where no fence of the dead stands.
  const fenced = (await place.data.worlds.get(worldId))?.fence !== undefined;
  if (!fenced) await (await smallEngine(place.data, worldId, { agents: 2, memories: 3 })).step();
  const again = (await takeSnapshot(afterwards(dying.data), { worldId })).snapshot;
  expect(Date.now() - begun).toBeLessThan(5_000);
  expect(again).toMatchObject({ state: "COMPLETE", consistency: "tick", warnings: [] });
  const begunThen = left.find(({ state }) => state === "CREATING");
  expect(again).toMatchObject({
    ...(begunThen !== undefined && { snapshotId: begunThen.snapshotId }),
    ...(begunThen?.cut !== undefined && { tick: begunThen.cut.tick }),
  });
  await expectTidy(
    worldId,
    left.filter(({ state }) => state === "COMPLETE"),
  );
});

/** The catalogue says what is there, and nothing of the dead is left. */
async function expectTidy(worldId: string, before: readonly SnapshotEntry[]) {
  const { catalogue, worlds } = place.data;
  const entries = await catalogue.snapshots(worldId);
  expect(entries.map(({ state }) => state)).toEqual(["COMPLETE", ...before.map(({ state }) => state)]);
  for (const entry of entries) {
    const read = await readSnapshot(place.data, worldId, entry.snapshotId);
    expect(inexactness(read)).toEqual([]);
    expect(entry).toMatchObject({ contentHash: read.manifest.contentHash, chunks: read.manifest.chunks.length });
    expect(await catalogue.checkpoints(entry)).toEqual([]);
  }
  expect(await catalogue.lease(worldId, "archive")).toBeUndefined();
  expect((await worlds.get(worldId))?.fence).toBeUndefined();
}
