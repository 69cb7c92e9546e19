import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import type { Item } from "../../src/model/item.ts";
import { endpoints } from "../contracts/endpoints.ts";
import { arbitraryAttributes, deepValue } from "../fakes/arbitrary-items.ts";
import { exportTo, importFrom, unwaited } from "../worlds/carrying.ts";
import { removeSnapshot } from "../worlds/keeping.ts";
import { placeAt, type WorldPlace, worldPlace } from "../worlds/place.ts";
import { restoreSnapshot } from "../worlds/restoring.ts";
import { record, textOf, type Row } from "../worlds/rows.ts";
import { seedWorld } from "../worlds/small-world.ts";
import { takeSnapshot } from "../worlds/taking.ts";
import { wireCall, wireRows } from "../worlds/wire.ts";

const dir = mkdtempSync(join(tmpdir(), "gworld-round-trip-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const tables = ["Agents", "MemoryStreams", "WorldObjects", "Events", "Worlds"] as const;

/** What a world has beside what it is in its place, such as its status and its generation. */
const kept = /^(?:own |__proto__$|name$|tick$|seqCommitted$|embedding$|startsAt$)/;

/** A row without the generation that its keys begin with, and its members in one order: sets have none. */
function plain(worldId: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => plain(worldId, one));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, one]): readonly [string, unknown] => {
    if (["SS", "NS", "BS"].includes(name) && Array.isArray(one)) return [name, one.map(String).toSorted()];
    const key = /^g(?:#|$)/.test(name) ? record(one)["S"] : undefined;
    const bare = typeof key === "string" && key.startsWith(`${worldId}@`) ? key.replace(/^[^@]*@\d+/, "") : undefined;
    return [name, bare === undefined ? plain(worldId, one) : { S: bare }];
  });
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** All rows of the newest generation of a world as text, table by table, read past gworld. */
async function rowsOf({ endpoint, environment }: WorldPlace, worldId: string): Promise<readonly string[]> {
  const all = await Promise.all(
    tables.map(async (table) => {
      const rows = await wireRows(endpoint, `gworld-${environment}-${table}`);
      if (table !== "Worlds") return rows.filter((row) => Object.keys(row).some((name) => ownsKey(row, name, worldId)));
      return rows
        .filter((row) => textOf(row, "worldId") === worldId)
        .map((row): Row => Object.fromEntries(Object.entries(row).filter(([name]) => kept.test(name))));
    }),
  );
  const texts = all.flatMap((rows, at) => rows.map((row) => `${tables[at]} ${JSON.stringify(plain(worldId, row))}`));
  return texts.toSorted();
}

const ownsKey = (row: Row, name: string, worldId: string) =>
  /^g(?:#|$)/.test(name) && textOf(row, name).startsWith(`${worldId}@`);

/** Gives every row of a world attributes of its own, past gworld. */
async function adorn({ endpoint, environment }: WorldPlace, worldId: string, own: readonly Item[]): Promise<void> {
  let next = 0;
  const isOurs = (row: Row) =>
    textOf(row, "worldId") === worldId || Object.keys(row).some((name) => ownsKey(row, name, worldId));
  for (const table of tables) {
    const TableName = `gworld-${environment}-${table}`;
    const rows = (await wireRows(endpoint, TableName)).filter(isOurs);
    // A spread takes over what is named __proto__ as well.
    const adorned = rows.map((row) => ({ ...row, ...own[next++ % own.length] }));
    await Promise.all(adorned.map((Item) => wireCall(endpoint, "PutItem", { TableName, Item })));
  }
}

interface Way {
  readonly from: WorldPlace;
  readonly to: WorldPlace;
  readonly worldId: string;
  readonly as?: string;
}

/** Snapshot, export, deletion, import, restore. */
async function carry({ from, to, worldId, as }: Way): Promise<void> {
  const { snapshot } = await takeSnapshot(from.data, { worldId });
  expect(snapshot).toMatchObject({ state: "COMPLETE", consistency: "tick", warnings: [] });
  const file = join(dir, `${worldId}.tar`);
  await exportTo(from.data, snapshot.snapshotId, file);
  if (from === to) await removeSnapshot(from.data, snapshot.snapshotId);
  await importFrom(unwaited(to.data, worldId), file);
  const { restored } = await restoreSnapshot(to.data, snapshot.snapshotId, as === undefined ? {} : { as });
  expect(restored.result).toBe("restored");
}

/** Near the greatest that DynamoDB takes, and as deep as it nests. */
const extremes = (bytes: number): readonly Item[] => [
  { "own bytes": { B: Buffer.alloc(bytes, 0xa5).toString("base64") } },
  { "own text": { S: "\u0001é🗝".repeat(57_000) }, "own depth": deepValue() },
  { "own many": { L: Array.from({ length: 4_000 }, (_, index) => ({ M: { [`n${index}`]: { N: String(index) } } })) } },
];

/** As many rows' attributes of a seed: a seed that fails is told, and not all there is in its world. */
const sample = (seed: number, rows: number) => fc.sample(arbitraryAttributes, { seed, numRuns: rows });

test("every attribute value of a world survives snapshot, export, import elsewhere and restore to the byte", async () => {
  const [home, away] = await Promise.all([worldPlace(), worldPlace()]);
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const worldId = `any-${(run += 1)}`;
      await seedWorld(home.data, { worldId, agents: 10, memories: 4, objects: 10, events: 10 });
      await adorn(home, worldId, [...extremes(405_000), ...sample(seed, 68)]);
      const before = await rowsOf(home, worldId);
      expect(before).toHaveLength(71);
      await carry({ from: home, to: away, worldId });
      expect(await rowsOf(away, worldId)).toEqual(before);
    }),
    { numRuns: 2, endOnFailure: true },
  );
}, 60_000);

const moto = endpoints().find(({ name }) => name === "moto");
const missing = moto?.missing;

describe.skipIf(missing !== undefined)(`on moto${missing === undefined ? "" : `: ${missing}`},`, () => {
  // The greatest binary is smaller there: moto measures its base64.
  test("a small world survives snapshot, export, deletion, import and restore to the byte", async () => {
    const server = await moto?.start();
    try {
      const place = await placeAt(server?.config.endpoint ?? "", moto?.account ?? "");
      await seedWorld(place.data, { worldId: "any", agents: 4, memories: 5, objects: 4, events: 4 });
      await adorn(place, "any", [...extremes(300_000), ...sample(Date.now(), 30)]);
      const before = await rowsOf(place, "any");
      await carry({ from: place, to: place, worldId: "any", as: "copy" });
      expect(await rowsOf(place, "copy")).toEqual(before);
    } finally {
      await server?.stop();
    }
  }, 60_000);
});
