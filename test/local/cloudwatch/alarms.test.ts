import {
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DisableAlarmActionsCommand,
  EnableAlarmActionsCommand,
  ListTagsForResourceCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-cloudwatch";
import { describe, expect, test } from "vitest";
import { errorsAlarm, minute, policy, stateOf, topic, watched } from "./watched.ts";

const Namespace = "Game";
const base = errorsAlarm;

async function alarmed(given: object = {}) {
  const all = await watched();
  const { client, clock } = all;
  const put = (more: object = {}) => client.send(new PutMetricAlarmCommand({ ...base, ...given, ...more }));
  const publish = (Value: number, more: object = {}) =>
    client.send(new PutMetricDataCommand({ Namespace, MetricData: [{ MetricName: "errors", Value, ...more }] }));
  await clock.advance(5_000);
  await put();
  return {
    ...all,
    put,
    publish,
    state: () => stateOf(client),
    after: (minutes: number) => clock.advance(minutes * minute),
  };
}

test("an alarm begins unchecked, goes to ALARM with its data, and back when they are over", async () => {
  const { publish, state, after, client } = await alarmed({ TreatMissingData: "notBreaching" });
  expect(await state()).toEqual(["INSUFFICIENT_DATA", "Unchecked: Initial alarm creation"]);
  await publish(8);
  await after(1.1);
  expect(await state()).toEqual([
    "ALARM",
    "Threshold Crossed: 1 out of the last 1 datapoints [8.0 (01/03/26 12:00:00)] was greater than the threshold (5.0) (minimum 1 datapoint for INSUFFICIENT_DATA -> ALARM transition).",
  ]);
  await publish(2);
  await after(1);
  expect((await state())[1]).toBe(
    "Threshold Crossed: 1 out of the last 1 datapoints [2.0 (01/03/26 12:01:00)] was not greater than the threshold (5.0) (minimum 1 datapoint for ALARM -> OK transition).",
  );
  await publish(9.5);
  await after(1);
  expect((await state())[0]).toBe("ALARM");
  await after(5);
  expect(await state()).toEqual([
    "OK",
    "Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].",
  ]);
  const { AlarmHistoryItems } = await client.send(
    new DescribeAlarmHistoryCommand({ AlarmName: "errors", HistoryItemType: "StateUpdate" }),
  );
  expect(AlarmHistoryItems?.map(({ HistorySummary }) => HistorySummary)).toEqual([
    "Alarm updated from ALARM to OK",
    "Alarm updated from OK to ALARM",
    "Alarm updated from ALARM to OK",
    "Alarm updated from INSUFFICIENT_DATA to ALARM",
  ]);
  expect(JSON.parse(AlarmHistoryItems?.[3]?.HistoryData ?? "")).toMatchObject({
    oldState: { stateValue: "INSUFFICIENT_DATA" },
    newState: {
      stateReasonData: { version: "1.0", statistic: "Sum", period: 60, recentDatapoints: [8], threshold: 5 },
    },
  });
});

test.each([
  { TreatMissingData: "missing", becomes: "INSUFFICIENT_DATA" },
  { TreatMissingData: "breaching", becomes: "ALARM" },
  { TreatMissingData: "ignore", becomes: "OK" },
  { TreatMissingData: "notBreaching", becomes: "OK" },
])("silence treated as $TreatMissingData becomes $becomes", async ({ TreatMissingData, becomes }) => {
  const { publish, state, after } = await alarmed({ TreatMissingData });
  await publish(1);
  await after(1.1);
  expect((await state())[0]).toBe("OK");
  await after(5);
  expect((await state())[0]).toBe(becomes);
});

test("alarms on DynamoDB's metrics ignore silence, whatever they say", async () => {
  const { client, clock } = await watched();
  const given = { ...base, Namespace: "AWS/DynamoDB", TreatMissingData: "breaching" };
  await client.send(new PutMetricAlarmCommand(given));
  await clock.advance(3 * minute);
  expect((await stateOf(client))[0]).toBe("INSUFFICIENT_DATA");
});

test("two of three late points make the alarm, in one look each minute", async () => {
  const { publish, state, after } = await alarmed({ EvaluationPeriods: 3, DatapointsToAlarm: 2 });
  await publish(8);
  await after(1.1);
  expect((await state())[0]).toBe("OK");
  await publish(1);
  await after(1);
  await publish(8);
  await after(1);
  expect((await state())[1]).toBe(
    "Threshold Crossed: 2 out of the last 3 datapoints [8.0 (01/03/26 12:02:00), 8.0 (01/03/26 12:00:00)] were greater than the threshold (5.0) (minimum 2 datapoints for OK -> ALARM transition).",
  );
});

test.each([
  ["GreaterThanOrEqualToThreshold", 5, "ALARM"],
  ["GreaterThanThreshold", 5, "OK"],
  ["LessThanThreshold", 5, "OK"],
  ["LessThanOrEqualToThreshold", 5, "ALARM"],
])("%s of %d is %s", async (ComparisonOperator, value, becomes) => {
  const { publish, state, after } = await alarmed({ ComparisonOperator });
  await publish(value);
  await after(1.1);
  expect((await state())[0]).toBe(becomes);
});

test("percentiles of few samples can be left out of account", async () => {
  const given = { Statistic: undefined, ExtendedStatistic: "p90", EvaluateLowSampleCountPercentile: "ignore" };
  const { publish, state, after } = await alarmed(given);
  await publish(50);
  await after(1.1);
  expect((await state())[0]).toBe("INSUFFICIENT_DATA");
  await publish(0, { Value: undefined, Values: [1, 50], Counts: [80, 20] });
  await after(1);
  expect((await state())[0]).toBe("ALARM");
});

test("periods shorter than a minute are looked at every ten seconds", async () => {
  const { publish, state, clock } = await alarmed({ Period: 10 });
  await publish(8, { StorageResolution: 1 });
  await clock.advance(11_000);
  expect((await state())[0]).toBe("ALARM");
});

describe("an expression", () => {
  const query = (Id: string, MetricName: string) => ({
    Id,
    ReturnData: false,
    MetricStat: { Metric: { Namespace, MetricName }, Period: 60, Stat: "Sum" },
  });
  const { MetricName: _name, Namespace: _namespace, Statistic: _statistic, Period: _period, ...rest } = base;
  const expressed = (Expression: string) => ({
    ...rest,
    Metrics: [{ Id: "e1", Expression, ReturnData: true }, query("m1", "errors"), query("m2", "calls")],
  });

  test("is compared as a metric is", async () => {
    const { client, clock } = await watched();
    await client.send(new PutMetricAlarmCommand(expressed("100 * m1 / m2")));
    const MetricData = [
      { MetricName: "errors", Value: 1 },
      { MetricName: "calls", Value: 10 },
    ];
    await client.send(new PutMetricDataCommand({ Namespace, MetricData }));
    await clock.advance(61_000);
    expect(await stateOf(client)).toEqual(["ALARM", expect.stringContaining("[10.0 (01/03/26 12:00:00)]")]);
  });

  test.each([
    ["ANOMALY_DETECTION_BAND(m1, 2)", "The function ANOMALY_DETECTION_BAND is not part of the local cloud."],
    ["SELECT AVG(x) FROM y", "The local cloud cannot read the expression SELECT AVG(x) FROM y."],
  ])("that cannot be worked out says so: %s", async (Expression, reason) => {
    const { client, clock } = await watched();
    await client.send(new PutMetricAlarmCommand(expressed(Expression)));
    await clock.advance(61_000);
    expect(await stateOf(client)).toEqual(["INSUFFICIENT_DATA", reason]);
  });
});

describe("actions", () => {
  test("tell the topic in CloudWatch's words, once a change", async () => {
    const { publish, after, published, client } = await alarmed({ AlarmActions: [topic], OKActions: [`${topic}2`] });
    await publish(8);
    await after(1.1);
    await publish(8);
    await after(1);
    expect(published).toHaveLength(1);
    expect(published[0]?.subject).toBe('ALARM: "errors" in EU (Ireland)');
    expect(JSON.parse(published[0]?.message ?? "")).toEqual({
      AlarmName: "errors",
      AlarmDescription: "too many",
      AWSAccountId: "000000000000",
      AlarmConfigurationUpdatedTimestamp: "2026-03-01T12:00:05.000+0000",
      NewStateValue: "ALARM",
      NewStateReason: expect.stringContaining("Threshold Crossed: 1 out of the last 1 datapoints"),
      StateChangeTime: "2026-03-01T12:01:01.000+0000",
      Region: "EU (Ireland)",
      AlarmArn: "arn:aws:cloudwatch:eu-west-1:000000000000:alarm:errors",
      OldStateValue: "INSUFFICIENT_DATA",
      OKActions: [`${topic}2`],
      AlarmActions: [topic],
      InsufficientDataActions: [],
      Trigger: {
        MetricName: "errors",
        Namespace,
        StatisticType: "Statistic",
        Statistic: "SUM",
        Unit: null,
        Dimensions: [],
        Period: 60,
        EvaluationPeriods: 1,
        ComparisonOperator: "GreaterThanThreshold",
        Threshold: 5,
        TreatMissingData: "",
        EvaluateLowSampleCountPercentile: "",
      },
    });
    await publish(1);
    await after(1);
    const asked = new DescribeAlarmHistoryCommand({ AlarmName: "errors", HistoryItemType: "Action" });
    expect((await client.send(asked)).AlarmHistoryItems).toMatchObject([
      { HistorySummary: `Failed to execute action ${topic}2. Received error: "Topic does not exist"` },
      { HistorySummary: `Successfully executed action ${topic}` },
    ]);
  });

  test("call a scaling policy every minute that the state lasts", async () => {
    const { publish, after, scaled } = await alarmed({ AlarmActions: [policy] });
    for (const value of [8, 9, 10]) {
      await publish(value);
      await after(1.1);
    }
    expect(scaled).toEqual([8, 9, 10].map((value) => ({ alarmName: "errors", threshold: 5, value })));
  });

  test("go on calling a scaling policy while its alarm has no new data and stays in ALARM", async () => {
    const { publish, after, scaled } = await alarmed({ AlarmActions: [policy], TreatMissingData: "ignore" });
    await publish(8);
    await after(5.1);
    expect(scaled.map(({ value }) => value)).toEqual([8, 8, 8, undefined, undefined]);
  });

  test("do nothing while they are disabled", async () => {
    const { publish, after, published, client } = await alarmed({ AlarmActions: [topic] });
    await client.send(new DisableAlarmActionsCommand({ AlarmNames: ["errors"] }));
    await publish(8);
    await after(1.1);
    await client.send(new EnableAlarmActionsCommand({ AlarmNames: ["errors"] }));
    await publish(1);
    await after(1);
    await publish(9);
    await after(1);
    expect(published).toHaveLength(1);
  });
});

test("a state set by hand acts at once and lasts until the next look", async () => {
  const { client, published, state, after } = await alarmed({
    AlarmActions: [topic],
    TreatMissingData: "notBreaching",
  });
  const by = { AlarmName: "errors", StateReason: "a drill", StateReasonData: '{"by":"hand"}' };
  await client.send(new SetAlarmStateCommand({ ...by, StateValue: "ALARM" }));
  expect(await state()).toEqual(["ALARM", "a drill"]);
  expect(published).toHaveLength(1);
  await after(1.1);
  expect((await state())[0]).toBe("OK");
  await expect(
    client.send(new SetAlarmStateCommand({ ...by, StateValue: "OK", StateReasonData: "none" })),
  ).rejects.toMatchObject({ name: "InvalidFormatFault" });
});

test("one that is not there keeps others from being deleted", async () => {
  const { client, state } = await alarmed();
  const remove = (...AlarmNames: string[]) => client.send(new DeleteAlarmsCommand({ AlarmNames }));
  await expect(remove("errors", "none")).rejects.toMatchObject({ name: "ResourceNotFound" });
  expect((await state())[0]).toBe("INSUFFICIENT_DATA");
  await remove("errors");
  expect(await state()).toEqual([undefined, undefined]);
});

test("an alarm keeps its state when it is changed, carries tags, and outlives a restart", async () => {
  const { client, put, publish, after, state, dir, clock, server } = await alarmed({
    Tags: [{ Key: "env", Value: "dev" }],
  });
  const ResourceARN = "arn:aws:cloudwatch:eu-west-1:000000000000:alarm:errors";
  await publish(8);
  await after(1.1);
  await put({ Threshold: 7, Tags: [{ Key: "late", Value: "ignored" }] });
  expect(await client.send(new ListTagsForResourceCommand({ ResourceARN }))).toMatchObject({
    Tags: [{ Key: "env", Value: "dev" }],
  });
  expect((await state())[0]).toBe("ALARM");
  await client.send(new TagResourceCommand({ ResourceARN, Tags: [{ Key: "team", Value: "world" }] }));
  await client.send(new UntagResourceCommand({ ResourceARN, TagKeys: ["env"] }));
  await server.stop();
  const again = await watched({ dir, clock });
  expect(await again.client.send(new ListTagsForResourceCommand({ ResourceARN }))).toMatchObject({
    Tags: [{ Key: "team", Value: "world" }],
  });
  await clock.advance(6 * minute);
  expect((await stateOf(again.client))[0]).toBe("INSUFFICIENT_DATA");
});

test.each<[object, string]>([
  [{ EvaluationPeriods: undefined }, "MissingRequiredParameterException"],
  [{ ComparisonOperator: undefined }, "MissingRequiredParameterException"],
  [{ DatapointsToAlarm: 2 }, "ValidationException"],
  [{ EvaluationPeriods: 1441 }, "ValidationException"],
  [{ Period: 45 }, "InvalidParameterValueException"],
  [{ Statistic: undefined }, "InvalidParameterCombinationException"],
  [{ ExtendedStatistic: "p99" }, "InvalidParameterCombinationException"],
  [{ Threshold: undefined }, "InvalidParameterCombinationException"],
  [{ TreatMissingData: "panic" }, "ValidationException"],
  [{ AlarmActions: ["topic"] }, "ValidationException"],
  [{ AlarmName: "x".repeat(256) }, "ValidationException"],
])("an alarm with %o is refused", async (given, name) => {
  await expect(alarmed(given)).rejects.toMatchObject({ name });
});
