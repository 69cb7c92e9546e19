import { describe, expect, test } from "vitest";
import { autoscalingPart } from "../../../src/local/autoscaling/part.ts";
import { parseSchedule } from "../../../src/local/autoscaling/scheduled/schedule.ts";
import { cloudwatchPart } from "../../../src/local/cloudwatch/part.ts";
import type { JsonObject } from "../../../src/local/json.ts";
import { caller, type FakeGround, fakeGround } from "../fake-ground.ts";
import { doneStep, providerOf, stepRequest } from "../stack-step.ts";

const ResourceId = "service/gworld-dev/engine";
const target = { ServiceNamespace: "ecs", ResourceId, ScalableDimension: "ecs:service:DesiredCount" };
const hour = 3_600_000;

const next = (schedule: string, after: string, zone = "UTC") => {
  const at = parseSchedule(schedule, zone, Date.parse("2026-01-01T00:00:00Z"))?.(Date.parse(after));
  return at === undefined ? undefined : new Date(at).toISOString().replace(":00.000Z", "Z");
};

describe("a schedule", () => {
  test.each([
    ["at(2026-03-01T08:30:00)", "2026-01-01T00:00:00Z", "UTC", "2026-03-01T08:30Z"],
    ["at(2026-03-01T08:30:00)", "2026-03-01T08:30:00Z", "UTC", undefined],
    ["at(2026-07-01T08:30:00)", "2026-01-01T00:00:00Z", "Europe/Berlin", "2026-07-01T06:30Z"],
    ["rate(6 hours)", "2026-01-01T07:00:00Z", "UTC", "2026-01-01T12:00Z"],
    ["rate(1 day)", "2026-01-02T00:00:00Z", "UTC", "2026-01-03T00:00Z"],
    ["cron(0 9 * * ? *)", "2026-01-01T09:00:00Z", "UTC", "2026-01-02T09:00Z"],
    ["cron(0/15 8-17 ? * MON-FRI *)", "2026-01-02T17:45:00Z", "UTC", "2026-01-05T08:00Z"],
    ["cron(30 6 1 1,7 ? *)", "2026-01-01T06:30:00Z", "UTC", "2026-07-01T06:30Z"],
    ["cron(0 12 ? * 1 *)", "2026-01-01T00:00:00Z", "UTC", "2026-01-04T12:00Z"],
    ["cron(0 8 ? * FRI-MON *)", "2026-01-06T00:00:00Z", "UTC", "2026-01-09T08:00Z"],
    ["cron(0 9 * * ? *)", "2026-03-28T09:00:00Z", "Europe/Berlin", "2026-03-29T07:00Z"],
    ["cron(0 0 1 1 ? 2027)", "2027-01-01T00:00:00Z", "UTC", undefined],
    ["cron(0 0 31 2 ? *)", "2026-01-01T00:00:00Z", "UTC", undefined],
  ])("%s after %s in %s is due at %s", (schedule, after, zone, due) => {
    expect(next(schedule, after, zone)).toBe(due);
  });

  test.each([
    "",
    "9 o'clock",
    "at(2026-03-01)",
    "rate(0 minutes)",
    "rate(5 weeks)",
    "cron(* * *)",
    "cron(60 * * * ? *)",
    "cron(0 9 L * ? *)",
    "cron(0/0 9 * * ? *)",
  ])("'%s' is none", (schedule) => {
    expect(parseSchedule(schedule, "UTC", 0)).toBeUndefined();
  });

  test("is in a zone that there is", () => {
    expect(parseSchedule("rate(1 day)", "Mars/Olympus", 0)).toBeUndefined();
  });
});

async function scheduled(ground: FakeGround = fakeGround()) {
  const service = { count: 2 };
  const counts = { get: () => service.count, set: (_: unknown, count: number) => void (service.count = count) };
  const { policyAlarms } = cloudwatchPart(ground, { publish() {}, scale() {} });
  const part = autoscalingPart(ground, counts, policyAlarms);
  const call = caller(part);
  await part.start?.();
  await call("RegisterScalableTarget", { ...target, MinCapacity: 1, MaxCapacity: 4 });
  const put = (
    ScheduledActionName: string,
    Schedule: string,
    ScalableTargetAction: JsonObject,
    more: JsonObject = {},
  ) => call("PutScheduledAction", { ...target, ScheduledActionName, Schedule, ScalableTargetAction, ...more });
  const found = async () => (await call("DescribeScheduledActions", { ServiceNamespace: "ecs" }))["ScheduledActions"];
  return { ground, part, call, put, service, found, pass: (hours: number) => ground.clock.advance(hours * hour) };
}

test("bounds change when it is time, with the count, and it is said why", async () => {
  const { put, service, pass, call } = await scheduled();
  await put("day", "cron(0 8 * * ? *)", { MinCapacity: 3, MaxCapacity: 8 });
  await put("night", "cron(0 20 * * ? *)", { MinCapacity: 0, MaxCapacity: 1 });
  await pass(7);
  expect(service.count).toBe(2);
  await pass(1);
  expect(service.count).toBe(3);
  expect(await call("DescribeScalableTargets", { ServiceNamespace: "ecs" })).toMatchObject({
    ScalableTargets: [{ MinCapacity: 3, MaxCapacity: 8 }],
  });
  await pass(12);
  expect(service.count).toBe(1);
  const { ScalingActivities } = await call("DescribeScalingActivities", { ServiceNamespace: "ecs", ResourceId });
  expect(ScalingActivities).toContainEqual(
    expect.objectContaining({
      Description: "Setting min capacity to 3 and max capacity to 8",
      Cause: "scheduled action name day was triggered",
      StatusMessage: "Successfully set min capacity to 3 and max capacity to 8",
    }),
  );
});

test("an action runs between its start and its end, and not while it is suspended", async () => {
  const { put, service, pass, call, ground } = await scheduled();
  const begin = ground.clock.now();
  const [StartTime, EndTime] = [begin / 1000 + 2 * 3600, begin / 1000 + 4 * 3600];
  await put("grow", "rate(1 hour)", { MinCapacity: 4 }, { StartTime, EndTime });
  await pass(2.5);
  expect(service.count).toBe(2);
  await pass(0.5);
  expect(service.count).toBe(4);
  await call("RegisterScalableTarget", {
    ...target,
    MinCapacity: 1,
    SuspendedState: { ScheduledScalingSuspended: true },
  });
  service.count = 1;
  await pass(1);
  expect(service.count).toBe(1);
  await call("RegisterScalableTarget", { ...target, SuspendedState: {} });
  await pass(5);
  expect(service.count).toBe(1);
});

test("an action is described, changed, outlives a restart, and goes with its target", async () => {
  const { put, found, call, ground, part } = await scheduled();
  await put("day", "cron(0 8 * * ? *)", { MinCapacity: 3 }, { Timezone: "Europe/Berlin" });
  await put("day", "cron(0 9 * * ? *)", { MaxCapacity: 9 });
  expect(await found()).toMatchObject([
    {
      ScheduledActionName: "day",
      ScheduledActionARN: expect.stringMatching(
        /^arn:aws:autoscaling:eu-west-1:000000000000:scheduledAction:[0-9a-f-]{36}:resource\/ecs\/service\/gworld-dev\/engine:scheduledActionName\/day$/,
      ),
      Schedule: "cron(0 9 * * ? *)",
      Timezone: "Europe/Berlin",
      ScalableTargetAction: { MaxCapacity: 9 },
    },
  ]);
  await part.stop?.();
  const again = await scheduled(ground);
  expect(await again.found()).toHaveLength(1);
  await again.call("DeleteScheduledAction", { ...target, ScheduledActionName: "day" });
  await expect(again.call("DeleteScheduledAction", { ...target, ScheduledActionName: "day" })).rejects.toMatchObject({
    code: "ObjectNotFoundException",
  });
  await again.put("night", "rate(1 day)", { MinCapacity: 0 });
  await call("DeregisterScalableTarget", target);
  expect(await again.found()).toEqual([]);
});

test.each([
  ["no schedule", "whenever", { MinCapacity: 1 }],
  ["no bounds", "rate(1 day)", {}],
  ["bounds the wrong way round", "rate(1 day)", { MinCapacity: 3, MaxCapacity: 1 }],
])("an action with %s is refused", async (_, schedule, action) => {
  const { put } = await scheduled();
  await expect(put("wrong", schedule, action)).rejects.toMatchObject({ code: "ValidationException" });
});

test("a stack's target brings its actions, changes and drops them", async () => {
  const { part, found, call } = await scheduled();
  await call("DeregisterScalableTarget", target);
  const type = "AWS::ApplicationAutoScaling::ScalableTarget";
  const action = (ScheduledActionName: string) => ({
    ScheduledActionName,
    Schedule: "cron(0 8 * * ? *)",
    StartTime: "2026-02-01T00:00:00Z",
    ScalableTargetAction: { MinCapacity: "2" },
  });
  const properties = { ...target, MinCapacity: 1, MaxCapacity: 4, ScheduledActions: [action("a"), action("b")] };
  const request = stepRequest(type, properties);
  const provider = providerOf([part], type);
  const { physicalId } = doneStep(await provider.create(request));
  expect(await found()).toMatchObject([
    { ScheduledActionName: "a", StartTime: 1769904000 },
    { ScheduledActionName: "b" },
  ]);
  const changed = { ...properties, ScheduledActions: [action("b"), action("c")] };
  doneStep(await provider.update({ ...request, properties: changed, previous: properties, physicalId, token: "t2" }));
  expect(await found()).toMatchObject([{ ScheduledActionName: "b" }, { ScheduledActionName: "c" }]);
});
