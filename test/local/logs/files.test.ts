import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { isObject, list, text } from "../../../src/local/json.ts";
import { logsPart } from "../../../src/local/logs/part.ts";
import { streamFile } from "../../../src/local/logs/stream-file.ts";
import { caller, type FakeGround, fakeGround } from "../fake-ground.ts";

const logGroupName = "/gworld/dev/agent-runtime";
const region = "eu-west-1";
const hour = 3_600_000;

/** Logs that were started on a ground; the group and its stream are made where they are not there. */
async function started(ground: FakeGround) {
  const part = logsPart(ground);
  const call = caller(part, region);
  await part.start?.();
  onTestFinished(() => part.stop?.());
  const write = (...events: readonly { timestamp: number; message: string }[]) =>
    part.sink.write({ region, group: logGroupName, stream: "a" }, events);
  const events = async () =>
    list(await call("FilterLogEvents", { logGroupName }), "events")
      .filter(isObject)
      .map((event) => [text(event, "message"), text(event, "eventId")]);
  return { part, call, write, events };
}

async function made(ground: FakeGround) {
  const running = await started(ground);
  await running.call("CreateLogGroup", { logGroupName });
  await running.call("PutRetentionPolicy", { logGroupName, retentionInDays: 1 });
  await running.call("CreateLogStream", { logGroupName, logStreamName: "a" });
  return running;
}

/** The path of the only stream's file. */
function streamPath({ dir }: FakeGround): string {
  const [group = ""] = readdirSync(join(dir, "logs"));
  const [file = ""] = readdirSync(join(dir, "logs", group));
  return join(dir, "logs", group, file);
}

test("events that could not be written leave no trace, and what comes later is read as it was", () => {
  const base = mkdtempSync(join(tmpdir(), "gworld-logs-"));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  const dir = join(base, "later");
  const file = streamFile(join(dir, "s.log"), "s");
  const event = (message: string, sequence: number) => ({ timestamp: 1, ingestionTime: 1, sequence, message });
  expect(() => file.append([event("lost", 1)])).toThrow("ENOENT");
  mkdirSync(dir);
  const entries = file.append([event("first", 2), event("second", 3)]);
  expect(file.read(entries).map(String)).toEqual(['"first"', '"second"']);
});

test("what has expired goes from the disk within the hour, and the rest reads as before, with its IDs", async () => {
  const ground = fakeGround();
  const { write, events, part } = await made(ground);
  const now = ground.clock.now();
  write({ timestamp: now + 12 * hour, message: "late" }, { timestamp: now, message: "old" });
  write({ timestamp: now + 13 * hour, message: "later" });
  const [, ...kept] = await events();
  await ground.clock.advance(25 * hour + 1);
  expect(readFileSync(streamPath(ground), "utf8")).not.toContain("old");
  expect(await events()).toEqual(kept);
  write({ timestamp: now + 25 * hour, message: "new" });
  expect((await events()).map(([message]) => message)).toEqual(["late", "later", "new"]);
  await part.stop?.();
  expect((await (await started(ground)).events()).map(([message]) => message)).toEqual(["late", "later", "new"]);
});

test("what expired while nothing ran goes as the group is opened", async () => {
  const ground = fakeGround();
  const first = await made(ground);
  const now = ground.clock.now();
  first.write({ timestamp: now, message: "old" }, { timestamp: now + 20 * hour, message: "young" });
  await first.part.stop?.();
  await ground.clock.advance(25 * hour);
  const again = await started(ground);
  expect((await again.events()).map(([message]) => message)).toEqual(["young"]);
  expect(readFileSync(streamPath(ground), "utf8")).not.toContain("old");
});

test("describing groups tells their size without opening them", async () => {
  const ground = fakeGround();
  const first = await made(ground);
  first.write({ timestamp: ground.clock.now(), message: "x".repeat(1_000) });
  appendFileSync(streamPath(ground), "torn");
  const { size } = statSync(streamPath(ground));
  const { call, events } = await started(ground);
  expect(await call("DescribeLogGroups")).toMatchObject({ logGroups: [{ storedBytes: size }] });
  expect(statSync(streamPath(ground)).size).toBe(size);
  await events();
  expect(statSync(streamPath(ground)).size).toBe(size - "torn".length);
});
