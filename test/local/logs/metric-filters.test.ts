import { describe, expect, test } from "vitest";
import { cloudwatchPart } from "../../../src/local/cloudwatch/part.ts";
import type { MetricSink } from "../../../src/local/cloudwatch/sink.ts";
import type { JsonObject } from "../../../src/local/json.ts";
import { logsPart } from "../../../src/local/logs/part.ts";
import { metricList } from "../cloudwatch/measured.ts";
import { caller, type FakeGround, fakeGround } from "../fake-ground.ts";
import { doneStep, providerOf, stepRequest } from "../stack-step.ts";

const logGroupName = "/gworld/dev/engine";
const logStreamName = "a";
const minute = 60_000;

async function filtered(
  filterPattern: string,
  transformation: JsonObject = {},
  { ground = fakeGround(), sink: given }: { ground?: FakeGround; sink?: MetricSink } = {},
) {
  const { sink: listed, take } = metricList();
  const sink = given ?? listed;
  const part = logsPart(ground, sink);
  const call = caller(part);
  await call("CreateLogGroup", { logGroupName });
  await call("CreateLogStream", { logGroupName, logStreamName });
  const metric = { metricNamespace: "Game", metricName: "m", metricValue: "1", ...transformation };
  const named = { logGroupName, filterName: "f" };
  await call("PutMetricFilter", { ...named, filterPattern, metricTransformations: [metric] });
  const log = (...messages: string[]) =>
    call("PutLogEvents", {
      logGroupName,
      logStreamName,
      logEvents: messages.map((message, index) => ({ timestamp: ground.clock.now() + index, message })),
    });
  return { part, call, log, take, named, ground };
}

const line = (given: object) => JSON.stringify({ level: "info", ...given });

describe("what matches is published", () => {
  test("as a count, and as nothing without a default value where nothing matches", async () => {
    const { log, take } = await filtered('{ $.level = "error" }');
    await log(line({ level: "error" }), line({}), line({ level: "error" }));
    expect(take()).toEqual(["Game/m{} 1", "Game/m{} 1"]);
    await log(line({}));
    expect(take()).toEqual([]);
  });

  // CloudWatch Logs user guide, Creating metrics, default value: what is reported of a minute without matches.
  test("as the default value once for each minute in which events came in and none matched", async () => {
    const { part, log, take, ground } = await filtered('{ $.level = "error" }', { defaultValue: 0 });
    await part.start?.();
    await log(line({}), line({}));
    await log(line({}));
    expect(take()).toEqual([]);
    await ground.clock.advance(minute);
    expect(take()).toEqual(["Game/m{} 0"]);
    await log(line({}), line({ level: "error" }));
    await log(line({}));
    expect(take()).toEqual(["Game/m{} 1"]);
    await ground.clock.advance(2 * minute);
    expect(take()).toEqual([]);
    await part.stop?.();
  });

  test("as the default value also of a minute that ended while the cloud stood still", async () => {
    const { part, log, take, ground } = await filtered("ERROR", { defaultValue: 0 });
    await log("quiet");
    await part.stop?.();
    await ground.clock.advance(3 * minute);
    const again = metricList();
    const next = logsPart(ground, again.sink);
    await next.start?.();
    expect([...take(), ...again.take()]).toEqual(["Game/m{} 0"]);
    await next.stop?.();
  });

  test("as a value of the event, by a dimension of it", async () => {
    const given = { metricValue: "$.tokens", dimensions: { World: "$.world" } };
    const { log, take } = await filtered("{ $.tokens >= 0 }", given);
    await log(line({ tokens: 12, world: "w-1" }), line({ tokens: 0.5, world: "w-2" }), line({ tokens: "x" }));
    expect(take()).toEqual(["Game/m{w-1} 12", "Game/m{w-2} 0.5"]);
  });

  test.each([
    ["[ip, user, ..., status = 5*, bytes]", "$bytes", "127.0.0.1 me - [now] GET 500 1534", "Game/m{} 1534"],
    ["[ip, user, status = 5*, bytes]", "$bytes", "127.0.0.1 me 503 7", "Game/m{} 7"],
    ["[ip, user, status = 5*, bytes]", "$4", "127.0.0.1 me 503 7", "Game/m{} 7"],
    ["ERROR -ignored", "2", "an ERROR", "Game/m{} 2"],
  ])("of %s the value %s", async (pattern, metricValue, message, published) => {
    const { log, take } = await filtered(pattern, { metricValue });
    await log(message, "else");
    expect(take()).toEqual([published]);
  });

  test("in one write of a metric, however many events a batch has", async () => {
    const writes: string[] = [];
    const { store, ...rest } = fakeGround();
    const counting: typeof store = {
      table(name, guard) {
        const table = store.table(name, guard);
        const put: typeof table.put = (key, value) => {
          if (name === "cloudwatch-minutes") writes.push(key);
          table.put(key, value);
        };
        return { ...table, put };
      },
    };
    const ground = { ...rest, store: counting };
    const { sink } = cloudwatchPart(ground, { publish: () => {}, scale: () => {} });
    const { call, log } = await filtered("ERROR", {}, { ground, sink });
    await call("PutMetricFilter", {
      logGroupName,
      filterName: "g",
      filterPattern: "[word, size]",
      metricTransformations: [{ metricNamespace: "Game", metricName: "size", metricValue: "$size" }],
    });
    await log(...Array.from({ length: 2_000 }, (_, size) => `ERROR ${size}`));
    expect(writes).toHaveLength(2);
    expect(new Set(writes).size).toBe(2);
  });

  test("also of what other parts write", async () => {
    const { part, take, ground } = await filtered("ERROR");
    const to = { region: "eu-west-1", group: logGroupName, stream: logStreamName };
    Object(part).sink.write(to, [{ timestamp: ground.clock.now(), message: "ERROR" }]);
    expect(take()).toEqual(["Game/m{} 1"]);
  });
});

test("filters are described by group, prefix and metric, and deleted with their group", async () => {
  const { call, named } = await filtered("ERROR");
  const found = async (input: JsonObject) => (await call("DescribeMetricFilters", input))["metricFilters"];
  expect(await found({ logGroupName })).toEqual([
    {
      ...named,
      filterPattern: "ERROR",
      metricTransformations: [{ metricNamespace: "Game", metricName: "m", metricValue: "1" }],
      creationTime: expect.any(Number),
    },
  ]);
  expect(await found({ metricName: "m", metricNamespace: "Game", filterNamePrefix: "f" })).toHaveLength(1);
  expect(await found({ metricName: "m", metricNamespace: "Other" })).toEqual([]);
  expect(await call("DescribeLogGroups")).toMatchObject({ logGroups: [{ metricFilterCount: 1 }] });
  await call("DeleteMetricFilter", named);
  await expect(call("DeleteMetricFilter", named)).rejects.toMatchObject({ code: "ResourceNotFoundException" });
  const metricTransformations = [{ metricNamespace: "Game", metricName: "m", metricValue: "1" }];
  await call("PutMetricFilter", { ...named, filterPattern: "", metricTransformations });
  await call("DeleteLogGroup", { logGroupName });
  expect(await found({})).toEqual([]);
});

test.each<[JsonObject, string]>([
  [{ logGroupName: "/none" }, "ResourceNotFoundException"],
  [{ filterName: "a:b" }, "InvalidParameterException"],
  [{ filterPattern: "{ broken" }, "InvalidParameterException"],
  [{ metricTransformations: [] }, "InvalidParameterException"],
  [{ metricTransformations: [{ metricName: "m", metricNamespace: "n" }] }, "InvalidParameterException"],
  [
    {
      metricTransformations: [
        { metricName: "m", metricNamespace: "n", metricValue: "1", defaultValue: 0, dimensions: { a: "$.a" } },
      ],
    },
    "InvalidParameterException",
  ],
])("a filter with %o is refused", async (given, code) => {
  const { call, named } = await filtered("ERROR");
  const metricTransformations = [{ metricNamespace: "Game", metricName: "m", metricValue: "1" }];
  await expect(
    call("PutMetricFilter", { ...named, filterPattern: "", metricTransformations, ...given }),
  ).rejects.toMatchObject({ code });
});

test("a pattern is tried on messages, and tells what it read of them", async () => {
  const { call } = await filtered("ERROR");
  const tried = (filterPattern: string, ...logEventMessages: string[]) =>
    call("TestMetricFilter", { filterPattern, logEventMessages });
  const message = line({ level: "error", tokens: 3 });
  expect(await tried('{ $.level = "error" && $.tokens > 1 }', line({}), message)).toEqual({
    matches: [{ eventNumber: 2, eventMessage: message, extractedValues: { "$.level": "error", "$.tokens": "3" } }],
  });
  expect(await tried("[ip, status = 5*]", "1.2.3.4 503")).toMatchObject({
    matches: [{ extractedValues: { $ip: "1.2.3.4", $status: "503" } }],
  });
});

test("a stack's filter publishes, is changed in place, looked at for drift, and deleted", async () => {
  const { part, log, take } = await filtered("nothing");
  const type = "AWS::Logs::MetricFilter";
  const provider = providerOf([part], type);
  const transformation = { MetricNamespace: "Game", MetricName: "errors", MetricValue: "1", DefaultValue: "0" };
  const properties = { LogGroupName: logGroupName, FilterPattern: "ERROR", MetricTransformations: [transformation] };
  const request = stepRequest(type, properties);
  const { physicalId } = doneStep(await provider.create(request));
  expect(physicalId).toBe("dev-Thing-ABC123");
  expect(doneStep(await provider.create(request)).physicalId).toBe(physicalId);
  expect(await provider.create({ ...request, token: "other" })).toMatchObject({ state: "failed" });
  await log("ERROR");
  expect(take()).toEqual(["Game/errors{} 1"]);
  const changed = { ...properties, FilterPattern: "FATAL" };
  doneStep(await provider.update({ ...request, properties: changed, previous: properties, physicalId, token: "t2" }));
  expect(await provider.read?.({ ...request, physicalId })).toMatchObject({
    properties: { FilterPattern: "FATAL", MetricTransformations: [{ ...transformation, DefaultValue: 0 }] },
  });
  for (let retry = 0; retry < 2; retry++) doneStep(await provider.delete({ ...request, physicalId }));
  await log("FATAL");
  expect(take()).toEqual([]);
});
