import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { exportTo, importFrom } from "../worlds/carrying.ts";
import { removeSnapshot } from "../worlds/keeping.ts";
import { worldPlace } from "../worlds/place.ts";
import { restoreSnapshot } from "../worlds/restoring.ts";
import { sleeper } from "../worlds/sleeper.ts";
import { seedWorld } from "../worlds/small-world.ts";
import { takeSnapshot } from "../worlds/taking.ts";

const place = await worldPlace();
const { data } = place;
const dir = mkdtempSync(join(tmpdir(), "gworld-import-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function exported(worldId: string) {
  await seedWorld(data, { worldId });
  const { snapshotId } = (await takeSnapshot(data, { worldId })).snapshot;
  const file = join(dir, `${worldId}.tar`);
  await exportTo(data, snapshotId, file);
  return { snapshotId, file };
}

test("a snapshot that was deleted while the import waited for it is imported, not told to be repaired", async () => {
  const { snapshotId, file } = await exported("waits");
  const archive = await data.archive();
  await archive.removeManifest("waits", snapshotId);
  const other = place.other();
  let deleted = false;
  const waiting = {
    ...other,
    catalogue: {
      ...other.catalogue,
      take: async (...args: Parameters<typeof other.catalogue.take>) => {
        if (!deleted) await removeSnapshot(data, snapshotId);
        deleted = true;
        return other.catalogue.take(...args);
      },
    },
  };
  expect(await importFrom(waiting, file)).toMatchObject({ result: "imported" });
  expect((await restoreSnapshot(data, snapshotId)).restored).toMatchObject({ result: "restored" });
});

test.each(["a new one", "a repair"])(
  "a machine that slept while it read a file writes no manifest: %s",
  async (what) => {
    const worldId = what === "a new one" ? "sleeps" : "sleeps-again";
    const { snapshotId, file } = await exported(worldId);
    if (what === "a new one") await removeSnapshot(data, snapshotId);
    else await (await data.archive()).removeManifest(worldId, snapshotId);
    const { sleep, clock, data: slow } = sleeper(place.other());
    const archive = async () => {
      const own = await slow.archive();
      const putChunk: typeof own.putChunk = (...args) => (sleep(), own.putChunk(...args));
      return { ...own, putChunk };
    };
    await expect(importFrom({ ...slow, archive }, file, { clock })).rejects.toMatchObject({
      code: "locked",
      message: expect.stringContaining("was lost"),
    });
    expect(await (await data.archive()).manifest(worldId, snapshotId)).toBeUndefined();
    expect(await importFrom(data, file)).toMatchObject({ result: what === "a new one" ? "imported" : "repaired" });
  },
);
