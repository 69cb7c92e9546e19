import { expect, test } from "vitest";
import type { WorldData } from "../../src/ports/world-data.ts";
import { makeWorld, removeWorld, seeWorld, small, turnWorld } from "../worlds/engines.ts";
import { worldPlace } from "../worlds/place.ts";
import { sleeper } from "../worlds/sleeper.ts";
import { takeSnapshot } from "../worlds/taking.ts";

const place = await worldPlace();
const { data } = place;

const lost = { code: "locked", message: expect.stringContaining("was lost") };
const whole = { agents: 5, memories: 30, objects: 40, events: 12 };

test("a machine that slept while it made a world writes no row of it any more, nor shows it", async () => {
  const { sleep, clock, data: slow } = sleeper(place.other());
  let puts = 0;
  const asleep: WorldData = {
    ...slow,
    worlds: {
      ...slow.worlds,
      create: async (row) => {
        const isNew = await slow.worlds.create(row);
        sleep();
        return isNew;
      },
    },
    rows: (limits) => {
      const rows = slow.rows(limits);
      return { ...rows, put: (...args) => ((puts += 1), rows.put(...args)) };
    },
  };
  await expect(makeWorld(asleep, "drowsy", {}, {}, { clock })).rejects.toMatchObject(lost);
  expect(puts).toBe(0);
  const empty = makeWorld(asleep, "drowsy-too", { demo: undefined }, {}, { clock });
  await expect(empty).rejects.toMatchObject(lost);
  expect(await seeWorld(data, "drowsy")).toMatchObject({ status: "creating" });
});

test("a machine that slept while it deleted a world removes no row of the one that was made after it", async () => {
  await makeWorld(data, "twin");
  const { sleep, clock, data: slow } = sleeper(place.other());
  const dropped = async () => {
    for (const what of ["archive", "restore"] as const) await data.catalogue.drop("twin", what, slow.holder.id);
  };
  let pages = 0;
  const asleep: WorldData = {
    ...slow,
    rows: (limits) => {
      const rows = slow.rows(limits);
      return {
        ...rows,
        page: async (query, signal) => {
          // The plan counts agents and objects; what is asked for next is of the deletion.
          if ((pages += 1) === 3) {
            await dropped();
            await removeWorld(data, "twin");
            await makeWorld(data, "twin", { demo: { ...small, seed: "two" } });
            sleep();
          }
          return rows.page(query, signal);
        },
      };
    },
  };
  await expect(removeWorld(asleep, "twin", { clock })).rejects.toMatchObject(lost);
  expect(await seeWorld(data, "twin")).toMatchObject({ status: "active", generation: 1, rows: whole });
});

test("another world than the one that was shown keeps itself and its snapshots", async () => {
  await makeWorld(data, "other");
  const asked = async () => {
    await removeWorld(data, "other");
    await makeWorld(data, "other", { demo: { ...small, seed: "two" } });
    await takeSnapshot(data, { worldId: "other" });
  };
  await expect(removeWorld(data, "other", { withSnapshots: true, asked })).rejects.toMatchObject({ code: "locked" });
  expect((await data.catalogue.snapshots("other")).map(({ state }) => state)).toEqual(["COMPLETE"]);
  expect(await seeWorld(data, "other")).toMatchObject({ status: "active", rows: whole });
  const gone = removeWorld(data, "other", { withSnapshots: true, asked: () => removeWorld(data, "other") });
  await expect(gone).rejects.toMatchObject({ code: "locked" });
  expect((await data.catalogue.snapshots("other")).map(({ state }) => state)).toEqual(["COMPLETE"]);
});

test("a world that was paused when its pause was planned is not paused unasked where somebody has resumed it", async () => {
  await makeWorld(data, "turns", { paused: true });
  const asked = () => turnWorld(data, "turns", "active");
  expect(await turnWorld(data, "turns", "paused", { asked })).toMatchObject({ status: "paused", changed: false });
  expect(await seeWorld(data, "turns")).toMatchObject({ status: "active" });
});

test("where AWS is not reached a world is told to be unfinished, wherever that was", async () => {
  const unfinished = { code: "resumable", hint: "Go on with: gworld worlds create offline -e dev" };
  await place.fault({ service: "dynamodb", operation: "PutItem", cut: "request" });
  await expect(makeWorld(data, "offline", { demo: undefined })).rejects.toMatchObject(unfinished);
  await place.fault({ clear: "true" });
  const other = place.other();
  const setStatus = async () => {
    await place.fault({ service: "dynamodb", operation: "UpdateItem", cut: "request" });
    return other.worlds.setStatus("offline", ["creating"], "active");
  };
  const cut = { ...other, worlds: { ...other.worlds, setStatus } };
  await expect(makeWorld(cut, "offline", { demo: undefined })).rejects.toMatchObject(unfinished);
  await place.fault({ clear: "true" });
  expect(await makeWorld(data, "offline", { demo: undefined })).toMatchObject({ status: "active" });
});

test.each([
  { verb: "create", work: (signal: AbortSignal) => makeWorld(data, "busy", {}, { signal }) },
  { verb: "delete", work: (signal: AbortSignal) => removeWorld(data, "busy", { signal }) },
])("Ctrl-C while worlds $verb waits for somebody says that nothing was changed", async ({ verb, work }) => {
  if (verb === "delete") await makeWorld(data, "busy");
  const elsewhere = { id: "other", host: "elsewhere", pid: 1 };
  const now = Date.now();
  const lease = { holder: elsewhere, until: now + 15_000, doing: "restore" };
  await data.catalogue.take("busy", "restore", lease, { now });
  await expect(work(AbortSignal.timeout(300))).rejects.toMatchObject({
    code: "interrupted",
    message: "Interrupted while waiting for busy. Nothing was changed.",
  });
  await data.catalogue.drop("busy", "restore", elsewhere.id);
});
