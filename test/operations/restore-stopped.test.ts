import { expect, test } from "vitest";
import { worldDataOf } from "../../src/main/data.ts";
import type { WorldData } from "../../src/ports/world-data.ts";
import { worldPlace } from "../worlds/place.ts";
import { drop, restoreSnapshot, undo } from "../worlds/restoring.ts";
import { seedWorld } from "../worlds/small-world.ts";
import { takeSnapshot } from "../worlds/taking.ts";

const place = await worldPlace();
const { data } = place;

async function snapshotOf(worldId: string): Promise<string> {
  await seedWorld(data, { worldId, memories: 5 });
  return (await takeSnapshot(data, { worldId })).snapshot.snapshotId;
}

/** Somebody else's fence that stands for long, and a person who gives up at the first wait for it. */
function atFence(worldId: string) {
  const person = new AbortController();
  const clock = { now: () => Date.now(), wait: async () => person.abort() };
  const impatient = worldDataOf({ ...place, account: async () => place.account, clock });
  const now = Date.now();
  return {
    impatient,
    signal: person.signal,
    asked: () => data.worlds.fence(worldId, { id: "reader", until: now + 600_000 }, now),
    thaw: async () => {
      const world = await data.worlds.get(worldId);
      if (world !== undefined) await data.worlds.release(worldId, "reader", world);
    },
  };
}

/** A restore that has loaded all and was killed before it was shown. */
async function unshown(worldId: string): Promise<string> {
  const id = await snapshotOf(worldId);
  const other = place.other();
  const flip = async () => Promise.reject(new Error("killed"));
  await expect(restoreSnapshot({ ...other, catalogue: { ...other.catalogue, flip } }, id)).rejects.toThrow("killed");
  return id;
}

test("Ctrl-C ends a flip that waits at a fence; the next run shows what was loaded", async () => {
  const id = await snapshotOf("iced");
  const { impatient, signal, asked, thaw } = atFence("iced");
  await expect(restoreSnapshot(impatient, id, {}, { signal, asked })).rejects.toMatchObject({
    code: "interrupted",
    hint: expect.stringContaining(`gworld restore ${id} -e dev`),
  });
  expect(await data.worlds.get("iced")).toMatchObject({ gen: 1, restoring: { gen: 2 }, fence: { id: "reader" } });
  expect(await data.catalogue.lease("iced", "restore")).toBeUndefined();
  await thaw();
  expect((await restoreSnapshot(data, id)).restored).toMatchObject({ result: "restored" });
  expect(await data.worlds.get("iced")).toMatchObject({ gen: 2, restoring: undefined });
});

test("of a world that is only being made nobody says that it is as it was", async () => {
  const id = await snapshotOf("source");
  const other = place.other();
  const person = new AbortController();
  const flip = async () => {
    person.abort();
    throw new Error("killed");
  };
  const cut = { ...other, catalogue: { ...other.catalogue, flip } };
  await expect(restoreSnapshot(cut, id, { as: "fresh" }, { signal: person.signal })).rejects.toMatchObject({
    code: "interrupted",
    message: "Interrupted: nothing of fresh is shown; what was loaded stays unseen.",
  });
  expect(await drop(data, "fresh")).toMatchObject({ result: "aborted", gone: true });
});

test("Ctrl-C ends an undo that waits at a fence, and nothing was brought back", async () => {
  const id = await snapshotOf("chilled");
  const { restored } = await restoreSnapshot(data, id);
  const { impatient, signal, asked, thaw } = atFence("chilled");
  await expect(undo(impatient, "chilled", { signal, asked })).rejects.toMatchObject({
    code: "interrupted",
    hint: `Go on with: gworld restore ${restored.restoreId} --undo -e dev`,
  });
  expect(await data.worlds.get("chilled")).toMatchObject({ gen: 2 });
  await thaw();
  expect(await undo(data, "chilled")).toMatchObject({ result: "undone" });
});

test("what is being dropped cannot be gone on with, and what somebody goes on with cannot be dropped", async () => {
  const id = await unshown("two");
  let second: unknown;
  const other = place.other();
  const dropping: WorldData = {
    ...other,
    catalogue: {
      ...other.catalogue,
      abort: async (of) => {
        second = await restoreSnapshot(data, id).catch((error: unknown) => error);
        return other.catalogue.abort(of);
      },
    },
  };
  expect(await drop(dropping, "two")).toMatchObject({ result: "aborted" });
  expect(second).toMatchObject({ code: "locked", message: expect.stringContaining("gworld restore --abort") });
  expect(await data.worlds.get("two")).toMatchObject({ gen: 1, restoring: undefined });
  await unshown("two-again");
  const asked = () => {
    const { holder } = other;
    const now = Date.now();
    return data.catalogue.take("two-again", "restore", { holder, until: now + 20_000, doing: "restore" }, { now });
  };
  await expect(drop(data, "two-again", { asked })).rejects.toMatchObject({ code: "locked" });
  expect(await data.worlds.get("two-again")).toMatchObject({ restoring: { gen: 2 } });
});

test("an undo of a world that a later restore has claimed names that restore and both ways on", async () => {
  const id = await snapshotOf("claimed");
  const { restored } = await restoreSnapshot(data, id);
  const other = place.other();
  const flip = async () => Promise.reject(new Error("killed"));
  const cut = { ...other, catalogue: { ...other.catalogue, flip } };
  const later = { ttl: "strip" };
  const claim = () => expect(restoreSnapshot(cut, id, later)).rejects.toThrow("killed");
  const told = {
    code: "locked",
    message: `claimed is being restored from ${id} (--ttl strip) already.`,
    hint: `Let it go on: gworld restore ${id} -e dev --ttl strip. Or drop it: gworld restore claimed --abort -e dev`,
  };
  await expect(undo(data, restored.restoreId, { asked: claim })).rejects.toMatchObject(told);
  await expect(undo(data, restored.restoreId)).rejects.toMatchObject(told);
  await drop(data, "claimed");
  expect(await undo(data, restored.restoreId)).toMatchObject({ result: "undone" });
});

test("a drop that does not reach AWS says how to go on, and what it has dropped", async () => {
  const id = await unshown("far");
  const other = place.other();
  const offline = async <T>(work: () => Promise<T>) => {
    await place.fault({ service: "dynamodb", cut: "request" });
    try {
      return await work();
    } finally {
      await place.fault({ clear: "true" });
    }
  };
  const abort: WorldData["catalogue"]["abort"] = (of) => offline(() => other.catalogue.abort(of));
  const [entry] = await data.catalogue.restores("far");
  await expect(drop({ ...other, catalogue: { ...other.catalogue, abort } }, "far")).rejects.toMatchObject({
    code: "resumable",
    message: expect.stringContaining("Whether the restore of far is dropped is not known"),
    hint: `Go on with: gworld restore ${entry?.restoreId} --abort -e dev`,
  });
  const late: WorldData["catalogue"] = {
    ...other.catalogue,
    abort: async (of) => {
      const done = await other.catalogue.abort(of);
      late.restores = (worldId) => offline(() => other.catalogue.restores(worldId));
      return done;
    },
  };
  await expect(drop({ ...other, catalogue: late }, "far")).rejects.toMatchObject({
    code: "resumable",
    message: expect.stringContaining("The restore of far is dropped"),
  });
  expect((await restoreSnapshot(data, id)).restored).toMatchObject({ result: "restored" });
});
