import { beforeAll, expect, test } from "vitest";
import type { RestoreEntry } from "../../src/model/catalogue.ts";
import { placeAt, type WorldPlace } from "../worlds/place.ts";
import { contract } from "./endpoints.ts";
import { now, restoreEntry, snapshotEntry, worldRow as row, worldRowData as data } from "./entries.ts";

contract("restores in the catalogue", ({ account }, config) => {
  let place: WorldPlace;
  beforeAll(async () => {
    place = await placeAt(config().endpoint, account);
  });

  test("into a new world: nobody sees it before the flip", async () => {
    const { catalogue, worlds, ids } = place.data;
    const entry = restoreEntry({ worldId: "w-new", restoreId: ids.next(), mode: "new", gen: 1 }, ids.momentOf);
    expect(await catalogue.claim(entry, now)).toBeUndefined();
    expect((await worlds.get("w-new"))?.status).toBe("restoring");
    const second = { ...entry, restoreId: ids.next() };
    expect(await catalogue.claim(second, now)).toBe("claimed");
    await catalogue.addLoaded(entry, ["aa", "bb"]);
    expect([...((await catalogue.restore(entry.restoreId))?.loaded ?? [])].sort()).toEqual(["aa", "bb"]);
    const flip = { worldId: "w-new", restoreId: entry.restoreId, gen: 1, row: data } as const;
    expect(await catalogue.flip(flip, { seconds: 2 }, { now, retireUntil: now })).toBe("flipped");
    expect(await catalogue.flip(flip, { seconds: 2 }, { now, retireUntil: now })).toBe("flipped");
    expect(await worlds.get("w-new")).toMatchObject({ status: "paused", name: "Smallville", gen: 1, retired: [] });
    expect(await catalogue.restore(entry.restoreId)).toMatchObject({ state: "COMPLETE", seconds: 2 });
    expect(await catalogue.claim({ ...entry, restoreId: ids.next() }, now)).toBe("exists");
  });

  test("into the same world, back and forth", async () => {
    const { catalogue, worlds, ids } = place.data;
    await worlds.create({ ...row("w-same"), extra: { S: "goes" } });
    const entry = restoreEntry({ worldId: "w-same", restoreId: ids.next(), mode: "replace", gen: 2 }, ids.momentOf);
    expect(await catalogue.claim(entry, now)).toBeUndefined();
    const engine = { id: "e", until: now + 15_000 };
    const running = await worlds.takeOver("w-same", engine, { now, force: true });
    const tick = { worldId: "w-same", epoch: running?.epoch ?? 0, engine, seqCommitted: 80, puts: [] };
    expect(await worlds.commit({ ...tick, tick: 8 }, now)).toBe("committed");
    const old = { ...data, tick: { N: "3" } };
    const flip = { worldId: "w-same", restoreId: entry.restoreId, gen: 2, row: old } as const;
    expect(await catalogue.flip(flip, {}, { now, retireUntil: now + 99 })).toBe("flipped");
    const flipped = await worlds.get("w-same");
    expect(flipped).toMatchObject({ gen: 2, tick: 3, lastGen: 2, restoring: undefined, fence: undefined });
    expect(flipped?.row["extra"]).toBeUndefined();
    expect(await worlds.commit({ ...tick, tick: 9 }, now)).toBe("lost");
    const times = { now, retireUntil: now + 99 };
    expect(await catalogue.undo(entry, "COMPLETE", times)).toBe("swapped");
    const undone = await worlds.get("w-same");
    expect(undone).toMatchObject({ gen: 1, tick: 8, seqCommitted: 80 });
    expect(undone?.row["extra"]).toEqual({ S: "goes" });
    expect(await catalogue.restore(entry.restoreId)).toMatchObject({ state: "UNDONE" });
    expect(await catalogue.undo(entry, "COMPLETE", times)).toBe("unchanged");
    await worlds.setStatus("w-same", ["active"], "deleting");
    expect(await catalogue.undo(entry, "UNDONE", times)).toBe("busy");
    await worlds.setStatus("w-same", ["deleting"], "paused");
    expect(await catalogue.undo(entry, "UNDONE", times)).toBe("swapped");
    expect(await worlds.get("w-same")).toMatchObject({ gen: 2, tick: 3, status: "paused" });
    expect(await catalogue.undo(entry, "COMPLETE", { now: now + 1_000, retireUntil: now })).toBe("gone");
    await catalogue.forgetRetired("w-same", [1]);
    expect((await worlds.get("w-same"))?.retired).toEqual([]);
  });

  test("of parts of a world go over its row, and only while it stands as it was seen", async () => {
    const { catalogue, worlds, ids } = place.data;
    await worlds.create({ ...row("w-part"), extra: { S: "stays" } });
    const entry = restoreEntry({ worldId: "w-part", restoreId: ids.next(), mode: "replace", gen: 2 }, ids.momentOf);
    const over = { gen: 1, epoch: 1, tick: 7, seqCommitted: 70, secondsPerTick: 10, eventShards: 1 };
    const journal: RestoreEntry = { ...entry, options: { ...entry.options, only: "objects" }, standing: over };
    expect(await catalogue.claim(journal, now)).toBeUndefined();
    expect(await catalogue.restore(entry.restoreId)).toEqual(journal);
    const flip = { worldId: "w-part", restoreId: entry.restoreId, gen: 2 } as const;
    const shown = { ...flip, row: { tick: { N: "9" } } };
    for (const other of [{ tick: 6 }, { epoch: 2 }, { seqCommitted: 71 }, { gen: 3 }])
      expect(await catalogue.flip({ ...shown, over: { ...over, ...other } }, {}, { now, retireUntil: now + 99 })).toBe(
        "moved",
      );
    expect(await worlds.get("w-part")).toMatchObject({ gen: 1, fence: undefined });
    const kept = { agents: 1, memories: 2, objects: 0, events: 3 };
    expect(await catalogue.flip({ ...shown, over }, { kept }, { now, retireUntil: now + 99 })).toBe("flipped");
    const flipped = await worlds.get("w-part");
    expect(flipped).toMatchObject({ gen: 2, epoch: 2, tick: 9, seqCommitted: 70, name: "Smallville" });
    expect(flipped?.row["extra"]).toEqual({ S: "stays" });
    expect(await catalogue.restore(entry.restoreId)).toMatchObject({ state: "COMPLETE", kept });
  });

  test("of our own snapshots claim only what is complete", async () => {
    const { catalogue, worlds, ids } = place.data;
    const snapshot = { ...snapshotEntry(ids.next(), ids.momentOf), state: "COMPLETE" } as const;
    await catalogue.addSnapshot(snapshot);
    const wish = { worldId: "w-read", restoreId: ids.next(), mode: "new", gen: 1 } as const;
    const { snapshotId, worldId: sourceWorldId } = snapshot;
    const entry = { ...restoreEntry(wish, ids.momentOf), snapshotId, sourceWorldId, options: {} };
    await catalogue.changeSnapshot(snapshot, "COMPLETE", { state: "DELETING" });
    expect(await catalogue.claim(entry, now)).toBe("unreadable");
    expect(await worlds.get("w-read")).toBeUndefined();
    await catalogue.changeSnapshot(snapshot, "DELETING", { state: "COMPLETE" });
    expect(await catalogue.claim(entry, now)).toBeUndefined();
  });

  test("are known to their snapshot from the claim on until they end", async () => {
    const { catalogue, ids } = place.data;
    const snapshot = { ...snapshotEntry(ids.next(), ids.momentOf), worldId: "w-known", state: "COMPLETE" } as const;
    await catalogue.addSnapshot(snapshot);
    const restoring = (worldId: string) => ({
      ...restoreEntry({ worldId, restoreId: ids.next(), mode: "new", gen: 1 }, ids.momentOf),
      options: {},
      sourceWorldId: "w-known",
      snapshotId: snapshot.snapshotId,
    });
    const [one, two] = [restoring("w-known-1"), restoring("w-known-2")];
    expect(await catalogue.readers(snapshot)).toEqual([]);
    for (const entry of [one, two]) expect(await catalogue.claim(entry, now)).toBeUndefined();
    expect(await catalogue.claim({ ...one, restoreId: ids.next() }, now)).toBe("claimed");
    expect((await catalogue.readers(snapshot)).map(({ worldId }) => worldId).sort()).toEqual([
      "w-known-1",
      "w-known-2",
    ]);
    await catalogue.abort(one);
    await catalogue.forgetNotes(two);
    expect(await catalogue.readers(snapshot)).toEqual([]);
    await catalogue.removeSnapshot(snapshot);
    await catalogue.forgetNotes(one);
    expect(await catalogue.snapshots("w-known")).toEqual([]);
  });

  test("keep what is loaded while they go on, and forget it", async () => {
    const { catalogue, ids } = place.data;
    const entry = restoreEntry({ worldId: "w-load", restoreId: ids.next(), mode: "new", gen: 1 }, ids.momentOf);
    await catalogue.claim(entry, now);
    const loaded = ["aa1", "aa2", "ab1"];
    await catalogue.addLoaded(entry, loaded);
    expect([...((await catalogue.restore(entry.restoreId))?.loaded ?? [])].sort()).toEqual(loaded);
    await catalogue.forgetNotes(entry);
    expect((await catalogue.restores("w-load"))[0]?.loaded.size).toBe(0);
  });

  test("leave a world paused that was paused while it was loaded", async () => {
    const { catalogue, worlds, ids } = place.data;
    await worlds.create(row("w-pause"));
    const entry = restoreEntry({ worldId: "w-pause", restoreId: ids.next(), mode: "replace", gen: 2 }, ids.momentOf);
    await catalogue.claim(entry, now);
    await worlds.setStatus("w-pause", ["active"], "paused");
    const flip = { worldId: "w-pause", restoreId: entry.restoreId, gen: 2, row: data } as const;
    expect(await catalogue.flip(flip, {}, { now, retireUntil: now })).toBe("flipped");
    expect(await worlds.get("w-pause")).toMatchObject({ gen: 2, status: "paused" });
  });

  test("are dropped without a trace on the world", async () => {
    const { catalogue, worlds, ids } = place.data;
    await worlds.create(row("w-abort"));
    const entry = restoreEntry({ worldId: "w-abort", restoreId: ids.next(), mode: "replace", gen: 2 }, ids.momentOf);
    await catalogue.claim(entry, now);
    expect(await catalogue.abort(entry)).toBe(true);
    expect(await worlds.get("w-abort")).toMatchObject({ gen: 1, lastGen: 2, restoring: undefined, status: "active" });
    expect(await catalogue.abort(entry)).toBe(true);
    const flip = { worldId: "w-abort", restoreId: entry.restoreId, gen: 2, row: data } as const;
    expect(await catalogue.flip(flip, {}, { now, retireUntil: now })).toBe("lost");
    const gone = restoreEntry({ worldId: "w-gone", restoreId: ids.next(), mode: "new", gen: 1 }, ids.momentOf);
    await catalogue.claim(gone, now);
    expect(await catalogue.abort(gone)).toBe(true);
    expect(await worlds.get("w-gone")).toBeUndefined();
    const absent = restoreEntry({ worldId: "w-none", restoreId: ids.next(), mode: "replace", gen: 2 }, ids.momentOf);
    expect(await catalogue.claim(absent, now)).toBe("absent");
  });
});
