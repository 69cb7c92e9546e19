import { describe, expect, test } from "vitest";
import { faultsPart } from "../../../src/local/faults/part.ts";
import { isObject, type JsonObject, list, text } from "../../../src/local/json.ts";
import { logsPart } from "../../../src/local/logs/part.ts";
import { caller, fakeGround, handClock } from "../fake-ground.ts";
import { ask, serving, signedFor } from "../serving.ts";

const logGroupName = "/gworld/dev/agent-runtime";
const region = "eu-west-1";
const hour = 3_600_000;

async function group() {
  const ground = fakeGround();
  const part = logsPart(ground);
  const call = caller(part, region);
  await call("CreateLogGroup", { logGroupName });
  for (const logStreamName of ["web/1", "job@1"]) await call("CreateLogStream", { logGroupName, logStreamName });
  const put = (logStreamName: string, ...messages: readonly string[]) =>
    call("PutLogEvents", {
      logGroupName,
      logStreamName,
      logEvents: messages.map((message) => ({ timestamp: ground.clock.now(), message })),
    });
  const filter = (input: JsonObject = {}) => call("FilterLogEvents", { logGroupName, ...input });
  const admin = async (route: string, input: JsonObject) => part.admin?.[route]?.(input);
  return { ground, call, put, filter, admin };
}

const messages = (answer: JsonObject) =>
  list(answer, "events")
    .filter(isObject)
    .map((event) => text(event, "message"));

const arn = `arn:aws:logs:${region}:000000000000:log-group:${logGroupName}`;

describe("FilterLogEvents", () => {
  test.each([{ logGroupIdentifier: logGroupName }, { logGroupIdentifier: arn }, { logGroupIdentifier: `${arn}:*` }])(
    "finds a group by $logGroupIdentifier",
    async (input) => {
      const { call, put } = await group();
      await put("web/1", "here");
      expect(messages(await call("FilterLogEvents", input))).toEqual(["here"]);
    },
  );

  test.each([
    [{ logGroupIdentifier: logGroupName, logGroupName }, "InvalidParameterException"],
    [{}, "InvalidParameterException"],
    [{ logGroupIdentifier: arn.replace(region, "us-east-1") }, "ResourceNotFoundException"],
    [{ logGroupIdentifier: arn.replace("000000000000", "111111111111") }, "ResourceNotFoundException"],
    [{ logGroupName, logStreamNames: [] }, "InvalidParameterException"],
    [{ logGroupName, startTime: -1 }, "InvalidParameterException"],
    [{ logGroupName, limit: 0 }, "InvalidParameterException"],
  ])("%o is refused with %s", async (input, code) => {
    const { call } = await group();
    await expect(call("FilterLogEvents", input)).rejects.toMatchObject({ code });
  });

  test("a token serves its query, with other page sizes too, for 24 hours", async () => {
    const { put, filter, ground } = await group();
    await put("web/1", "one", "two", "three");
    const first = await filter({ limit: 1, interleaved: true });
    const nextToken = text(first, "nextToken");
    expect(messages(await filter({ nextToken, limit: 5 }))).toEqual(["two", "three"]);
    await expect(filter({ nextToken, filterPattern: "two" })).rejects.toThrow("The specified nextToken is invalid.");
    await ground.clock.advance(24 * hour + 1);
    await expect(filter({ nextToken })).rejects.toThrow("The specified nextToken has expired.");
  });

  test("searched streams are not told, and an answer has a token only where there may be more", async () => {
    const { put, filter } = await group();
    await put("job@1", "one", "two");
    expect(await filter({ limit: 2 })).toMatchObject({ searchedLogStreams: [] });
    expect(await filter({ limit: 2 })).not.toHaveProperty("nextToken");
  });

  test("few events can be looked at for a page, so that pages come short and empty", async () => {
    const { put, filter, admin } = await group();
    await put("web/1", ...Array.from({ length: 10 }, (_, index) => (index === 5 ? "needle" : `hay ${index}`)));
    await admin("log-pages", { scanned: 2 });
    const found: unknown[] = [];
    let nextToken: string | undefined;
    do {
      const page = await filter({ filterPattern: "needle", ...(nextToken && { nextToken }) });
      found.push(messages(page));
      nextToken = text(page, "nextToken");
    } while (nextToken !== undefined);
    expect(found).toEqual([[], [], ["needle"], [], []]);
  });
});

describe("events that are ingested late", () => {
  test("are read by no operation before, and then in their place", async () => {
    const { call, put, filter, ground, admin } = await group();
    await admin("log-delays", { stream: "job", milliseconds: 30_000 });
    await put("job@1", "late");
    await ground.clock.advance(1_000);
    await put("web/1", "in time");
    const get = () => call("GetLogEvents", { logGroupName, logStreamName: "job@1" });
    const described = async () =>
      list(await call("DescribeLogStreams", { logGroupName, logStreamNamePrefix: "job" }), "logStreams")[0];
    expect(messages(await filter())).toEqual(["in time"]);
    expect(messages(await get())).toEqual([]);
    expect(await described()).not.toHaveProperty("lastEventTimestamp");
    await ground.clock.advance(29_000);
    expect(messages(await filter())).toEqual(["late", "in time"]);
    expect(messages(await get())).toEqual(["late"]);
    expect(await described()).toMatchObject({ lastIngestionTime: ground.clock.now() });
  });

  test("are a share of the batches, between two bounds, the same for the same seed, and none once cleared", async () => {
    const lateness = async (seed: number) => {
      const { put, filter, ground, admin } = await group();
      await admin("log-delays", { milliseconds: 1_000, upTo: 50_000, share: 0.3, seed });
      for (let batch = 0; batch < 50; batch++) await put("web/1", String(batch));
      await ground.clock.advance(60_000);
      await admin("log-delays", { clear: true });
      await put("web/1", "after");
      const events = list(await filter(), "events").filter(isObject);
      return events.map((event) => Number(event["ingestionTime"]) - Number(event["timestamp"]));
    };
    const [first, again, other] = [await lateness(1), await lateness(1), await lateness(2)];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    const late = first.filter((delay) => delay > 0);
    expect(late.length).toBeGreaterThan(5);
    expect(late.length).toBeLessThan(30);
    expect(Math.min(...late)).toBeGreaterThanOrEqual(1_000);
    expect(Math.max(...late)).toBeLessThanOrEqual(50_000);
    expect(first.at(-1)).toBe(0);
  });

  test("a delay of no length is refused", async () => {
    const { admin } = await group();
    await expect(admin("log-delays", { stream: "job" })).rejects.toMatchObject({ code: "ValidationException" });
  });
});

test("a bucket lets 5 calls a second pass in each Region, as AWS does for FilterLogEvents", async () => {
  const clock = handClock();
  const { endpoint } = await serving(
    (ground) => {
      const logs = logsPart(ground);
      return [faultsPart(ground, logs.services), logs];
    },
    { clock },
  );
  const call = async (operation: string, at: string) => {
    const headers = { ...signedFor("logs", at), "x-amz-target": `Logs_20140328.${operation}` };
    const { status, body } = await ask(endpoint, headers, JSON.stringify({ logGroupName }));
    return status === 200 ? "ok" : /"__type":"(\w+)"/.exec(body)?.[1];
  };
  for (const at of [region, "us-east-1"]) await call("CreateLogGroup", at);
  const bucket = { service: "logs", operation: "FilterLogEvents", bucket: { rate: 5, burst: 5 } };
  await ask(`${endpoint}/_gworld/call-faults`, {}, JSON.stringify(bucket));
  const seven = async (at: string) => {
    const answers: unknown[] = [];
    for (let count = 0; count < 7; count++) answers.push(await call("FilterLogEvents", at));
    return answers.filter((answer) => answer === "ThrottlingException").length;
  };
  expect(await seven(region)).toBe(2);
  expect(await seven("us-east-1")).toBe(2);
  expect(await call("DescribeLogStreams", region)).toBe("ok");
  await clock.advance(200);
  expect(await seven(region)).toBe(6);
});

test("PutLogEvents counts a batch's day by the events that are kept", async () => {
  const { call, ground } = await group();
  const now = ground.clock.now();
  const logEvents = [
    { timestamp: now - 15 * 24 * hour, message: "too old" },
    { timestamp: now - hour, message: "kept" },
    { timestamp: now, message: "kept too" },
  ];
  expect(await call("PutLogEvents", { logGroupName, logStreamName: "web/1", logEvents })).toMatchObject({
    rejectedLogEventsInfo: { tooOldLogEventEndIndex: 1 },
  });
});

describe("describing", () => {
  test("groups are found by class and by their names", async () => {
    const { call } = await group();
    await call("CreateLogGroup", { logGroupName: "/rare", logGroupClass: "INFREQUENT_ACCESS" });
    const names = async (input: JsonObject) =>
      list(await call("DescribeLogGroups", input), "logGroups")
        .filter(isObject)
        .map((found) => text(found, "logGroupName"));
    expect(await names({ logGroupClass: "INFREQUENT_ACCESS" })).toEqual(["/rare"]);
    expect(await names({ logGroupIdentifiers: [logGroupName] })).toEqual([logGroupName]);
    expect(await names({ logGroupNamePattern: "agent" })).toEqual([logGroupName]);
    await expect(names({ logGroupNamePattern: "a", logGroupNamePrefix: "/" })).rejects.toMatchObject({
      code: "InvalidParameterException",
    });
  });

  test("an order that is none is refused", async () => {
    const { call } = await group();
    await expect(call("DescribeLogStreams", { logGroupName, orderBy: "Size" })).rejects.toMatchObject({
      code: "InvalidParameterException",
    });
  });
});
