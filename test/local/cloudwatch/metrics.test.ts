import {
  type CloudWatchClient,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  type MetricDatum,
  PutMetricDataCommand,
} from "@aws-sdk/client-cloudwatch";
import { describe, expect, test } from "vitest";
import { minute, start, watched } from "./watched.ts";

const Namespace = "Game";

const put = (client: CloudWatchClient, ...MetricData: MetricDatum[]) =>
  client.send(new PutMetricDataCommand({ Namespace, MetricData }));

const at = (offset: number) => new Date(start + offset);

const statistics = (client: CloudWatchClient, given: object = {}) =>
  client.send(
    new GetMetricStatisticsCommand({
      Namespace,
      MetricName: "Latency",
      StartTime: at(-10 * minute),
      EndTime: at(minute),
      Period: 60,
      Statistics: ["Average", "Sum", "Minimum", "Maximum", "SampleCount"],
      ...given,
    }),
  );

test("what was published is found again by period, with its statistics and unit", async () => {
  const { client } = await watched();
  await put(
    client,
    { MetricName: "Latency", Value: 10, Unit: "Milliseconds", Timestamp: at(-3 * minute) },
    { MetricName: "Latency", Value: 30, Unit: "Milliseconds", Timestamp: at(-3 * minute + 59_000) },
    { MetricName: "Latency", Value: 5, Unit: "Milliseconds" },
  );
  const { Label, Datapoints } = await statistics(client);
  expect(Label).toBe("Latency");
  expect(Datapoints).toEqual([
    {
      Timestamp: at(-3 * minute),
      Unit: "Milliseconds",
      Average: 20,
      Sum: 40,
      Minimum: 10,
      Maximum: 30,
      SampleCount: 2,
    },
    { Timestamp: at(0), Unit: "Milliseconds", Average: 5, Sum: 5, Minimum: 5, Maximum: 5, SampleCount: 1 },
  ]);
  expect((await statistics(client, { Unit: "Seconds" })).Datapoints).toEqual([]);
});

test("values with counts give percentiles, statistic sets give none", async () => {
  const { client } = await watched();
  await put(client, { MetricName: "Latency", Values: [1, 2, 3, 100], Counts: [50, 30, 19, 1] });
  const asked = { Statistics: undefined, ExtendedStatistics: ["p50", "p99", "p100"] };
  expect((await statistics(client, asked)).Datapoints?.[0]?.ExtendedStatistics).toEqual({ p50: 1, p99: 3, p100: 100 });
  const StatisticValues = { SampleCount: 2, Sum: 9, Minimum: 4, Maximum: 5 };
  await put(client, { MetricName: "Latency", StatisticValues });
  const [both] = (await statistics(client)).Datapoints ?? [];
  expect(both).toMatchObject({ SampleCount: 102, Sum: 50 + 60 + 57 + 100 + 9, Minimum: 1, Maximum: 100 });
  expect((await statistics(client, asked)).Datapoints?.[0]?.ExtendedStatistics).toEqual({});
});

test("only high resolution keeps seconds apart", async () => {
  const { client } = await watched();
  const data = [0, 1_000, 2_000].map((offset) => ({ Value: 1, Timestamp: at(offset - minute) }));
  await put(client, ...data.map((datum) => ({ ...datum, MetricName: "Latency" })));
  await put(client, ...data.map((datum) => ({ ...datum, MetricName: "Fine", StorageResolution: 1 })));
  const asked = { Period: 1, StartTime: at(-minute), Statistics: ["SampleCount"] };
  expect((await statistics(client, asked)).Datapoints).toMatchObject([{ SampleCount: 3 }]);
  expect((await statistics(client, { ...asked, MetricName: "Fine" })).Datapoints).toHaveLength(3);
});

test("metrics are told apart by dimensions, whose order does not count, and are listed", async () => {
  const { client } = await watched();
  const [a, b] = [
    { Name: "Service", Value: "engine" },
    { Name: "Env", Value: "dev" },
  ];
  await put(
    client,
    { MetricName: "Latency", Value: 1, Dimensions: [a, b] },
    { MetricName: "Latency", Value: 2, Dimensions: [b, a] },
    { MetricName: "Latency", Value: 7 },
  );
  expect((await statistics(client, { Dimensions: [b, a] })).Datapoints).toMatchObject([{ Sum: 3 }]);
  expect((await statistics(client)).Datapoints).toMatchObject([{ Sum: 7 }]);
  const { Metrics } = await client.send(new ListMetricsCommand({ Namespace, Dimensions: [{ Name: "Env" }] }));
  expect(Metrics).toEqual([{ Namespace, MetricName: "Latency", Dimensions: [a, b] }]);
  expect((await client.send(new ListMetricsCommand({ Namespace: "Other" }))).Metrics).toEqual([]);
});

test("a long request, which the SDK compresses, is read", async () => {
  const { client } = await watched();
  const MetricData = Array.from({ length: 400 }, (_, index) => ({ MetricName: `metric-${index}`, Value: index }));
  await put(client, ...MetricData);
  expect((await client.send(new ListMetricsCommand({ Namespace }))).Metrics).toHaveLength(400);
});

test("metrics outlive a restart, and go after fifteen days", async () => {
  const { client, dir, server, clock } = await watched();
  await put(client, { MetricName: "Latency", Value: 4 });
  await server.stop();
  const again = await watched({ dir, clock });
  expect((await statistics(again.client)).Datapoints).toMatchObject([{ Sum: 4 }]);
  await clock.advance(16 * 86_400_000);
  expect((await statistics(again.client)).Datapoints).toEqual([]);
});

test.each<[string, MetricDatum, string]>([
  ["no name", { MetricName: undefined, Value: 1 }, "MissingRequiredParameterException"],
  ["no value", { MetricName: "m" }, "InvalidParameterCombinationException"],
  ["two values", { MetricName: "m", Value: 1, Values: [1] }, "InvalidParameterCombinationException"],
  ["more counts than values", { MetricName: "m", Values: [1], Counts: [1, 2] }, "InvalidParameterValueException"],
  ["too old", { MetricName: "m", Value: 1, Timestamp: at(-15 * 86_400_000) }, "InvalidParameterValueException"],
  ["too new", { MetricName: "m", Value: 1, Timestamp: at(3 * 3_600_000) }, "InvalidParameterValueException"],
  ["too great", { MetricName: "m", Value: 2 ** 361 }, "InvalidParameterValueException"],
  [
    "a dimension without a value",
    { MetricName: "m", Value: 1, Dimensions: [{ Name: "a", Value: "" }] },
    "InvalidParameterValueException",
  ],
])("a datum with %s is refused and nothing of its request is kept", async (_, datum, name) => {
  const { client } = await watched();
  await expect(put(client, { MetricName: "good", Value: 1 }, datum)).rejects.toMatchObject({ name });
  expect((await client.send(new ListMetricsCommand({}))).Metrics).toEqual([]);
});

test.each([
  [{ Period: 45 }, "InvalidParameterValueException"],
  [{ Statistics: undefined }, "MissingRequiredParameterException"],
  [{ EndTime: at(-20 * minute) }, "InvalidParameterCombinationException"],
  [{ StartTime: at(-2 * 86_400_000) }, "InvalidParameterCombinationException"],
  [{ Statistics: undefined, ExtendedStatistics: ["tm99"] }, "InvalidParameterValueException"],
])("GetMetricStatistics with %o is refused", async (given, name) => {
  const { client } = await watched();
  await expect(statistics(client, given)).rejects.toMatchObject({ name });
});

describe("metric math", () => {
  const stat = (Id: string, MetricName: string, Stat = "Sum") => ({
    Id,
    ReturnData: false,
    MetricStat: { Metric: { Namespace, MetricName }, Period: 60, Stat },
  });

  async function worked(Expression: string) {
    const { client } = await watched();
    await put(
      client,
      { MetricName: "errors", Value: 2, Timestamp: at(-2 * minute) },
      { MetricName: "errors", Value: 6, Timestamp: at(-minute) },
      { MetricName: "calls", Value: 10, Timestamp: at(-2 * minute) },
      { MetricName: "calls", Value: 20, Timestamp: at(-minute) },
      { MetricName: "calls", Value: 30, Timestamp: at(0) },
    );
    const MetricDataQueries = [stat("m1", "errors"), stat("m2", "calls"), { Id: "e1", Expression }];
    const asked = { StartTime: at(-3 * minute), EndTime: at(minute), ScanBy: "TimestampAscending" } as const;
    const { MetricDataResults } = await client.send(new GetMetricDataCommand({ ...asked, MetricDataQueries }));
    expect(MetricDataResults).toMatchObject([{ Id: "e1", Label: "e1", StatusCode: "Complete" }]);
    const [{ Timestamps = [], Values = [] } = {}] = MetricDataResults ?? [];
    return Values.map((value, index) => [((Timestamps[index]?.getTime() ?? 0) - start) / minute, value]);
  }

  test.each([
    [
      "m1 + m2",
      [
        [-2, 12],
        [-1, 26],
      ],
    ],
    [
      "m2 - m1 * 2",
      [
        [-2, 6],
        [-1, 8],
      ],
    ],
    [
      "100 * m1 / m2",
      [
        [-2, 20],
        [-1, 30],
      ],
    ],
    [
      "-m1 ^ 2",
      [
        [-2, -4],
        [-1, -36],
      ],
    ],
    ["(m1 + 1) / (m1 - 2)", [[-1, 1.75]]],
    [
      "SUM([m1, m2])",
      [
        [-2, 12],
        [-1, 26],
        [0, 30],
      ],
    ],
    [
      "MIN(METRICS())",
      [
        [-2, 2],
        [-1, 6],
        [0, 30],
      ],
    ],
    [
      "MAX([m1, m2]) - AVG([m1, m2])",
      [
        [-2, 4],
        [-1, 7],
        [0, 0],
      ],
    ],
    [
      "m2 / SUM(m2)",
      [
        [-2, 1 / 6],
        [-1, 1 / 3],
        [0, 1 / 2],
      ],
    ],
    [
      "FILL(m1, 0) + m2",
      [
        [-2, 12],
        [-1, 26],
        [0, 30],
      ],
    ],
    [
      "FILL(m1, REPEAT)",
      [
        [-2, 2],
        [-1, 6],
        [0, 6],
      ],
    ],
    [
      "IF(m2 > 10, m2, 0)",
      [
        [-2, 0],
        [-1, 20],
        [0, 30],
      ],
    ],
    [
      "m2 >= 20 AND m2 < 30",
      [
        [-2, 0],
        [-1, 1],
        [0, 0],
      ],
    ],
    [
      "DIFF(m2)",
      [
        [-1, 10],
        [0, 10],
      ],
    ],
    [
      "ABS(m1 - m2)",
      [
        [-2, 8],
        [-1, 14],
      ],
    ],
  ])("%s is worked out", async (expression, expected) => {
    expect(await worked(expression)).toEqual(expected);
  });

  test.each(["ANOMALY_DETECTION_BAND(m1)", "m1 +", "m9 + 1", "e1 + 1", "1 + 1", "SEARCH('x', 'Sum')"])(
    "%s is refused",
    async (expression) => {
      await expect(worked(expression)).rejects.toMatchObject({ name: "ValidationException" });
    },
  );
});
