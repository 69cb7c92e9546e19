import {
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  DescribeAlarmsForMetricCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import { describe, expect, test } from "vitest";
import { errorsAlarm as base, stateOf, topic, watched } from "./watched.ts";

describe("a composite alarm", () => {
  async function composed(AlarmRule: string) {
    const all = await watched();
    const { client } = all;
    for (const AlarmName of ["a", "b c"]) await client.send(new PutMetricAlarmCommand({ ...base, AlarmName }));
    await client.send(new PutCompositeAlarmCommand({ AlarmName: "both", AlarmRule, AlarmActions: [topic] }));
    const set = (AlarmName: string, StateValue: "OK" | "ALARM") =>
      client.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: "by hand" }));
    return { ...all, set, state: () => stateOf(client, "both") };
  }

  test("follows the alarms it names, and tells which", async () => {
    const { set, state, published } = await composed('ALARM("a") AND NOT OK("b c")');
    expect(await state()).toEqual([
      "OK",
      "arn:aws:cloudwatch:eu-west-1:000000000000:alarm:both was created and its alarm rule evaluates to OK",
    ]);
    await set("a", "ALARM");
    expect(await state()).toEqual([
      "ALARM",
      "arn:aws:cloudwatch:eu-west-1:000000000000:alarm:a transitioned to ALARM at Sunday 01 March, 2026 12:00:00 UTC",
    ]);
    expect(JSON.parse(published.at(-1)?.message ?? "")).toMatchObject({
      AlarmRule: 'ALARM("a") AND NOT OK("b c")',
      TriggeringChildren: [{ Arn: "arn:aws:cloudwatch:eu-west-1:000000000000:alarm:a", State: { Value: "ALARM" } }],
    });
    await set("b c", "OK");
    expect((await state())[0]).toBe("OK");
  });

  test.each([
    ['ALARM(a) OR ALARM("b c")', "OK"],
    ["NOT ALARM(a)", "ALARM"],
    ["INSUFFICIENT_DATA(a) AND (FALSE OR TRUE)", "ALARM"],
    ['ALARM("arn:aws:cloudwatch:eu-west-1:000000000000:alarm:a")', "OK"],
  ])("of %s is %s at first", async (rule, state) => {
    expect((await (await composed(rule)).state())[0]).toBe(state);
  });

  test.each(["", "ALARM", "ALARM(a", "ALARM(a) AND", "ALARM(a) ALARM(b)", "BROKEN(a)"])(
    "of '%s' is refused",
    async (rule) => {
      await expect(composed(rule)).rejects.toMatchObject({ name: "ValidationException" });
    },
  );

  // The text is recorded of AWS.
  test("is not made where its rule names alarms that are not there", async () => {
    const { client } = await watched();
    await client.send(new PutMetricAlarmCommand({ ...base, AlarmName: "a" }));
    const AlarmRule = "ALARM(a) OR OK(nobody) OR ALARM(none)";
    await expect(client.send(new PutCompositeAlarmCommand({ AlarmName: "c", AlarmRule }))).rejects.toMatchObject({
      name: "ValidationException",
      message: "Could not save the composite alarm as alarms [nobody, none] in the alarm rule do not exist",
    });
    expect((await stateOf(client, "c"))[0]).toBeUndefined();
  });

  test("does not act while its suppressor is in ALARM", async () => {
    const { client, published, set } = await composed("FALSE");
    const given = { AlarmName: "both", AlarmRule: "ALARM(a)", AlarmActions: [topic] };
    const suppressed = {
      ActionsSuppressor: "b c",
      ActionsSuppressorWaitPeriod: 1,
      ActionsSuppressorExtensionPeriod: 1,
    };
    await client.send(new PutCompositeAlarmCommand({ ...given, ...suppressed }));
    await set("b c", "ALARM");
    await set("a", "ALARM");
    expect(published).toEqual([]);
  });
});

describe("composite alarms that name each other", () => {
  async function related(rules: Readonly<Record<string, string>>) {
    const all = await watched();
    const { client } = all;
    const put = (AlarmName: string, AlarmRule: string) =>
      client.send(new PutCompositeAlarmCommand({ AlarmName, AlarmRule, AlarmActions: [topic] }));
    await client.send(new PutMetricAlarmCommand({ ...base, AlarmName: "m" }));
    for (const [name, rule] of Object.entries(rules)) await put(name, rule);
    const set = (StateValue: "OK" | "ALARM") =>
      client.send(new SetAlarmStateCommand({ AlarmName: "m", StateValue, StateReason: "by hand" }));
    return { ...all, put, set, state: async (name: string) => (await stateOf(client, name))[0] };
  }

  test("are looked at once where they form a cycle, which must be broken before one can be deleted", async () => {
    const { client, put, set, state, published } = await related({ a: "ALARM(m)", b: "ALARM(a)" });
    await put("a", "ALARM(m) AND NOT ALARM(b)");
    await set("ALARM");
    expect([await state("a"), await state("b")]).toEqual(["ALARM", "ALARM"]);
    expect(published).toHaveLength(2);
    const remove = (name: string) => client.send(new DeleteAlarmsCommand({ AlarmNames: [name] }));
    await expect(remove("a")).rejects.toMatchObject({
      name: "ValidationException",
      message: "Cannot delete a as there are composite alarm(s) depending on it.",
    });
    await put("b", "FALSE");
    await remove("a");
    expect(await state("a")).toBeUndefined();
  });

  test("tell a change once that reaches them by two ways", async () => {
    const { set, published } = await related({
      left: "ALARM(m)",
      right: "ALARM(m)",
      top: "ALARM(left) OR ALARM(right)",
    });
    await set("ALARM");
    expect(published.map(({ subject }) => /"(\w+)"/.exec(subject)?.[1])).toEqual(["left", "top", "right"]);
  });

  test("see what only both ways together make", async () => {
    const { set, state } = await related({ left: "ALARM(m)", right: "ALARM(m)", top: "ALARM(left) AND ALARM(right)" });
    await set("ALARM");
    expect(await state("top")).toBe("ALARM");
  });
});

test("alarms are found by name, prefix, state, metric, kin, and come in pages", async () => {
  const { client } = await watched();
  for (const AlarmName of ["a1", "a2", "b1"]) await client.send(new PutMetricAlarmCommand({ ...base, AlarmName }));
  await client.send(new PutCompositeAlarmCommand({ AlarmName: "c1", AlarmRule: "ALARM(a1) OR ALARM(b1)" }));
  await client.send(new SetAlarmStateCommand({ AlarmName: "a2", StateValue: "OK", StateReason: "by hand" }));
  const names = async (input: object) => {
    const { MetricAlarms = [], CompositeAlarms = [] } = await client.send(new DescribeAlarmsCommand(input));
    return [...MetricAlarms, ...CompositeAlarms].map(({ AlarmName }) => AlarmName);
  };
  expect(await names({})).toEqual(["a1", "a2", "b1"]);
  expect(await names({ AlarmNamePrefix: "a" })).toEqual(["a1", "a2"]);
  expect(await names({ StateValue: "OK" })).toEqual(["a2"]);
  expect(await names({ AlarmTypes: ["CompositeAlarm"] })).toEqual(["c1"]);
  expect(await names({ ChildrenOfAlarmName: "c1" })).toEqual(["a1", "b1"]);
  expect(await names({ ParentsOfAlarmName: "a1" })).toEqual(["c1"]);
  const first = await client.send(new DescribeAlarmsCommand({ MaxRecords: 2 }));
  expect(await names({ NextToken: first.NextToken })).toEqual(["b1"]);
  const { MetricAlarms } = await client.send(
    new DescribeAlarmsForMetricCommand({ Namespace: "Game", MetricName: "errors", Statistic: "Sum", Period: 60 }),
  );
  expect(MetricAlarms).toHaveLength(3);
  expect(
    (
      await client.send(
        new DescribeAlarmsForMetricCommand({ Namespace: "Game", MetricName: "errors", Statistic: "Average" }),
      )
    ).MetricAlarms,
  ).toEqual([]);
});
