import { expect, test } from "vitest";
import { withLease } from "../../src/operations/lease.ts";
import { reindexSnapshots } from "../../src/operations/snapshot-reindex.ts";
import { worldPlace } from "../worlds/place.ts";
import { restoreSnapshot } from "../worlds/restoring.ts";
import { sleeper } from "../worlds/sleeper.ts";
import { seedWorld } from "../worlds/small-world.ts";
import { snapshotPorts, takeSnapshot } from "../worlds/taking.ts";

const place = await worldPlace();
const { data } = place;
const reindex = (worldId?: string, ports = snapshotPorts(data)) =>
  reindexSnapshots(ports, {
    worldId,
    withLease,
    signal: new AbortController().signal,
    say: () => undefined,
  });

async function snapshotOf(worldId: string) {
  await seedWorld(data, { worldId });
  const { snapshot } = await takeSnapshot(data, { worldId, name: "kept", labels: { why: "test" } });
  const entry = await data.catalogue.snapshot(snapshot.snapshotId);
  if (entry === undefined) throw new Error("It was just taken.");
  return entry;
}

test("a lost entry comes back as it was, but for what only it knew", async () => {
  const entry = await snapshotOf("lost");
  await data.catalogue.changeSnapshot(entry, "COMPLETE", { held: true });
  await data.catalogue.removeSnapshot(entry);
  expect(await reindex("lost")).toEqual({
    noted: [{ snapshotId: entry.snapshotId, worldId: "lost" }],
    known: 0,
    problems: [],
  });
  const { seconds: _, newBytes: __, parent: ___, cut, ...rest } = entry;
  expect(await data.catalogue.snapshot(entry.snapshotId)).toMatchObject({ ...rest, held: false });
  expect((await data.catalogue.snapshot(entry.snapshotId))?.cut).toMatchObject({ tick: cut?.tick, seq: cut?.seq });
  await restoreSnapshot(data, entry.snapshotId, { as: "lost-copy" });
  expect(await reindex("lost")).toEqual({ noted: [], known: 1, problems: [] });
});

test("one that was whole before its end was noted is completed", async () => {
  const entry = await snapshotOf("whole");
  await data.catalogue.changeSnapshot(entry, "COMPLETE", { state: "CREATING" });
  expect((await reindex("whole")).noted).toEqual([{ snapshotId: entry.snapshotId, worldId: "whole" }]);
  expect(await data.catalogue.snapshot(entry.snapshotId)).toMatchObject({
    state: "COMPLETE",
    manifestSha256: entry.manifestSha256,
  });
});

test("what cannot be believed, is elsewhere, or is being deleted is not noted", async () => {
  const archive = await data.archive();
  const [torn, gone, changed, going] = [
    await snapshotOf("torn"),
    await snapshotOf("gone"),
    await snapshotOf("changed"),
    await snapshotOf("going"),
  ];
  const text = (await archive.manifest("torn", torn.snapshotId)) ?? "";
  await archive.putManifest("moved", torn.snapshotId, text);
  await data.catalogue.removeSnapshot(torn);
  await archive.removeManifest("torn", torn.snapshotId);
  await archive.putManifest("torn", torn.snapshotId, text.slice(1));
  expect((await reindex("torn")).problems).toEqual([expect.stringContaining("not JSON")]);
  expect((await reindex("moved")).problems).toEqual([expect.stringContaining("lies where")]);
  await archive.removeManifest("gone", gone.snapshotId);
  expect((await reindex("gone")).problems).toEqual([expect.stringContaining("is not in s3://")]);
  const other = (await archive.manifest("changed", changed.snapshotId)) ?? "";
  await archive.removeManifest("changed", changed.snapshotId);
  await archive.putManifest("changed", changed.snapshotId, other.replace('"name":"kept"', '"name":"else"'));
  expect((await reindex("changed")).problems).toEqual([expect.stringContaining("not the one that was written")]);
  await data.catalogue.changeSnapshot(going, "COMPLETE", { state: "DELETING" });
  expect(await reindex("going")).toEqual({ noted: [], known: 0, problems: [] });
  expect((await reindex()).problems).toHaveLength(4);
});

test("a network that is lost ends it as resumable, with the command that goes on", async () => {
  await place.fault({ service: "s3", cut: "request" });
  await expect(reindex("whole")).rejects.toMatchObject({
    code: "resumable",
    hint: expect.stringContaining("Go on with: gworld snapshot reindex whole -e dev"),
  });
  await place.fault({ clear: "true" });
});

test("a world the archive has nothing of is not found", async () => {
  await expect(reindex("nowhere")).rejects.toMatchObject({ code: "notFound" });
});

test("an entry that others change meanwhile is told of, and a machine that slept notes nothing", async () => {
  const entry = await snapshotOf("raced");
  await data.catalogue.changeSnapshot(entry, "COMPLETE", { state: "CREATING" });
  const raced = { ...data, catalogue: { ...data.catalogue, changeSnapshot: async () => false } };
  expect(await reindex("raced", snapshotPorts(raced))).toEqual({
    noted: [],
    known: 0,
    problems: [`${entry.snapshotId} was changed by somebody else meanwhile.`],
  });
  const { sleep, clock, data: slow } = sleeper(place.other());
  const archive = async () => {
    const own = await slow.archive();
    return { ...own, manifests: (worldId: string) => (sleep(), own.manifests(worldId)) };
  };
  const asleep = reindex("raced", snapshotPorts({ ...slow, archive }, clock));
  await expect(asleep).rejects.toMatchObject({ code: "locked", message: expect.stringContaining("was lost") });
  expect(await data.catalogue.snapshot(entry.snapshotId)).toMatchObject({ state: "CREATING" });
});
