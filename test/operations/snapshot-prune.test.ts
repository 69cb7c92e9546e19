import { expect, test } from "vitest";
import { hasWork } from "../../src/operations/snapshot-prune.ts";
import { holdSnapshot } from "../../src/operations/snapshot-hold.ts";
import { AwsError } from "../../src/model/aws-error.ts";
import type { SnapshotEntry } from "../../src/model/catalogue.ts";
import type { WorldData } from "../../src/ports/world-data.ts";
import { hoursAhead, prune, storedChunks } from "../worlds/keeping.ts";
import { mortal } from "../worlds/mortal.ts";
import { worldPlace } from "../worlds/place.ts";
import { restoreSnapshot } from "../worlds/restoring.ts";
import { smallEngine } from "../worlds/small-engine.ts";
import { seedWorld } from "../worlds/small-world.ts";
import { snapshotPorts, takeSnapshot } from "../worlds/taking.ts";

const place = await worldPlace();
const { data } = place;
const ports = snapshotPorts(data);

/** So many snapshots of a world, each resting on the one before; oldest first. */
async function history(worldId: string, count: number) {
  await seedWorld(data, { worldId });
  const engine = await smallEngine(data, worldId, { memories: 5 });
  const taken = [];
  for (let at = 0; at < count; at += 1) {
    taken.push((await takeSnapshot(data, { worldId })).snapshot);
    await engine.step();
  }
  return taken;
}

const idsOf = (list: readonly { readonly snapshotId: string }[]) => list.map(({ snapshotId }) => snapshotId);

test("what no rule keeps goes with the chunks that only it has; the rest can be restored", async () => {
  const taken = await history("rules", 4);
  const [first, second, third, last] = idsOf(taken);
  await holdSnapshot(ports, first ?? "", true);
  const before = await storedChunks(data, "rules");
  const { plan, done } = await prune(data, { worldId: "rules", policy: { last: 1 } });
  expect(plan.worlds.map(({ worldId }) => worldId)).toEqual(["rules"]);
  expect(plan.worlds[0]?.verdicts.map(({ entry, reasons }) => [entry.snapshotId, reasons])).toEqual([
    [last, ["last 1", "last good"]],
    [third, ["no rule keeps it"]],
    [second, ["no rule keeps it"]],
    [first, ["held"]],
  ]);
  expect(idsOf(done.dropped)).toEqual([third, second]);
  expect(idsOf(done.kept)).toEqual([last, first]);
  expect(done.chunks).toBe(plan.worlds[0]?.chunks);
  expect(done.freedBytes).toBe(plan.worlds[0]?.freedBytes);
  expect(await storedChunks(data, "rules")).toHaveLength(before.length - done.chunks);
  expect(idsOf(await data.catalogue.snapshots("rules"))).toEqual([last, first]);
  for (const id of [first, last]) await restoreSnapshot(data, id ?? "", { as: `rules-${id === last ? "b" : "a"}` });
  expect(hasWork((await prune(data, { worldId: "rules", policy: { last: 1 } })).plan)).toBe(false);
});

test("what was held, or became the only one, after the plan stays", async () => {
  const [first = "", second = ""] = idsOf(await history("late", 3));
  const { done } = await prune(data, {
    worldId: "late",
    meanwhile: () => holdSnapshot(ports, second, true),
  });
  expect(idsOf(done.dropped)).toEqual([first]);
  const [old = "", fresh = ""] = idsOf(await history("alone", 2));
  const alone = await prune(data, {
    worldId: "alone",
    meanwhile: () => data.catalogue.removeSnapshot({ worldId: "alone", snapshotId: fresh }),
  });
  expect(alone.done.dropped).toEqual([]);
  expect(idsOf(await data.catalogue.snapshots("alone"))).toEqual([old]);
});

async function creating(worldId: string, state: SnapshotEntry["state"] = "CREATING"): Promise<SnapshotEntry> {
  const snapshotId = data.ids.next();
  const entry: SnapshotEntry = {
    snapshotId,
    worldId,
    state,
    createdAt: new Date(data.ids.momentOf(snapshotId)).toISOString(),
    createdBy: "ada",
    consistency: "tick",
    labels: {},
    held: false,
    warnings: [],
  };
  await data.catalogue.addSnapshot(entry);
  return entry;
}

/** Some rows packed and stored, as of a snapshot in the making. */
async function storedChunk(worldId: string, text: string) {
  const packer = data.codec.packer(data.codec.preferred);
  await packer.add([`{"Item":{"agentId":{"S":"${text}"}}}`]);
  const { body, ...packed } = await packer.end();
  await (await data.archive()).putChunk(worldId, packed, body, packed.storedSha256);
  const place = { part: "agents", partition: "", from: text, to: text, writeUnits: 1 } as const;
  return { ...packed, ...place, storedBytes: body.length };
}

test("one in the making keeps its chunks for a day; then it is abandoned, and what nobody names is swept", async () => {
  await history("made", 1);
  const entry = await creating("made");
  const [named, nameless] = [await storedChunk("made", "named"), await storedChunk("made", "nameless")];
  await data.catalogue.addCheckpoint(entry, { part: "agents", partition: "", chunks: [named], newBytes: 1 });
  const today = await prune(data, { worldId: "made" });
  expect(hasWork(today.plan)).toBe(false);
  const tomorrow = await prune(data, { worldId: "made", clock: hoursAhead(25) });
  expect(tomorrow.done.dropped).toEqual([{ snapshotId: entry.snapshotId, worldId: "made", reasons: ["abandoned"] }]);
  const left = await storedChunks(data, "made");
  expect(left).not.toContain(named.sha256);
  expect(left).not.toContain(nameless.sha256);
  expect(await data.catalogue.checkpoints(entry)).toEqual([]);
});

test("nothing of one that is being taken goes, however long that takes", async () => {
  await history("busy", 1);
  const entry = await creating("busy");
  const chunk = await storedChunk("busy", "chunk");
  await data.catalogue.addCheckpoint(entry, { part: "agents", partition: "", chunks: [chunk], newBytes: 1 });
  const clock = hoursAhead(48);
  const holder = { id: "somebody", host: "elsewhere", pid: 1 };
  const lease = { holder, until: clock.now() + 60_000, doing: "snapshot create busy" };
  await data.catalogue.take("busy", "archive", lease, { now: clock.now() });
  const { plan } = await prune(data, { worldId: "busy", clock });
  expect(plan.worlds[0]?.verdicts[0]).toMatchObject({ keep: true, reasons: ["being taken"] });
  expect(await storedChunks(data, "busy")).toContain(chunk.sha256);
  await data.catalogue.drop("busy", "archive", holder.id);
});

test("a world somebody is at work on is left out and named; the others are pruned", async () => {
  await history("open", 2);
  await history("taken", 2);
  const { holder } = place.other();
  const lease = { holder, until: Date.now() + 60_000, doing: "snapshot create taken" };
  await data.catalogue.take("taken", "archive", lease, { now: Date.now() });
  const { done } = await prune(data);
  expect(done.skipped).toEqual([{ worldId: "taken", reason: expect.stringContaining("gworld snapshot create taken") }]);
  expect(done.dropped.map(({ worldId }) => worldId)).toContain("open");
  expect(await data.catalogue.snapshots("taken")).toHaveLength(2);
  await data.catalogue.drop("taken", "archive", holder.id);
});

test("rows that restores have left are collected first, while a manifest tells where they are", async () => {
  const [first = "", second = ""] = idsOf(await history("left", 2));
  await restoreSnapshot(data, first);
  const world = await data.worlds.get("left");
  expect(world?.retired.map(({ gen }) => gen)).toEqual([1]);
  const rowsOf = async (g: string) => (await data.rows().page({ table: "Agents", partition: g })).items.length;
  expect((await prune(data, { worldId: "left" })).done.collected).toEqual([]);
  expect(await rowsOf("left@1")).toBe(3);
  await takeSnapshot(data, { worldId: "left" });
  const { done, told } = await prune(data, { worldId: "left", clock: hoursAhead(25) });
  expect(done.collected).toEqual([{ worldId: "left", gen: 1 }]);
  expect(told).toEqual(["Removing what is left of generation 1 of left"]);
  expect(await rowsOf("left@1")).toBe(0);
  expect(await rowsOf("left@2")).toBe(3);
  expect(idsOf(await data.catalogue.snapshots("left"))).not.toContain(second);
});

test("a process that dies at any call is followed by one that finishes; what has a manifest is whole", async () => {
  let outcome: unknown;
  let survived = false;
  await history("mortal", 1);
  for (let nth = 1; !survived; nth += 2) {
    const next: WorldData = { ...place.other(), isDead: () => true };
    await takeSnapshot(next, { worldId: "mortal", full: true, name: `n${nth}` });
    const dying = mortal(place.other(), { nth, when: nth % 4 === 1 ? "before" : "after" });
    outcome = await prune(dying.data, { worldId: "mortal" }).catch((error: unknown) => error);
    survived = dying.calls() < nth;
    await expectWhole("mortal");
    await prune(next, { worldId: "mortal" });
    expect((await data.catalogue.snapshots("mortal")).map(({ state }) => state)).toEqual(["COMPLETE"]);
    await expectWhole("mortal");
  }
  expect(outcome).toMatchObject({ done: { skipped: [] } });
  const [entry] = await data.catalogue.snapshots("mortal");
  await restoreSnapshot(data, entry?.snapshotId ?? "", { as: "mortal-copy" });
}, 60_000);

/** All chunks that any manifest names are there. */
async function expectWhole(worldId: string): Promise<void> {
  const archive = await data.archive();
  const stored = new Set(await storedChunks(data, worldId));
  for (const snapshotId of await archive.manifests(worldId)) {
    const chunks: readonly { sha256: string }[] = JSON.parse(
      (await archive.manifest(worldId, snapshotId)) ?? "",
    ).chunks;
    expect(chunks.filter(({ sha256 }) => !stored.has(sha256))).toEqual([]);
  }
}

test("Ctrl-C and a lost network end it between two steps, with the command to go on", async () => {
  await history("stops", 2);
  const stop = new AbortController();
  stop.abort();
  await expect(prune(data, { worldId: "stops", signal: stop.signal })).rejects.toMatchObject({ code: "interrupted" });
  const other = place.other();
  const details = { hint: "", failure: "unreachable", awsCode: "", awsMessage: "", action: "s3:DeleteObject" } as const;
  const offline: WorldData = {
    ...other,
    archive: async () => ({
      ...(await other.archive()),
      removeManifest: () => Promise.reject(new AwsError("failed", "No answer.", details)),
    }),
  };
  await expect(prune(offline, { worldId: "stops" })).rejects.toMatchObject({
    code: "resumable",
    hint: expect.stringContaining("Go on with: gworld snapshot prune --keep-last 1 -e dev"),
  });
  const { done } = await prune(data, { worldId: "stops" });
  expect(done.dropped).toHaveLength(1);
});

test("a world that nothing is known of is not found", async () => {
  await expect(prune(data, { worldId: "ruls" })).rejects.toMatchObject({ code: "notFound" });
});
