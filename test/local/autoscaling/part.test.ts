import { MetricType } from "@aws-sdk/client-application-auto-scaling";
import { describe, expect, test } from "vitest";
import { autoscalingPart } from "../../../src/local/autoscaling/part.ts";
import { cloudwatchPart } from "../../../src/local/cloudwatch/part.ts";
import type { ServiceCounts } from "../../../src/local/ecs/service-counts.ts";
import { type JsonObject, list, text } from "../../../src/local/json.ts";
import type { ResourceRequest } from "../../../src/local/resource.ts";
import { caller, type FakeGround, fakeGround } from "../fake-ground.ts";

const ResourceId = "service/gworld-dev/agent-runtime";
const target = { ServiceNamespace: "ecs", ResourceId, ScalableDimension: "ecs:service:DesiredCount" };
const tracking = {
  PredefinedMetricSpecification: { PredefinedMetricType: "ECSServiceAverageCPUUtilization" },
  TargetValue: 65,
  ScaleInCooldown: 300,
};

function scaling(count: number | undefined = 2, ground: FakeGround = fakeGround()) {
  const service = { count };
  const counts: ServiceCounts = {
    get: ({ region, resourceId }) => (region === "eu-west-1" && resourceId === ResourceId ? service.count : undefined),
    set: (_, desired) => {
      service.count = desired;
    },
  };
  const { policyAlarms } = cloudwatchPart(ground, { publish() {}, scale() {} });
  const part = autoscalingPart(ground, counts, policyAlarms);
  return { part, call: caller(part), service, ground };
}

describe("bounds", () => {
  test.each([
    { count: 2, min: 1, max: 4, becomes: 2 },
    { count: 1, min: 3, max: 6, becomes: 3 },
    { count: 9, min: 1, max: 4, becomes: 4 },
    { count: 2, min: 0, max: 0, becomes: 0 },
  ])("$min to $max move $count to $becomes", async ({ count, min, max, becomes }) => {
    const { call, service } = scaling(count);
    await call("RegisterScalableTarget", { ...target, MinCapacity: min, MaxCapacity: max });
    expect(service.count).toBe(becomes);
    const { ScalingActivities } = await call("DescribeScalingActivities", { ServiceNamespace: "ecs", ResourceId });
    expect(ScalingActivities).toMatchObject(
      becomes === count ? [] : [{ Description: `Setting desired count to ${becomes}.`, StatusCode: "Successful" }],
    );
  });

  test("change one at a time, and the target stays the same one", async () => {
    const { call } = scaling();
    const first = await call("RegisterScalableTarget", { ...target, MinCapacity: 1, MaxCapacity: 4 });
    const second = await call("RegisterScalableTarget", { ...target, MaxCapacity: 8 });
    expect(second).toEqual(first);
    expect(await call("DescribeScalableTargets", { ServiceNamespace: "ecs", ResourceIds: [ResourceId] })).toMatchObject(
      {
        ScalableTargets: [
          { ...target, MinCapacity: 1, MaxCapacity: 8, SuspendedState: { DynamicScalingInSuspended: false } },
        ],
      },
    );
  });
});

test("the last 200 activities are kept", async () => {
  const { call, service, ground } = scaling();
  for (let time = 0; time < 205; time += 1) {
    await ground.clock.advance(1);
    service.count = 1000;
    await call("RegisterScalableTarget", { ...target, MinCapacity: 1, MaxCapacity: time + 1 });
  }
  const activities: unknown[] = [];
  let NextToken: string | undefined;
  do {
    const page = await call("DescribeScalingActivities", { ServiceNamespace: "ecs", ResourceId, NextToken });
    activities.push(...list(page, "ScalingActivities").map((activity) => text(activity, "Description")));
    NextToken = text(page, "NextToken");
  } while (NextToken !== undefined);
  expect(activities).toEqual(Array.from({ length: 200 }, (_, index) => `Setting desired count to ${205 - index}.`));
});

test("policies are of a target, are replaced by name, and go with it", async () => {
  const { call } = scaling();
  const policy = {
    ...target,
    PolicyName: "cpu",
    PolicyType: "TargetTrackingScaling",
    TargetTrackingScalingPolicyConfiguration: tracking,
  };
  await expect(call("PutScalingPolicy", policy)).rejects.toMatchObject({ code: "ObjectNotFoundException" });
  await call("RegisterScalableTarget", { ...target, MinCapacity: 1, MaxCapacity: 4 });
  const first = await call("PutScalingPolicy", policy);
  const changed = { ...policy, TargetTrackingScalingPolicyConfiguration: { ...tracking, TargetValue: 70 } };
  expect(await call("PutScalingPolicy", changed)).toEqual(first);
  expect(await call("DescribeScalingPolicies", { ServiceNamespace: "ecs", PolicyNames: ["cpu"] })).toMatchObject({
    ScalingPolicies: [{ PolicyName: "cpu", TargetTrackingScalingPolicyConfiguration: { TargetValue: 70 } }],
  });
  await call("PutScalingPolicy", { ...policy, PolicyName: "memory" });
  await call("DeleteScalingPolicy", { ...target, PolicyName: "memory" });
  await expect(call("DeleteScalingPolicy", { ...target, PolicyName: "memory" })).rejects.toMatchObject({
    code: "ObjectNotFoundException",
  });
  await call("DeregisterScalableTarget", target);
  expect(await call("DescribeScalingPolicies", { ServiceNamespace: "ecs" })).toEqual({ ScalingPolicies: [] });
  expect(await call("DescribeScalableTargets", { ServiceNamespace: "ecs" })).toEqual({ ScalableTargets: [] });
});

test.each<[string, JsonObject, string]>([
  ["RegisterScalableTarget", { ...target, MinCapacity: 1 }, "ValidationException"],
  ["RegisterScalableTarget", { ...target, MinCapacity: 5, MaxCapacity: 4 }, "ValidationException"],
  [
    "RegisterScalableTarget",
    { ...target, ResourceId: "service/a/b", MinCapacity: 1, MaxCapacity: 4 },
    "ValidationException",
  ],
  [
    "RegisterScalableTarget",
    { ...target, ScalableDimension: "x", MinCapacity: 1, MaxCapacity: 4 },
    "ValidationException",
  ],
  ["DeregisterScalableTarget", target, "ObjectNotFoundException"],
  ["DescribeScalableTargets", {}, "ValidationException"],
  ["DescribeScalableTargets", { ServiceNamespace: "ecs", NextToken: "x" }, "InvalidNextTokenException"],
  ["ListTagsForResource", { ResourceARN: "arn:none" }, "ResourceNotFoundException"],
])("%s of %o is refused with %s", async (operation, input, code) => {
  const { call } = scaling();
  await expect(call(operation, input)).rejects.toMatchObject({ code });
});

test("targets come in pages and carry tags", async () => {
  const { call } = scaling();
  const { ScalableTargetARN: ResourceARN } = await call("RegisterScalableTarget", {
    ...target,
    MinCapacity: 1,
    MaxCapacity: 4,
    Tags: { env: "dev" },
  });
  await call("RegisterScalableTarget", {
    ServiceNamespace: "dynamodb",
    ResourceId: "table/x",
    ScalableDimension: "dynamodb:table:ReadCapacityUnits",
    MinCapacity: 1,
    MaxCapacity: 4,
  });
  await call("TagResource", { ResourceARN, Tags: { team: "world" } });
  await call("UntagResource", { ResourceARN, TagKeys: ["env"] });
  expect(await call("ListTagsForResource", { ResourceARN })).toEqual({ Tags: { team: "world" } });
  expect(await call("DescribeScalableTargets", { ServiceNamespace: "dynamodb" })).toMatchObject({
    ScalableTargets: [{ ResourceId: "table/x" }],
  });
});

test("stacks make targets and policies, once a token", async () => {
  const { part, call, service } = scaling(1);
  const [targets, policies] = part.resources;
  const request: ResourceRequest = {
    account: "000000000000",
    region: "eu-west-1",
    stackId: "s",
    stackName: "dev",
    logicalId: "Target",
    type: "AWS::ApplicationAutoScaling::ScalableTarget",
    properties: { ...target, MinCapacity: 2, MaxCapacity: 6 },
    tags: { env: "dev" },
    token: "t1",
    generatedName: () => "x",
  };
  const physicalId = `${ResourceId}|ecs:service:DesiredCount|ecs`;
  const made = await targets?.create(request);
  expect(made).toMatchObject({
    state: "done",
    physicalId,
    attributes: {
      ScalableTargetArn: expect.stringMatching(
        /^arn:aws:application-autoscaling:eu-west-1:000000000000:scalable-target\/\w{28}$/,
      ),
    },
  });
  expect(service.count).toBe(2);
  expect(await targets?.create(request)).toEqual(made);
  expect(await targets?.create({ ...request, token: "t2" })).toMatchObject({
    state: "failed",
    reason: expect.stringContaining("AlreadyExists"),
  });
  const policy = await policies?.create({
    ...request,
    type: "AWS::ApplicationAutoScaling::ScalingPolicy",
    properties: {
      PolicyName: "cpu",
      PolicyType: "TargetTrackingScaling",
      ScalingTargetId: physicalId,
      TargetTrackingScalingPolicyConfiguration: tracking,
    },
  });
  expect(policy).toMatchObject({
    state: "done",
    physicalId: expect.stringMatching(
      /^arn:aws:autoscaling:eu-west-1:000000000000:scalingPolicy:[0-9a-f-]{36}:resource\/ecs\/service\/gworld-dev\/agent-runtime:policyName\/cpu$/,
    ),
  });
  const taken = { PolicyName: "cpu", ScalingTargetId: physicalId, TargetTrackingScalingPolicyConfiguration: {} };
  const type = "AWS::ApplicationAutoScaling::ScalingPolicy";
  expect(await policies?.create({ ...request, type, token: "t2", properties: taken })).toEqual({
    state: "failed",
    reason: `Resource handler returned message: "Resource of type '${type}' with identifier '${policy?.physicalId}' already exists." (RequestToken: t2, HandlerErrorCode: AlreadyExists)`,
  });
  expect(await call("DescribeScalingPolicies", { ServiceNamespace: "ecs" })).toMatchObject({
    ScalingPolicies: [{ TargetTrackingScalingPolicyConfiguration: tracking }],
  });
  await policies?.delete({ ...request, physicalId: policy?.physicalId ?? "" });
  await targets?.delete({ ...request, physicalId });
  expect(await call("DescribeScalableTargets", { ServiceNamespace: "ecs" })).toEqual({ ScalableTargets: [] });
});

// API reference, PredefinedMetricSpecification: PredefinedMetricType is one of a list.
test("a policy that tracks a metric which is none of the predefined ones is refused, and leaves nothing", async () => {
  const { call } = scaling();
  await call("RegisterScalableTarget", { ...target, MinCapacity: 1, MaxCapacity: 4 });
  const PredefinedMetricSpecification = { PredefinedMetricType: "ECSServiceAverageMood" };
  await expect(
    call("PutScalingPolicy", {
      ...target,
      PolicyName: "p",
      PolicyType: "TargetTrackingScaling",
      TargetTrackingScalingPolicyConfiguration: { ...tracking, PredefinedMetricSpecification },
    }),
  ).rejects.toMatchObject({
    code: "ValidationException",
    message: expect.stringMatching(
      /^1 validation error detected: Value 'ECSServiceAverageMood' at 'targetTrackingScalingPolicyConfiguration\.predefinedMetricSpecification\.predefinedMetricType' failed to satisfy constraint: Member must satisfy enum value set: \[.*ECSServiceAverageCPUUtilization.*\]$/,
    ),
  });
  expect(await call("DescribeScalingPolicies", { ServiceNamespace: "ecs" })).toMatchObject({ ScalingPolicies: [] });
});

test("every predefined metric that the service's model has is taken", async () => {
  const { call } = scaling();
  await call("RegisterScalableTarget", { ...target, MinCapacity: 1, MaxCapacity: 4 });
  const ResourceLabel = "app/a/1/targetgroup/t/2";
  for (const PredefinedMetricType of Object.values(MetricType))
    await call("PutScalingPolicy", {
      ...target,
      PolicyName: PredefinedMetricType,
      PolicyType: "TargetTrackingScaling",
      TargetTrackingScalingPolicyConfiguration: {
        ...tracking,
        PredefinedMetricSpecification: { PredefinedMetricType, ResourceLabel },
      },
    });
  const { ScalingPolicies } = await call("DescribeScalingPolicies", { ServiceNamespace: "ecs", MaxResults: 50 });
  expect(ScalingPolicies).toHaveLength(Object.values(MetricType).length);
});
