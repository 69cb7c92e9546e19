import { afterEach, expect, test } from "vitest";
import { AwsError } from "../../src/model/aws-error.ts";
import { numberOf } from "../../src/model/item.ts";
import { noteOf } from "../../src/model/restore/bulk-note.ts";
import { generation } from "../../src/model/world/keys.ts";
import type { WorldData } from "../../src/ports/world-data.ts";
import { hurried, inBulk, newestLoads, stagedKeys, withBulk } from "../worlds/bulk-loading.ts";
import { worldPlace } from "../worlds/place.ts";
import { drop, restoreSnapshot } from "../worlds/restoring.ts";
import { eventRow, putAll, seedWorld } from "../worlds/small-world.ts";
import { takeSnapshot } from "../worlds/taking.ts";

const place = await worldPlace();
/** Where a bulk load takes 20 seconds before it puts anything. */
const slow = await worldPlace({ timeScale: 1 });
const { data } = place;
afterEach(() => place.fault({ clear: "true" }));

test("DynamoDB loads the same world as gworld's own requests do, and nothing stays staged", async () => {
  await seedWorld(data, { worldId: "same", memories: 40 });
  const { snapshot } = await takeSnapshot(data, { worldId: "same" });
  const { restored, events } = await inBulk(data, snapshot.snapshotId, { as: "bulk", maxWcu: 2_048 });
  expect(restored).toMatchObject({ result: "restored", items: { agents: 3, memories: 120, objects: 2, events: 4 } });
  await restoreSnapshot(data, snapshot.snapshotId, { as: "client" });
  const copies = await Promise.all(["bulk", "client"].map((worldId) => takeSnapshot(data, { worldId })));
  for (const copy of copies) expect(copy.snapshot.contentHash).toBe(snapshot.contentHash);
  expect(await stagedKeys(place)).toEqual([]);
  const loads = await newestLoads(place);
  expect(new Set(loads.map(({ TableDetails }) => TableDetails?.[0]?.TableName))).toEqual(
    new Set(["Agents", "Events", "MemoryStreams", "WorldObjects"].map((table) => `gworld-dev-${table}`)),
  );
  expect(loads).toHaveLength(4);
  for (const load of loads) {
    expect(load.MaxWriteRequestUnits).toBe(2_048);
    expect(load.ClientToken).toContain(restored.restoreId);
    expect(load.InputS3Configuration).toMatchObject({ S3BucketOwner: place.account, InputFormat: "DYNAMODB_JSON" });
    expect(load.OutputS3Configuration).toMatchObject({ S3BucketOwner: place.account, OutputType: ["ERROR"] });
  }
  const last = events.findLast(({ kind }) => kind === "bulk");
  expect(last).toMatchObject({ rows: 129, ofRows: 129, ofBytes: expect.any(Number) });
  expect(events.findLast(({ kind }) => kind === "staged")).toMatchObject({ rows: 129, ofRows: 129 });
});

test("in place it is flipped as ever, and events get the time that was asked for", async () => {
  await seedWorld(data, { worldId: "flips", events: 0 });
  const past = eventRow(generation("flips", 1), { seq: 1, tick: 1, memories: [], expiresAt: 1_000 });
  await putAll(data, "Events", [past]);
  const { snapshot } = await takeSnapshot(data, { worldId: "flips" });
  const { restored } = await inBulk(data, snapshot.snapshotId, { ttl: "strip" });
  expect(restored).toMatchObject({ mode: "replace", undoUntil: expect.any(String) });
  expect(await data.worlds.get("flips")).toMatchObject({ gen: 2, status: "active", restoring: undefined });
  const page = await data.rows().page({ table: "Events", partition: "flips@2#00000000#0" });
  expect(page.items).toHaveLength(1);
  expect(numberOf(page.items[0], "expiresAt")).toBeUndefined();
});

test("rows that DynamoDB refuses are named, nothing is shown, and the report goes with the next restore", async () => {
  await seedWorld(data, { worldId: "refused", memories: 5 });
  const { snapshot } = await takeSnapshot(data, { worldId: "refused" });
  const spoilt = withBulk(place.other(), (bulk) => ({
    async stage(share, number, file) {
      if (share.table !== "WorldObjects") return bulk.stage(share, number, file);
      const packer = data.codec.packer(file.codec);
      const rows = await data.codec.unpack(file.codec, file.body, 1e6);
      await packer.add([rows.trimEnd(), JSON.stringify({ Item: { g: { S: "refused@2\u001b[31m" } } })]);
      return bulk.stage(share, number, await packer.end());
    },
  }));
  await expect(inBulk(spoilt, snapshot.snapshotId)).rejects.toMatchObject({
    code: "unverified",
    message: expect.stringMatching(/could not put 1 rows of WorldObjects: refused@2.*: .*key/),
    hint: expect.stringMatching(/aws s3 ls --recursive s3:\/\/.*\/dev\/staging\/.*\/WorldObjects\/output\//),
  });
  expect(await data.worlds.get("refused")).toMatchObject({ gen: 1, restoring: undefined });
  expect((await data.catalogue.restores("refused")).map(({ state }) => state)).toEqual(["ABORTED"]);
  expect((await stagedKeys(place)).filter((key) => key.includes("/output/"))).toHaveLength(1);
  await inBulk(data, snapshot.snapshotId);
  expect(await data.worlds.get("refused")).toMatchObject({ gen: 3 });
  expect(await stagedKeys(place)).toEqual([]);
  expect((await data.rows().page({ table: "WorldObjects", partition: "refused@2" })).items).toEqual([]);
});

test("a load that somebody has cancelled is asked for again under another token", async () => {
  await seedWorld(data, { worldId: "ends", memories: 5 });
  const { snapshot } = await takeSnapshot(data, { worldId: "ends" });
  const cancelled = withBulk(place.other(), (bulk) => ({
    async status(operation) {
      const status = await bulk.status(operation);
      return status && operation.includes("Events") ? { ...status, state: "cancelled", reason: "Enough" } : status;
    },
  }));
  await expect(inBulk(cancelled, snapshot.snapshotId)).rejects.toMatchObject({
    code: "resumable",
    message: "The bulk load of Events was cancelled (Enough). ends is as it was.",
    hint: expect.stringContaining("--engine client"),
  });
  const [entry] = await data.catalogue.restores("ends");
  expect(entry && noteOf(entry.options, "Events")).toMatchObject({ step: "over", attempt: 2 });
  const { restored } = await inBulk(data, snapshot.snapshotId);
  const tokens = (await newestLoads(place)).flatMap(({ ClientToken = "" }) => ClientToken);
  expect(tokens.filter((token) => token.includes(`${restored.restoreId}-Events`)).toSorted()).toEqual([
    `${restored.restoreId}-Events-1`,
    `${restored.restoreId}-Events-2`,
  ]);
});

test("a load whose chunks were noted in part, and one whose files are gone, come to their end", async () => {
  await seedWorld(data, { worldId: "noted", memories: 5 });
  const { snapshot } = await takeSnapshot(data, { worldId: "noted" });
  const other = place.other();
  const dying: WorldData = {
    ...other,
    catalogue: {
      ...other.catalogue,
      async addLoaded(entry, sha256s) {
        await other.catalogue.addLoaded(entry, sha256s.slice(0, 1));
        if (sha256s.length > 1) throw new Error("Cut off.");
      },
    },
  };
  await expect(inBulk(dying, snapshot.snapshotId)).rejects.toThrow("Cut off.");
  const [entry] = await data.catalogue.restores("noted");
  const emptied = withBulk(place.other(), (bulk) => ({
    async status(operation) {
      const status = await bulk.status(operation);
      return status && operation.includes("Memory") ? { ...status, rows: 0 } : status;
    },
  }));
  await expect(inBulk(emptied, snapshot.snapshotId)).rejects.toMatchObject({
    code: "resumable",
    message: expect.stringContaining("0 rows of MemoryStreams, and 15 were staged"),
  });
  await (await data.bulkLoad()).clear({ restoreId: entry?.restoreId ?? "" });
  await inBulk(data, snapshot.snapshotId);
  expect(await data.worlds.get("noted")).toMatchObject({ gen: 2, restoring: undefined });
});

test("a load that has put fewer rows than were staged is no success", async () => {
  await seedWorld(data, { worldId: "few", memories: 5 });
  const { snapshot } = await takeSnapshot(data, { worldId: "few" });
  const short = withBulk(place.other(), (bulk) => ({
    async status(operation) {
      const status = await bulk.status(operation);
      return status && { ...status, rows: Math.max(0, status.rows - 1) };
    },
  }));
  await expect(inBulk(short, snapshot.snapshotId)).rejects.toMatchObject({
    code: "resumable",
    message: expect.stringMatching(/has loaded \d+ rows of \w+, and \d+ were staged/),
  });
  expect((await data.worlds.get("few"))?.gen).toBe(1);
  await inBulk(data, snapshot.snapshotId);
  expect((await data.worlds.get("few"))?.gen).toBe(2);
});

test("throttled looks are told and repeated; one that is not allowed leaves DynamoDB to it", async () => {
  await seedWorld(data, { worldId: "looks", memories: 5 });
  const { snapshot } = await takeSnapshot(data, { worldId: "looks" });
  const failed = (failure: "throttled" | "denied") =>
    new AwsError("failed", `${failure} now`, {
      hint: "",
      failure,
      awsCode: "x",
      awsMessage: failure,
      action: "dynamodb:DescribeBulkOperation",
    });
  const denied = withBulk(place.other(), () => ({ status: () => Promise.reject(failed("denied")) }));
  await expect(inBulk(denied, snapshot.snapshotId)).rejects.toMatchObject({
    code: "resumable",
    hint: expect.stringContaining("DynamoDB goes on"),
  });
  let looks = 0;
  const throttled = withBulk(place.other(), (bulk) => ({
    status: (operation) => ((looks += 1) <= 6 ? Promise.reject(failed("throttled")) : bulk.status(operation)),
  }));
  const { events } = await inBulk(throttled, snapshot.snapshotId);
  const said = events.flatMap((event) => (event.kind === "note" ? [event.text] : []));
  expect(said).toContain("Still watching, though a look failed: throttled now");
  expect(said.filter((text) => text.startsWith("Still watching"))).toHaveLength(1);
});

test("an endpoint without bulk loads changes nothing, and one that takes no more is waited for", async () => {
  await seedWorld(data, { worldId: "lacks", memories: 2 });
  const { snapshot } = await takeSnapshot(data, { worldId: "lacks" });
  await place.fault({ service: "dynamodb", operation: "ListBulkOperations", code: "UnknownOperationException" });
  await expect(inBulk(data, snapshot.snapshotId)).rejects.toMatchObject({
    code: "failed",
    hint: expect.stringContaining("--engine client"),
  });
  expect(await data.catalogue.restores("lacks")).toEqual([]);
  await place.fault({ clear: "true" });
  await place.fault({ service: "dynamodb", operation: "StartBulkPutItems", nth: 2, code: "LimitExceededException" });
  await expect(inBulk(data, snapshot.snapshotId)).rejects.toMatchObject({ code: "resumable" });
  await place.fault({ clear: "true" });
  expect((await inBulk(data, snapshot.snapshotId)).restored.result).toBe("restored");
  expect(await stagedKeys(place)).toEqual([]);
});

/** Begins a restore in place that DynamoDB will be at for long, and interrupts it as soon as all is begun. */
async function interrupted(worldId: string) {
  await seedWorld(slow.data, { worldId, memories: 5 });
  const { snapshot } = await takeSnapshot(slow.data, { worldId });
  const stop = new AbortController();
  const stopping = withBulk(slow.other(), (bulk) => ({
    status(operation) {
      stop.abort();
      return bulk.status(operation);
    },
  }));
  await expect(inBulk(stopping, snapshot.snapshotId, {}, stop.signal)).rejects.toMatchObject({
    code: "interrupted",
    message: `Interrupted. DynamoDB goes on loading; ${worldId} is as it was until all rows are there.`,
    hint: expect.stringContaining(`gworld restore ${worldId} --abort -e dev`),
  });
  const [entry] = await slow.data.catalogue.restores(worldId);
  const ours = async () =>
    (await newestLoads(slow)).filter(({ ClientToken }) => ClientToken?.startsWith(entry?.restoreId ?? "-"));
  const states = async () => new Set((await ours()).map(({ BulkOperationStatus }) => BulkOperationStatus));
  expect(await states()).toEqual(new Set(["IN_PROGRESS"]));
  return { snapshotId: snapshot.snapshotId, states };
}

test("interrupted, DynamoDB goes on until the restore is dropped; then it is told to stop, and files go", async () => {
  const { states } = await interrupted("stops");
  expect(await drop(slow.data, "stops", { clock: hurried })).toMatchObject({ result: "aborted" });
  expect(await states()).toEqual(new Set(["CANCELLED"]));
  expect(await stagedKeys(slow)).toEqual([]);
});

test("a drop that was cut off is ended by the next restore of the world", async () => {
  const { states, snapshotId } = await interrupted("drops");
  const [entry] = await slow.data.catalogue.restores("drops");
  if (entry !== undefined) await slow.data.catalogue.abort(entry);
  await restoreSnapshot(slow.data, snapshotId, {}, { clock: hurried });
  expect(await states()).toEqual(new Set(["CANCELLED"]));
  expect(await stagedKeys(slow)).toEqual([]);
});

test("the other engine takes over: DynamoDB is told to stop first", async () => {
  const { states, snapshotId } = await interrupted("turns");
  const { restored } = await restoreSnapshot(slow.data, snapshotId, { engine: "client" }, { clock: hurried });
  expect(restored.result).toBe("restored");
  expect(await states()).toEqual(new Set(["CANCELLED"]));
  expect(await stagedKeys(slow)).toEqual([]);
});
