import { expect, test } from "vitest";
import { collectGeneration } from "../../src/operations/collect.ts";
import { collectDue } from "../../src/operations/restore/due.ts";
import { listWorlds } from "../../src/operations/worlds-list.ts";
import { makeWorld, removeWorld, runWorld, seeWorld, small, turnWorld } from "../worlds/engines.ts";
import { mortal } from "../worlds/mortal.ts";
import { worldPlace } from "../worlds/place.ts";
import { restoreSnapshot } from "../worlds/restoring.ts";
import { snapshotPorts, takeSnapshot } from "../worlds/taking.ts";

const place = await worldPlace();
const { data } = place;
const ports = snapshotPorts(data);
const objects = 40;
const means = {
  collect: collectGeneration,
  signal: new AbortController().signal,
  sure: async () => undefined,
  report: () => undefined,
};
const turn = (worldId: string, to: "active" | "paused") => turnWorld(data, worldId, to);

test("a world is made whole, listed, shown, paused, resumed and deleted with all its rows", async () => {
  const made = await makeWorld(data, "life", { name: "Life" });
  expect(made).toMatchObject({ status: "active", agents: 5, memories: 30, rows: 30 + 12 + 5 + objects });
  await expect(makeWorld(data, "life")).rejects.toMatchObject({ code: "refused" });
  const { worlds } = await listWorlds(ports);
  expect(worlds.find(({ worldId }) => worldId === "life")).toMatchObject({
    name: "Life",
    status: "active",
    tick: 54,
    agents: 5,
    engine: null,
    lastSnapshot: null,
  });
  expect(await turn("life", "paused")).toMatchObject({ status: "paused", changed: true });
  expect(await turn("life", "paused")).toMatchObject({ status: "paused", changed: false });
  await expect(runWorld(data, { worldId: "life", ticks: 1 })).rejects.toMatchObject({ code: "refused" });
  expect(await turn("life", "active")).toMatchObject({ status: "active", changed: true });
  const { snapshot } = await takeSnapshot(data, { worldId: "life" });
  expect(snapshot).toMatchObject({ warnings: [], items: { agents: 5, memories: 30, objects, events: 12 } });
  expect(await seeWorld(data, "life")).toMatchObject({
    rows: { agents: 5, memories: 30, objects, events: 12 },
    snapshots: 1,
    lastSnapshot: { snapshotId: snapshot.snapshotId, tick: 54 },
    work: [],
  });
  expect(await removeWorld(data, "life")).toMatchObject({
    rows: 30 + 12 + 5 + objects,
    snapshots: { deleted: 0, kept: 1 },
  });
  await expect(seeWorld(data, "life")).rejects.toMatchObject({ code: "notFound" });
  expect((await restoreSnapshot(data, snapshot.snapshotId, { as: "life-again" })).restored.items.memories).toBe(30);
});

test("a world that was deleted and made again rests on no snapshot of the one before", async () => {
  await makeWorld(data, "again", { demo: { ...small, seed: "one" } });
  const before = (await takeSnapshot(data, { worldId: "again" })).snapshot;
  await removeWorld(data, "again");
  await makeWorld(data, "again", { demo: { ...small, seed: "two" } });
  const after = (await takeSnapshot(data, { worldId: "again" })).snapshot;
  const whole = (await takeSnapshot(data, { worldId: "again", full: true })).snapshot;
  expect(after).toMatchObject({ parent: null, contentHash: whole.contentHash });
  expect(after.contentHash).not.toBe(before.contentHash);
});

test("a world made under the ID of one that a dropped restore has left rows of outlives their collection", async () => {
  await makeWorld(data, "source");
  const { snapshot } = await takeSnapshot(data, { worldId: "source" });
  const cut = { ...data, catalogue: { ...data.catalogue, flip: () => Promise.reject(new Error("killed")) } };
  await expect(restoreSnapshot(cut, snapshot.snapshotId, { as: "copy" })).rejects.toThrow("killed");
  const [dropped] = await data.catalogue.restores("copy");
  if (dropped?.state !== "LOADING") throw new Error("It was cut off before it was shown.");
  await data.catalogue.abort(dropped);
  await makeWorld(data, "copy");
  const { generation } = await seeWorld(data, "copy");
  expect(generation).toBeGreaterThan(dropped.gen);
  const rows = { agents: 5, memories: 30, objects, events: 12 };
  expect(await seeWorld(data, "copy")).toMatchObject({ rows });
  await collectDue(ports, "copy", means);
  expect((await data.rows().page({ table: "Agents", partition: `copy@${dropped.gen}` })).items).toEqual([]);
  expect(await seeWorld(data, "copy")).toMatchObject({ generation, rows });
});

test("rows that a world lives in are not collected, whatever an entry says of their generation", async () => {
  await makeWorld(data, "lives");
  const { snapshot } = await takeSnapshot(data, { worldId: "lives" });
  await restoreSnapshot(data, snapshot.snapshotId);
  const [entry] = await data.catalogue.restores("lives");
  if (entry !== undefined) await data.catalogue.changeRestore(entry, "COMPLETE", { state: "ABORTED" });
  await collectDue(ports, "lives", means);
  expect(await seeWorld(data, "lives")).toMatchObject({
    generation: entry?.gen,
    rows: { agents: 5, memories: 30, objects },
  });
});

test("an unfinished snapshot of a world that is gone is not finished from the one after it", async () => {
  await makeWorld(data, "anew");
  const failing = { ...(await data.archive()), putManifest: () => Promise.reject(new Error("killed")) };
  await expect(takeSnapshot({ ...data, archive: async () => failing }, { worldId: "anew" })).rejects.toThrow("killed");
  const [left] = await data.catalogue.snapshots("anew");
  expect(left).toMatchObject({ state: "CREATING" });
  await removeWorld(data, "anew");
  await makeWorld(data, "anew", { demo: { ...small, seed: "two" } });
  expect((await seeWorld(data, "anew")).generation).toBeGreaterThan(left?.cut?.gen ?? Infinity);
  await takeSnapshot(data, { worldId: "anew" });
  expect(await data.catalogue.snapshot(left?.snapshotId ?? "")).toMatchObject({ state: "FAILED" });
});

test("an empty world is a row that can be kept, and nobody can talk in it", async () => {
  expect(await makeWorld(data, "empty", { demo: undefined })).toMatchObject({ rows: 0, agents: 0, status: "active" });
  expect(await seeWorld(data, "empty")).toMatchObject({ rows: { agents: 0, memories: 0, objects: 0, events: 0 } });
  expect((await takeSnapshot(data, { worldId: "empty" })).snapshot).toMatchObject({ warnings: [] });
  await expect(runWorld(data, { worldId: "empty" })).rejects.toMatchObject({ code: "refused" });
  expect(await seeWorld(data, "empty")).toMatchObject({ engine: null });
});

test("one that was cut off goes on with the same wish only", async () => {
  const cut = new AbortController();
  const wish = { demo: { ...small, agents: 20, memories: 10 }, paused: true };
  const first = makeWorld(data, "cut", wish, { signal: cut.signal, report: () => cut.abort() });
  await expect(first).rejects.toMatchObject({
    code: "interrupted",
    hint: "Go on with: gworld worlds create cut -e dev",
  });
  expect(await seeWorld(data, "cut")).toMatchObject({ status: "creating" });
  await expect(makeWorld(data, "cut", { ...wish, demo: { ...wish.demo, seed: "other" } })).rejects.toMatchObject({
    code: "refused",
    hint: expect.stringContaining("other flags"),
  });
  await expect(turn("cut", "active")).rejects.toMatchObject({ code: "refused" });
  expect(await makeWorld(data, "cut", wish)).toMatchObject({ status: "paused" });
  const { snapshot } = await takeSnapshot(data, { worldId: "cut" });
  expect(snapshot).toMatchObject({ warnings: [], items: { agents: 20, memories: 200, objects, events: 100 } });
});

test("one that is still being made is not made by a second run, and another session of the role may go on", async () => {
  const stop = new AbortController();
  const second: Promise<unknown>[] = [];
  const report = () => {
    if (second.length === 0) second.push(makeWorld(place.other(), "twice").catch((error: unknown) => error));
  };
  await makeWorld(data, "twice", {}, { report });
  expect(await second[0]).toMatchObject({ code: "locked" });
  const first = makeWorld(data, "session", {}, { signal: stop.signal, report: () => stop.abort() });
  await expect(first).rejects.toMatchObject({ code: "interrupted" });
  const session = {
    account: "1",
    arn: "arn:aws:sts::1:assumed-role/dev/other",
    region: "eu-central-1",
    source: "test",
  };
  expect(await makeWorld(data, "session", {}, {}, { caller: session })).toMatchObject({ status: "active" });
  expect((await data.worlds.get("session"))?.ownerId).not.toBe(session.arn);
});

test("deleting that died at any of its calls is done by the next run, and nothing is left", async () => {
  await makeWorld(data, "doomed");
  await takeSnapshot(data, { worldId: "doomed" });
  const { generation } = await seeWorld(data, "doomed");
  const counting = mortal(data, undefined);
  await makeWorld(data, "rehearsal");
  await takeSnapshot(data, { worldId: "rehearsal" });
  await removeWorld(counting.data, "rehearsal", { withSnapshots: true });
  for (let nth = 1; nth <= counting.calls(); nth += 7) {
    const dying = mortal(place.other(), { nth, when: nth % 2 === 0 ? "before" : "after" });
    await removeWorld(dying.data, "doomed", { withSnapshots: true }).catch(() => undefined);
    for (const what of ["archive", "restore"] as const) await data.catalogue.drop("doomed", what, dying.data.holder.id);
  }
  await removeWorld(data, "doomed", { withSnapshots: true }).catch(() => undefined);
  expect(await data.worlds.get("doomed")).toBeUndefined();
  expect(await data.catalogue.snapshots("doomed")).toEqual([]);
  const archive = await data.archive();
  expect(await archive.manifests("doomed")).toEqual([]);
  for await (const chunks of archive.chunks("doomed")) expect(chunks).toEqual([]);
  for (const table of ["Agents", "WorldObjects"] as const)
    expect((await data.rows().page({ table, partition: `doomed@${generation}` })).items).toEqual([]);
});

test("a held snapshot keeps all snapshots of its world from going", async () => {
  await makeWorld(data, "held");
  const { snapshot } = await takeSnapshot(data, { worldId: "held" });
  await data.catalogue.changeSnapshot(snapshot, "COMPLETE", { held: true });
  await expect(removeWorld(data, "held", { withSnapshots: true })).rejects.toMatchObject({
    code: "refused",
    hint: expect.stringContaining(`snapshot hold ${snapshot.snapshotId} --release`),
  });
  expect(await removeWorld(data, "held")).toMatchObject({ snapshots: { kept: 1 } });
});

test("a snapshot that is held after the plan keeps its world and all of its snapshots", async () => {
  await makeWorld(data, "late");
  const { snapshot } = await takeSnapshot(data, { worldId: "late" });
  await takeSnapshot(data, { worldId: "late", full: true });
  const after = (work: () => Promise<unknown>) => ({
    ...data,
    catalogue: {
      ...data.catalogue,
      take: async (...args: Parameters<typeof data.catalogue.take>) => {
        await work();
        return data.catalogue.take(...args);
      },
    },
  });
  const holding = after(() => data.catalogue.changeSnapshot(snapshot, "COMPLETE", { held: true }));
  await expect(removeWorld(holding, "late", { withSnapshots: true })).rejects.toMatchObject({ code: "refused" });
  const states = (await data.catalogue.snapshots("late")).map(({ state }) => state);
  expect(states).toEqual(["COMPLETE", "COMPLETE"]);
  expect(await seeWorld(data, "late")).toMatchObject({ status: "active", rows: { agents: 5 } });
});

test("all generations of a restored world go with it", async () => {
  await makeWorld(data, "older");
  const { snapshot } = await takeSnapshot(data, { worldId: "older" });
  await restoreSnapshot(data, snapshot.snapshotId);
  const { generation, retired } = await seeWorld(data, "older");
  expect(retired).toMatchObject([{ generation: generation - 1 }]);
  expect(await removeWorld(data, "older")).toMatchObject({ rows: 2 * (30 + 12 + 5 + objects) });
});

test("a world that is not there is named with those that are near", async () => {
  await makeWorld(data, "smallville");
  await expect(seeWorld(data, "smalville")).rejects.toMatchObject({
    code: "notFound",
    hint: expect.stringContaining("smallville"),
  });
});
