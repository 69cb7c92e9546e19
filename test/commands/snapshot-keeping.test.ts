import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { snapshotDelete } from "../../src/commands/snapshot-delete.ts";
import { snapshotExport } from "../../src/commands/snapshot-export.ts";
import { snapshotHold } from "../../src/commands/snapshot-hold.ts";
import { snapshotImport } from "../../src/commands/snapshot-import.ts";
import { snapshotPrune } from "../../src/commands/snapshot-prune.ts";
import { snapshotReindex } from "../../src/commands/snapshot-reindex.ts";
import { snapshotShow } from "../../src/commands/snapshot-show.ts";
import type { Context } from "../../src/cli/command.ts";
import { worldPlace } from "../worlds/place.ts";
import { smallEngine } from "../worlds/small-engine.ts";
import { seedWorld } from "../worlds/small-world.ts";
import { takeSnapshot } from "../worlds/taking.ts";
import { worldContext } from "../worlds/world-context.ts";

const { data } = await worldPlace();
const dir = mkdtempSync(join(tmpdir(), "gworld-keeping-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Oldest first. */
async function history(worldId: string, names: readonly string[]) {
  await seedWorld(data, { worldId });
  const engine = await smallEngine(data, worldId, { memories: 5 });
  const ids: string[] = [];
  for (const name of names) {
    ids.push((await takeSnapshot(data, { worldId, name })).snapshot.snapshotId);
    await engine.step();
  }
  return ids;
}

/** The same environment, protected. */
function guarded(context: Context): Context {
  return {
    ...context,
    connect: async () => {
      const connection = await context.connect();
      return { ...connection, config: { ...connection.config, protected: true } };
    },
  };
}

const rules = { keepLast: undefined, keepDaily: undefined, keepWeekly: undefined, keepMonthly: undefined };
const wish = { ...rules, confirm: undefined, yes: false };

test("prune shows what stays and why within 80 columns, asks, and says what it did", async () => {
  const [first, second, third] = await history("town", ["a", "b", "c"]);
  const no = worldContext(data, { answer: false, width: 80 });
  expect(await snapshotPrune.run({ ...wish, world: "town", keepLast: 1 }, no.context)).toBe("refused");
  const plan = no.io.stderr();
  expect(plan).toMatch(/^town in dev: 2 of 3 snapshots go; \d+ chunks that no other needs, \d+ B$/m);
  expect(plan).toMatch(new RegExp(`keep +${third} +\\d+s +30 +last 1, last good`));
  expect(plan).toMatch(new RegExp(`drop +${first} +\\d+s +24 +no rule keeps it`));
  expect(Math.max(...plan.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(await data.catalogue.snapshots("town")).toHaveLength(3);
  const yes = worldContext(data, { answer: true });
  expect(await snapshotPrune.run({ ...wish, world: "town", keepLast: 1 }, yes.context)).toBeUndefined();
  expect(yes.io.stdout()).toMatch(/^Pruned 2 snapshots, kept 1; \d+ chunks, \d+ B freed\.$/m);
  expect((await data.catalogue.snapshots("town")).map(({ snapshotId }) => snapshotId)).toEqual([third]);
  expect(second).toBeDefined();
  const again = worldContext(data);
  await snapshotPrune.run({ ...wish, world: "town", keepLast: 1 }, again.context);
  expect(again.io.stdout()).toBe("Nothing to prune: 1 snapshot stays.\n");
});

test("without a rule, without anybody to ask, and unconfirmed where it is protected, nothing is pruned", async () => {
  await history("guarded", ["a", "b"]);
  const { context } = worldContext(data);
  await expect(snapshotPrune.run({ ...wish, world: "guarded" }, context)).rejects.toMatchObject({ code: "usage" });
  const asked = { ...wish, world: "guarded", keepDaily: 1 };
  await expect(snapshotPrune.run({ ...asked, keepDaily: undefined, keepLast: 1 }, context)).rejects.toMatchObject({
    code: "refused",
  });
  await expect(snapshotPrune.run({ ...asked, yes: true }, guarded(context))).rejects.toMatchObject({ code: "refused" });
  expect(await data.catalogue.snapshots("guarded")).toHaveLength(2);
  const confirmed = worldContext(data, { json: true });
  await snapshotPrune.run(
    { ...wish, world: "guarded", keepLast: 1, yes: true, confirm: "dev" },
    guarded(confirmed.context),
  );
  expect(JSON.parse(confirmed.io.stdout())).toMatchObject({
    dropped: [{ worldId: "guarded", reasons: ["no rule keeps it"] }],
    kept: [{ worldId: "guarded", reasons: ["last 1", "last good"] }],
    chunks: expect.any(Number),
    freedBytes: expect.any(Number),
    skipped: [],
  });
});

test("hold keeps one from delete; the last good one is said to be; delete says what it freed", async () => {
  const [id = ""] = await history("held", ["only"]);
  const { context, io } = worldContext(data);
  await snapshotHold.run({ id, release: false, yes: false }, context);
  expect(io.stdout()).toBe(`Held: nothing deletes ${id}.\nLet it go: gworld snapshot hold ${id} --release -e dev\n`);
  await expect(snapshotDelete.run({ id, confirm: undefined, yes: true }, context)).rejects.toMatchObject({
    code: "refused",
    hint: `Let it go first: gworld snapshot hold ${id} --release -e dev`,
  });
  await snapshotHold.run({ id, release: true, yes: false }, context);
  const last = worldContext(data, { answer: true });
  await snapshotDelete.run({ id, confirm: undefined, yes: false }, last.context);
  expect(last.io.stderr()).toContain(`Delete snapshot ${id} (only) of held in dev, tick 5`);
  expect(last.io.stderr()).toContain("It is the last good one of its world: nothing is left to restore from.");
  expect(last.io.stdout()).toMatch(new RegExp(`^Deleted ${id}: 7 chunks that no other snapshot has, \\S+ kB\\.$`, "m"));
});

test("export and import carry one as a file; both say what to type next", async () => {
  const [id = ""] = await history("carried", ["one"]);
  const file = join(dir, "carried.tar");
  const out = worldContext(data);
  await snapshotExport.run({ id, file, force: false, yes: false }, out.context);
  expect(out.io.stdout()).toMatch(new RegExp(`^Exported ${id} of carried to `));
  expect(out.io.stdout()).toContain("gworld snapshot import ");
  await snapshotDelete.run({ id, confirm: undefined, yes: true }, worldContext(data).context);
  const back = worldContext(data, { json: true });
  await snapshotImport.run({ file, as: "brought", yes: false }, back.context);
  expect(JSON.parse(back.io.stdout())).toMatchObject({
    snapshotId: id,
    worldId: "brought",
    result: "imported",
    origin: { environment: "dev", worldId: "carried" },
    chunks: 7,
  });
  const again = worldContext(data);
  await snapshotImport.run({ file, as: undefined, yes: false }, again.context);
  expect(again.io.stdout()).toContain(`${id} of brought, tick 5, is in dev already.`);
  expect(again.io.stdout()).toContain(`Next: gworld restore ${id} --as brought-copy -e dev`);
  await expect(snapshotImport.run({ file, as: "No World", yes: false }, again.context)).rejects.toMatchObject({
    code: "usage",
  });
});

test("reindex notes what the catalogue has lost, and ends with 6 where something cannot be noted", async () => {
  const [id = ""] = await history("lost", ["one"]);
  await data.catalogue.removeSnapshot({ worldId: "lost", snapshotId: id });
  const { context, io } = worldContext(data);
  expect(await snapshotReindex.run({ world: "lost", yes: false }, context)).toBeUndefined();
  expect(io.stdout()).toBe(
    `Noted 1 snapshot; 0 were known. Holds do not come back.\n  ${id}  lost\nNext: gworld snapshot list -e dev\n`,
  );
  await (await data.archive()).removeManifest("lost", id);
  await (await data.archive()).putManifest("lost", id, "{}\u001b[2J");
  const bad = worldContext(data);
  expect(await snapshotReindex.run({ world: "lost", yes: false }, bad.context)).toBe("unverified");
  expect(bad.io.stdout()).toContain("Problem:");
  expect(bad.io.stdout()).not.toContain("\u001b[2J");
});

test.each([
  { damage: "missing", text: undefined, says: "Warning: The manifest is missing: nothing restores it." },
  { damage: "torn", text: "{", says: "Warning: The manifest is damaged: it is not JSON." },
])(
  "a snapshot whose manifest is $damage is shown as far as it is known, with a way out",
  async ({ text, says, damage }) => {
    const [id = ""] = await history(damage, ["a"]);
    const archive = await data.archive();
    await archive.removeManifest(damage, id);
    if (text !== undefined) await archive.putManifest(damage, id, text);
    const shown = worldContext(data);
    await snapshotShow.run({ id, yes: false }, shown.context);
    const out = shown.io.stdout();
    expect(out).toContain(says);
    expect(out).toContain(`gworld snapshot delete ${id} -e dev`);
    expect(out).not.toContain("gworld restore");
  },
);
