import { appendFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isObject, type JsonObject, list, number, text } from "../../../src/local/json.ts";
import { logsPart } from "../../../src/local/logs/part.ts";
import { caller, type FakeGround, fakeGround } from "../fake-ground.ts";
import { anyText } from "../../fakes/any-text.ts";

const logGroupName = "/gworld/dev/agent-runtime";
const region = "eu-west-1";
const hour = 3_600_000;

async function logs(ground: FakeGround = fakeGround(), streams: readonly string[] = ["a", "b"]) {
  const part = logsPart(ground);
  const call = caller(part, region);
  await call("CreateLogGroup", { logGroupName });
  for (const logStreamName of streams) await call("CreateLogStream", { logGroupName, logStreamName });
  const put = (logStreamName: string, ...logEvents: { timestamp: number; message: string }[]) =>
    call("PutLogEvents", { logGroupName, logStreamName, logEvents });
  return { part, call, put, ground, now: ground.clock.now() };
}

/** All pages of a request, each as its list of events. */
async function pages(call: Awaited<ReturnType<typeof logs>>["call"], input: JsonObject) {
  const found: JsonObject[][] = [];
  let nextToken: string | undefined;
  do {
    const page = await call("FilterLogEvents", { logGroupName, ...input, ...(nextToken && { nextToken }) });
    found.push(list(page, "events").filter(isObject));
    nextToken = text(page, "nextToken");
  } while (nextToken !== undefined);
  return found;
}

const messages = (events: readonly JsonObject[]) => events.map((event) => text(event, "message"));

describe("FilterLogEvents", () => {
  test("merges streams by time, then by arrival, with IDs that sort and stay", async () => {
    const { call, put, now, ground } = await logs();
    await put("a", { timestamp: now, message: "2" }, { timestamp: now + 2, message: "4" });
    await put("b", { timestamp: now - 1, message: "1" }, { timestamp: now, message: "3" });
    const [events = []] = await pages(call, {});
    expect(messages(events)).toEqual(["1", "2", "3", "4"]);
    const ids = events.map((event) => text(event, "eventId") ?? "");
    expect(ids).toEqual([...ids].sort());
    expect(ids.every((id) => /^\d{56}$/.test(id))).toBe(true);
    const again = caller(logsPart(ground), region);
    expect((await pages(again, {}))[0]).toEqual(events);
  });

  test("both ends of the range are inclusive", async () => {
    const { call, put, now } = await logs();
    await put("a", ...[0, 1, 2, 3].map((at) => ({ timestamp: now + at, message: String(at) })));
    expect(messages((await pages(call, { startTime: now + 1, endTime: now + 2 })).flat())).toEqual(["1", "2"]);
  });

  test.each([
    [{ logStreamNames: ["b"] }, ["from b"]],
    [{ logStreamNamePrefix: "a" }, ["from a"]],
    [{ logStreamNamePrefix: "z" }, []],
    [{ filterPattern: "b" }, ["from b"]],
  ])("%o chooses %o", async (input, expected) => {
    const { call, put, now } = await logs();
    await put("a", { timestamp: now, message: "from a" });
    await put("b", { timestamp: now, message: "from b" });
    expect(messages((await pages(call, input)).flat())).toEqual(expected);
  });

  test("pages together are every event once, whatever the limit and the pattern", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ stream: fc.constantFrom("a", "b"), at: fc.nat(20), keep: fc.boolean() }), {
          maxLength: 40,
        }),
        fc.integer({ min: 1, max: 9 }),
        async (written, limit) => {
          const { call, put, now } = await logs();
          for (const [index, { stream, at, keep }] of written.entries())
            await put(stream, { timestamp: now - at, message: `${keep ? "keep" : "drop"} ${index}` });
          const found = await pages(call, { limit, filterPattern: "keep" });
          expect(found.every((page) => page.length <= limit)).toBe(true);
          const times = found.flat().map((event) => number(event, "timestamp") ?? 0);
          expect(times).toEqual([...times].sort((a, b) => a - b));
          const expected = written.flatMap(({ keep }, index) => (keep ? [`keep ${index}`] : []));
          expect(new Set(messages(found.flat()))).toEqual(new Set(expected));
          expect(found.flat()).toHaveLength(expected.length);
        },
      ),
      { numRuns: 25 },
    );
  });

  test("a page ends at 1 MiB", async () => {
    const { call, put, now } = await logs();
    const message = "x".repeat(400_000);
    for (let at = 0; at < 5; at += 1) await put("a", { timestamp: now + at, message });
    expect((await pages(call, {})).map((page) => page.length)).toEqual([2, 2, 1]);
  });

  test("a rare match among many events may take an empty page, and 200,000 events take seconds at most", async () => {
    const { call, part, now } = await logs();
    const line = (at: number) => JSON.stringify({ level: at === 150_000 ? "error" : "info", msg: `event ${at}` });
    for (let start = 0; start < 200_000; start += 5_000)
      part.sink.write(
        { region, group: logGroupName, stream: start % 2 === 0 ? "a" : "b" },
        Array.from({ length: 5_000 }, (_, at) => ({ timestamp: now + start + at, message: line(start + at) })),
      );
    const started = performance.now();
    const found = await pages(call, { filterPattern: '{ $.level = "error" }' });
    expect(found.map((page) => page.length)).toEqual([0, 1]);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test.each([
    [{ logStreamNames: ["a"], logStreamNamePrefix: "a" }, "InvalidParameterException"],
    [{ logStreamNames: ["nobody"] }, "ResourceNotFoundException"],
    [{ startTime: 2, endTime: 1 }, "InvalidParameterException"],
    [{ limit: 10_001 }, "InvalidParameterException"],
    [{ nextToken: "bm9uc2Vuc2U" }, "InvalidParameterException"],
    [{ filterPattern: "{ broken" }, "InvalidParameterException"],
    [{ logStreamNames: Array.from({ length: 101 }, () => "a") }, "InvalidParameterException"],
    [{ logGroupName: "/none" }, "ResourceNotFoundException"],
  ])("%o is refused with %s", async (input, code) => {
    const { call } = await logs();
    await expect(call("FilterLogEvents", { logGroupName, ...input })).rejects.toMatchObject({ code });
  });
});

describe("PutLogEvents", () => {
  test("tells which events were too old, expired or too new, and keeps the rest", async () => {
    const { call, put, now } = await logs();
    await call("PutRetentionPolicy", { logGroupName, retentionInDays: 1 });
    const answer = await put(
      "a",
      { timestamp: now - 24 * hour - 1, message: "expired" },
      { timestamp: now - 5, message: "kept" },
    );
    expect(answer).toMatchObject({ rejectedLogEventsInfo: { expiredLogEventEndIndex: 1 } });
    const late = await put(
      "a",
      { timestamp: now, message: "kept too" },
      { timestamp: now + 3 * hour, message: "too new" },
    );
    expect(late).toMatchObject({ rejectedLogEventsInfo: { tooNewLogEventStartIndex: 1 } });
    const old = await put("a", { timestamp: now - 15 * 24 * hour, message: "too old" });
    expect(old).toMatchObject({ rejectedLogEventsInfo: { tooOldLogEventEndIndex: 1 } });
    expect(messages((await pages(call, {})).flat())).toEqual(["kept", "kept too"]);
  });

  test.each([
    ["no events", []],
    [
      "out of order",
      [
        { timestamp: 2, message: "x" },
        { timestamp: 1, message: "y" },
      ],
    ],
    ["an empty message", [{ timestamp: 1, message: "" }]],
    [
      "more than a day",
      [
        { timestamp: Date.parse("2026-01-01T00:00:00Z") - 24 * hour - 1, message: "x" },
        { timestamp: Date.parse("2026-01-01T00:00:00Z"), message: "y" },
      ],
    ],
    ["more than 1 MiB", [{ timestamp: 0, message: "x".repeat(1_048_576) }]],
    ["more than 10,000", Array.from({ length: 10_001 }, () => ({ timestamp: 0, message: "x" }))],
  ])("%s is refused", async (_, events) => {
    const { put } = await logs();
    await expect(put("a", ...events)).rejects.toMatchObject({ code: "InvalidParameterException" });
  });

  test("messages come back as they were: lines, quotes, any script, broken surrogates aside", async () => {
    const { call, put, now } = await logs();
    await fc.assert(
      fc.asyncProperty(anyText({ minLength: 1 }), async (message) => {
        await call("CreateLogStream", { logGroupName, logStreamName: "x" });
        await put("x", { timestamp: now, message });
        expect(messages((await pages(call, { logStreamNames: ["x"] })).flat())).toEqual([message]);
        await call("DeleteLogStream", { logGroupName, logStreamName: "x" });
      }),
      { numRuns: 30 },
    );
  });
});

describe("GetLogEvents", () => {
  const read = async (call: Awaited<ReturnType<typeof logs>>["call"], input: JsonObject) => {
    const page = await call("GetLogEvents", { logGroupName, logStreamName: "a", ...input });
    return {
      said: messages(list(page, "events").filter(isObject)),
      forward: text(page, "nextForwardToken") ?? "",
      backward: text(page, "nextBackwardToken") ?? "",
    };
  };

  test("walks forward from the head until the same token comes back, and goes on with what is new", async () => {
    const { call, put, now } = await logs();
    await put("a", ...[1, 2, 3].map((at) => ({ timestamp: now + at, message: String(at) })));
    const first = await read(call, { startFromHead: true, limit: 2 });
    const second = await read(call, { startFromHead: true, limit: 2, nextToken: first.forward });
    const third = await read(call, { startFromHead: true, limit: 2, nextToken: second.forward });
    expect([first.said, second.said, third.said]).toEqual([["1", "2"], ["3"], []]);
    expect(third.forward).toBe(second.forward);
    await put("a", { timestamp: now + 4, message: "4" });
    expect((await read(call, { nextToken: third.forward })).said).toEqual(["4"]);
  });

  test("without startFromHead the newest come first, page by page to the oldest", async () => {
    const { call, put, now } = await logs();
    await put("a", ...[1, 2, 3].map((at) => ({ timestamp: now + at, message: String(at) })));
    const first = await read(call, { limit: 2 });
    const second = await read(call, { limit: 2, nextToken: first.backward });
    expect([first.said, second.said]).toEqual([["2", "3"], ["1"]]);
    expect((await read(call, { nextToken: second.backward })).said).toEqual([]);
  });

  test("the end of the range is exclusive, unlike FilterLogEvents'", async () => {
    const { call, put, now } = await logs();
    await put("a", ...[1, 2, 3].map((at) => ({ timestamp: now + at, message: String(at) })));
    expect((await read(call, { startTime: now + 1, endTime: now + 3 })).said).toEqual(["1", "2"]);
  });
});

describe("groups and streams", () => {
  test("groups are described by prefix or pattern, in pages, with what was set", async () => {
    const { call } = await logs();
    await call("CreateLogGroup", { logGroupName: "/gworld/dev/llm", tags: { env: "dev" } });
    await call("PutRetentionPolicy", { logGroupName, retentionInDays: 30 });
    const first = await call("DescribeLogGroups", { logGroupNamePrefix: "/gworld/dev", limit: 1 });
    expect(first).toMatchObject({
      logGroups: [
        { logGroupName, retentionInDays: 30, arn: `arn:aws:logs:eu-west-1:000000000000:log-group:${logGroupName}:*` },
      ],
    });
    const second = await call("DescribeLogGroups", {
      logGroupNamePrefix: "/gworld/dev",
      limit: 1,
      nextToken: first["nextToken"],
    });
    expect(second).toMatchObject({ logGroups: [{ logGroupName: "/gworld/dev/llm" }] });
    expect(second["nextToken"]).toBeUndefined();
    await call("DeleteRetentionPolicy", { logGroupName });
    expect(await call("DescribeLogGroups", { logGroupNamePattern: "AGENT" })).toEqual({ logGroups: [] });
    const plain = await call("DescribeLogGroups", { logGroupNamePrefix: "/gworld/dev/agent" });
    expect(
      list(plain, "logGroups")
        .filter(isObject)
        .map((group) => group["retentionInDays"]),
    ).toEqual([undefined]);
    const resourceArn = "arn:aws:logs:eu-west-1:000000000000:log-group:/gworld/dev/llm";
    await call("TagResource", { resourceArn, tags: { team: "world" } });
    await call("UntagResource", { resourceArn, tagKeys: ["env"] });
    expect(await call("ListTagsForResource", { resourceArn })).toEqual({ tags: { team: "world" } });
  });

  test("streams are ordered by name or by their last event", async () => {
    const { call, put, now } = await logs(undefined, ["a", "b", "c"]);
    await put("a", { timestamp: now + 9, message: "late" });
    await put("b", { timestamp: now + 3, message: "early" });
    const names = async (input: JsonObject) =>
      list(await call("DescribeLogStreams", { logGroupName, ...input }), "logStreams")
        .filter(isObject)
        .map((stream) => text(stream, "logStreamName"));
    expect(await names({})).toEqual(["a", "b", "c"]);
    expect(await names({ orderBy: "LastEventTime", descending: true })).toEqual(["a", "b", "c"]);
    expect(await names({ orderBy: "LastEventTime" })).toEqual(["c", "b", "a"]);
    expect(await names({ logStreamNamePrefix: "b" })).toEqual(["b"]);
    await expect(names({ logStreamNamePrefix: "b", orderBy: "LastEventTime" })).rejects.toMatchObject({
      code: "InvalidParameterException",
    });
  });

  test("a group that was deleted and made again is empty", async () => {
    const { call, put, now, ground } = await logs();
    await put("a", { timestamp: now, message: "gone" });
    await call("DeleteLogGroup", { logGroupName });
    await ground.clock.advance(1);
    await call("CreateLogGroup", { logGroupName });
    expect((await pages(call, {})).flat()).toEqual([]);
  });

  test("retention hides what has expired", async () => {
    const { call, put, now, ground } = await logs();
    await call("PutRetentionPolicy", { logGroupName, retentionInDays: 1 });
    await put("a", { timestamp: now, message: "old" }, { timestamp: now + hour, message: "young" });
    await ground.clock.advance(24 * hour + 1);
    expect(messages((await pages(call, {})).flat())).toEqual(["young"]);
  });

  test("a line that a crash cut short is dropped, and writing goes on", async () => {
    const { put, now, ground } = await logs();
    await put("a", { timestamp: now, message: "whole" });
    const [group = ""] = readdirSync(join(ground.dir, "logs"));
    const [file = ""] = readdirSync(join(ground.dir, "logs", group));
    appendFileSync(join(ground.dir, "logs", group, file), `${now} ${now} 2 "torn`);
    const part = logsPart(ground);
    part.sink.write({ region, group: logGroupName, stream: "a" }, [{ timestamp: now, message: "next" }]);
    expect(messages((await pages(caller(part, region), {})).flat())).toEqual(["whole", "next"]);
  });
});

test("the sink makes streams where the group exists and says when it does not", () => {
  const part = logsPart(fakeGround());
  expect(part.sink.open({ region, group: "/none", stream: "s" })).toBe(false);
});

test("AWS::Logs::LogGroup is idempotent by its token, refuses a taken name, and follows updates", async () => {
  const part = logsPart(fakeGround());
  const [provider] = part.resources;
  const request = {
    account: "000000000000",
    region,
    stackId: "s",
    stackName: "dev",
    logicalId: "Logs",
    type: "AWS::Logs::LogGroup",
    properties: { LogGroupName: "/x", RetentionInDays: 7 },
    tags: { env: "dev" },
    token: "t1",
    generatedName: () => "generated",
  };
  const made = await provider?.create(request);
  expect(made).toMatchObject({
    state: "done",
    physicalId: "/x",
    attributes: { Arn: expect.stringMatching(/:\/x:\*$/) },
  });
  expect(await provider?.create(request)).toEqual(made);
  expect(await provider?.create({ ...request, token: "t2" })).toMatchObject({
    state: "failed",
    reason: expect.stringContaining("HandlerErrorCode: AlreadyExists"),
  });
  await provider?.update({
    ...request,
    physicalId: "/x",
    previous: request.properties,
    properties: { LogGroupName: "/x" },
  });
  const described = await caller(part, region)("DescribeLogGroups");
  expect(
    list(described, "logGroups")
      .filter(isObject)
      .map((group) => group["retentionInDays"]),
  ).toEqual([undefined]);
  await provider?.delete({ ...request, physicalId: "/x" });
  expect(await caller(part, region)("DescribeLogGroups")).toEqual({ logGroups: [] });
});
