import { describe, expect, test } from "vitest";
import { autoscalingPart } from "../../../src/local/autoscaling/part.ts";
import { stepped } from "../../../src/local/autoscaling/steps.ts";
import { cloudwatchPart } from "../../../src/local/cloudwatch/part.ts";
import { type JsonObject, list, text } from "../../../src/local/json.ts";
import { caller, fakeGround } from "../fake-ground.ts";

const ResourceId = "service/gworld-dev/engine";
const target = { ServiceNamespace: "ecs", ResourceId, ScalableDimension: "ecs:service:DesiredCount" };
const minute = 60_000;

/** A service of two tasks between one and ten, whose CPU and memory are what a test says. */
async function scaled(given: JsonObject = {}) {
  const ground = fakeGround();
  const service = { count: 2 };
  const cloudwatch = cloudwatchPart(ground, { publish() {}, scale: (arn, call) => scaling.act(arn, call) });
  const counts = { get: () => service.count, set: (_: unknown, count: number) => void (service.count = count) };
  const scaling = autoscalingPart(ground, counts, cloudwatch.policyAlarms);
  const call = caller(scaling);
  const watch = caller(cloudwatch);
  await ground.clock.advance(5_000);
  await cloudwatch.start?.();
  await call("RegisterScalableTarget", { ...target, MinCapacity: 1, MaxCapacity: 10, ...given });
  const Dimensions = [
    { Name: "ClusterName", Value: "gworld-dev" },
    { Name: "ServiceName", Value: "engine" },
  ];
  return {
    call,
    watch,
    service,
    /** Lets minutes pass in which metrics have these values. */
    pass: async (minutes: number, values: Readonly<Record<string, number>>) => {
      for (let passed = 0; passed < minutes; passed += 1) {
        const MetricData = Object.entries(values).map(([MetricName, Value]) => ({ MetricName, Value, Dimensions }));
        await watch("PutMetricData", { Namespace: "AWS/ECS", MetricData });
        await ground.clock.advance(minute);
      }
    },
    causes: async () => {
      const { ScalingActivities } = await call("DescribeScalingActivities", { ServiceNamespace: "ecs", ResourceId });
      return list({ ScalingActivities }, "ScalingActivities").map((each) => [
        text(each, "Description"),
        text(each, "Cause")?.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, "<id>"),
      ]);
    },
  };
}

const tracking = (PredefinedMetricType: string, more: JsonObject = {}) => ({
  ...target,
  PolicyName: PredefinedMetricType,
  PolicyType: "TargetTrackingScaling",
  TargetTrackingScalingPolicyConfiguration: {
    PredefinedMetricSpecification: { PredefinedMetricType },
    TargetValue: 50,
    ScaleOutCooldown: 60,
    ScaleInCooldown: 120,
    ...more,
  },
});
const cpu = (more: JsonObject = {}) => tracking("ECSServiceAverageCPUUtilization", more);
const memory = () => tracking("ECSServiceAverageMemoryUtilization");

describe("target tracking", () => {
  test("makes its two alarms, named and described as on AWS, and takes them with it", async () => {
    const { call, watch } = await scaled();
    const { PolicyARN, Alarms } = await call("PutScalingPolicy", cpu());
    const { MetricAlarms } = await watch("DescribeAlarms");
    const metric = { Namespace: "AWS/ECS", MetricName: "CPUUtilization", Statistic: "Average", Period: 60 };
    const common = {
      ...metric,
      AlarmActions: [PolicyARN],
      AlarmDescription: `DO NOT EDIT OR DELETE. For TargetTrackingScaling policy ${text({ PolicyARN }, "PolicyARN")}.`,
    };
    const named = (side: string) => expect.stringMatching(`^TargetTracking-${ResourceId}-${side}-[0-9a-f-]{36}$`);
    expect(MetricAlarms).toMatchObject([
      {
        ...common,
        AlarmName: named("AlarmHigh"),
        Threshold: 50,
        EvaluationPeriods: 3,
        ComparisonOperator: "GreaterThanThreshold",
      },
      {
        ...common,
        AlarmName: named("AlarmLow"),
        Threshold: 45,
        EvaluationPeriods: 15,
        ComparisonOperator: "LessThanThreshold",
      },
    ]);
    expect(Alarms).toMatchObject([{ AlarmName: named("AlarmHigh") }, { AlarmName: named("AlarmLow") }]);
    await call("PutScalingPolicy", cpu({ TargetValue: 70, DisableScaleIn: true }));
    expect((await watch("DescribeAlarms"))["MetricAlarms"]).toMatchObject([{ Threshold: 70 }]);
    expect(await call("DescribeScalingPolicies", { ServiceNamespace: "ecs" })).toMatchObject({
      ScalingPolicies: [{ Alarms: [{ AlarmName: named("AlarmHigh") }] }],
    });
    await call("DeregisterScalableTarget", target);
    expect((await watch("DescribeAlarms"))["MetricAlarms"]).toEqual([]);
  });

  test("loses its alarms when the policy becomes one of steps", async () => {
    const { call, watch } = await scaled();
    await call("PutScalingPolicy", cpu());
    await call("PutScalingPolicy", {
      ...cpu(),
      PolicyType: "StepScaling",
      StepScalingPolicyConfiguration: {
        AdjustmentType: "ChangeInCapacity",
        StepAdjustments: [{ ScalingAdjustment: 1 }],
      },
    });
    expect((await watch("DescribeAlarms"))["MetricAlarms"]).toEqual([]);
  });

  test("scales out in proportion after three minutes above the target, and says why", async () => {
    const { call, service, pass, causes } = await scaled();
    await call("PutScalingPolicy", cpu());
    await pass(2, { CPUUtilization: 90 });
    expect(service.count).toBe(2);
    await pass(1, { CPUUtilization: 90 });
    expect(service.count).toBe(4);
    expect(await causes()).toEqual([
      [
        "Setting desired count to 4.",
        `monitor alarm TargetTracking-${ResourceId}-AlarmHigh-<id> in state ALARM triggered policy ECSServiceAverageCPUUtilization`,
      ],
    ]);
  });

  test("waits while it cools, unless more is wanted than what the last activity made", async () => {
    const { call, service, pass } = await scaled();
    await call("PutScalingPolicy", cpu({ ScaleOutCooldown: 600 }));
    await pass(3, { CPUUtilization: 90 });
    await pass(3, { CPUUtilization: 90 });
    expect(service.count).toBe(4);
    await pass(1, { CPUUtilization: 140 });
    expect(service.count).toBe(6);
  });

  test("stays within the bounds", async () => {
    const { call, service, pass } = await scaled({ MaxCapacity: 3 });
    await call("PutScalingPolicy", cpu());
    await pass(8, { CPUUtilization: 100 });
    expect(service.count).toBe(3);
  });

  test("scales in after fifteen minutes below nine tenths of the target, not under the least", async () => {
    const { call, service, pass } = await scaled();
    service.count = 8;
    await call("PutScalingPolicy", cpu());
    await pass(14, { CPUUtilization: 20 });
    expect(service.count).toBe(8);
    await pass(1, { CPUUtilization: 20 });
    expect(service.count).toBe(4);
    await pass(20, { CPUUtilization: 1 });
    expect(service.count).toBe(1);
  });

  test("scales in only when every policy of the target is ready to, to the most that any wants", async () => {
    const { call, service, pass } = await scaled();
    service.count = 8;
    await call("PutScalingPolicy", cpu());
    await call("PutScalingPolicy", memory());
    await pass(20, { CPUUtilization: 10, MemoryUtilization: 48 });
    expect(service.count).toBe(8);
    await pass(15, { CPUUtilization: 10, MemoryUtilization: 30 });
    expect(service.count).toBe(5);
  });

  test("does not scale where it is suspended", async () => {
    const { call, service, pass } = await scaled({ SuspendedState: { DynamicScalingOutSuspended: true } });
    await call("PutScalingPolicy", cpu());
    await pass(5, { CPUUtilization: 90 });
    expect(service.count).toBe(2);
    await call("RegisterScalableTarget", { ...target, SuspendedState: { DynamicScalingOutSuspended: false } });
    await pass(1, { CPUUtilization: 90 });
    expect(service.count).toBe(4);
  });

  test("tracks a metric of the user's own, and requests of a load balancer", async () => {
    const { call, watch } = await scaled();
    const own = {
      Namespace: "Game",
      MetricName: "agents",
      Statistic: "Maximum",
      Dimensions: [{ Name: "World", Value: "w" }],
    };
    await call(
      "PutScalingPolicy",
      cpu({ PredefinedMetricSpecification: undefined, CustomizedMetricSpecification: own }),
    );
    expect((await watch("DescribeAlarms"))["MetricAlarms"]).toMatchObject([own, own]);
    const ResourceLabel = "app/web/0123/targetgroup/engine/4567";
    const requests = { PredefinedMetricType: "ALBRequestCountPerTarget", ResourceLabel };
    await call("PutScalingPolicy", cpu({ PredefinedMetricSpecification: requests }));
    const Dimensions = [
      { Name: "LoadBalancer", Value: "app/web/0123" },
      { Name: "TargetGroup", Value: "targetgroup/engine/4567" },
    ];
    const watched = {
      Namespace: "AWS/ApplicationELB",
      MetricName: "RequestCountPerTarget",
      Statistic: "Sum",
      Dimensions,
    };
    expect((await watch("DescribeAlarms"))["MetricAlarms"]).toMatchObject([watched, watched]);
  });
});

test.each([
  ["ChangeInCapacity", 0, 3],
  ["ChangeInCapacity", 9, 3],
  ["ChangeInCapacity", 10, 6],
  ["ChangeInCapacity", -1, 1],
  ["ExactCapacity", 10, 4],
  ["PercentChangeInCapacity", 10, 3],
  ["Unknown", 0, 3],
])("a step of %s at %d beyond the threshold makes %d of two", (AdjustmentType, breach, becomes) => {
  const StepAdjustments = [
    { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 10, ScalingAdjustment: 1 },
    { MetricIntervalLowerBound: 10, ScalingAdjustment: 4 },
    { MetricIntervalUpperBound: 0, ScalingAdjustment: -1 },
  ];
  expect(stepped({ AdjustmentType, StepAdjustments }, 2, breach)).toBe(becomes);
});

test("a step scaling policy acts on the alarm that names it, and cools down", async () => {
  const { call, watch, service, pass, causes } = await scaled();
  const { PolicyARN } = await call("PutScalingPolicy", {
    ...target,
    PolicyName: "queue",
    PolicyType: "StepScaling",
    StepScalingPolicyConfiguration: {
      AdjustmentType: "ChangeInCapacity",
      Cooldown: 300,
      StepAdjustments: [
        { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 20, ScalingAdjustment: 1 },
        { MetricIntervalLowerBound: 20, ScalingAdjustment: 3 },
      ],
    },
  });
  const Dimensions = [
    { Name: "ClusterName", Value: "gworld-dev" },
    { Name: "ServiceName", Value: "engine" },
  ];
  const compared = { Threshold: 60, ComparisonOperator: "GreaterThanThreshold", EvaluationPeriods: 1, Period: 60 };
  const metric = { Namespace: "AWS/ECS", MetricName: "CPUUtilization", Statistic: "Average", Dimensions };
  await watch("PutMetricAlarm", { AlarmName: "busy", ...metric, ...compared, AlarmActions: [PolicyARN] });
  expect(await call("DescribeScalingPolicies", { ServiceNamespace: "ecs" })).toMatchObject({
    ScalingPolicies: [{ Alarms: [{ AlarmName: "busy" }] }],
  });
  await pass(1, { CPUUtilization: 70 });
  expect(service.count).toBe(3);
  await pass(1, { CPUUtilization: 70 });
  expect(service.count).toBe(3);
  await pass(1, { CPUUtilization: 90 });
  expect(service.count).toBe(5);
  await pass(6, { CPUUtilization: 70 });
  expect(service.count).toBe(6);
  expect((await causes())[0]).toEqual([
    "Setting desired count to 6.",
    "monitor alarm busy in state ALARM triggered policy queue",
  ]);
});
