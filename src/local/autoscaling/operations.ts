import { type JsonObject, text, texts } from "../json.ts";
import { type Operation, ServiceError } from "../service.ts";
import { tagMap, withoutTags } from "../tag-list.ts";
import { chosen, page } from "./listing.ts";
import { deletePolicy, putPolicy } from "./policies.ts";
import type { ScalableTargetRow, ScalingActivityRow, ScalingPolicyRow } from "./rows.ts";
import { type ScalingState, targetKey, targetName, targetOf } from "./state.ts";
import { deregisterTarget, registerTarget } from "./targets.ts";

export const scalingOperations = (state: ScalingState): Readonly<Record<string, Operation>> => ({
  RegisterScalableTarget: (input, call) => ({
    ScalableTargetARN: registerTarget(state, input, call, { tags: tagMap(input, "Tags") }).arn,
  }),
  DeregisterScalableTarget: (input, { region }) => {
    deregisterTarget(state, targetOf(state, region, targetName(input)));
    return {};
  },
  DescribeScalableTargets: (input, { region }) =>
    page(
      "ScalableTargets",
      chosen(state.targets.values(), input, region, "ResourceIds").map(describeTarget),
      "ScalableTargetARN",
      input,
    ),
  PutScalingPolicy: (input, call) => {
    const { arn } = putPolicy(state, input, call);
    return { PolicyARN: arn, Alarms: alarmsOf(state, arn) };
  },
  DeleteScalingPolicy: (input, call) => {
    deletePolicy(state, input, call);
    return {};
  },
  DescribeScalingPolicies: (input, { region }) => {
    const names = texts(input, "PolicyNames");
    const policies = chosen(state.policies.values(), input, region, "ResourceId");
    const wanted = policies.filter(({ name }) => names.length === 0 || names.includes(name));
    return page(
      "ScalingPolicies",
      wanted.map((row) => describePolicy(state, row)),
      "PolicyARN",
      input,
    );
  },
  DescribeScalingActivities: (input, { region }) => {
    const activities = chosen(state.activities.values(), input, region, "ResourceId");
    return page(
      "ScalingActivities",
      activities.toSorted((a, b) => b.at - a.at).map(describeActivity),
      "ActivityId",
      input,
    );
  },
  TagResource: (input) => {
    const target = tagged(state, input);
    putTags(state, target, { ...target.tags, ...tagMap(input, "Tags") });
    return {};
  },
  UntagResource: (input) => {
    const target = tagged(state, input);
    putTags(state, target, withoutTags(target.tags, texts(input, "TagKeys")));
    return {};
  },
  ListTagsForResource: (input) => ({ Tags: tagged(state, input).tags }),
});

const describeTarget = (row: ScalableTargetRow): JsonObject => ({
  ServiceNamespace: row.serviceNamespace,
  ResourceId: row.resourceId,
  ScalableDimension: row.scalableDimension,
  MinCapacity: row.minCapacity,
  MaxCapacity: row.maxCapacity,
  RoleARN: row.roleArn,
  CreationTime: row.createdAt / 1000,
  SuspendedState: {
    DynamicScalingInSuspended: false,
    DynamicScalingOutSuspended: false,
    ScheduledScalingSuspended: false,
    ...row.suspended,
  },
  ScalableTargetARN: row.arn,
});

const alarmsOf = ({ alarms }: ScalingState, policyArn: string) =>
  alarms.calling(policyArn).map((alarm) => ({ ...alarm }));

const describePolicy = (state: ScalingState, row: ScalingPolicyRow): JsonObject => ({
  PolicyARN: row.arn,
  PolicyName: row.name,
  ServiceNamespace: row.serviceNamespace,
  ResourceId: row.resourceId,
  ScalableDimension: row.scalableDimension,
  PolicyType: row.policyType,
  ...row.settings,
  Alarms: alarmsOf(state, row.arn),
  CreationTime: row.createdAt / 1000,
});

const describeActivity = (row: ScalingActivityRow): JsonObject => ({
  ActivityId: row.id,
  ServiceNamespace: row.serviceNamespace,
  ResourceId: row.resourceId,
  ScalableDimension: row.scalableDimension,
  Description: row.description,
  Cause: row.cause,
  StartTime: row.at / 1000,
  EndTime: row.at / 1000,
  StatusCode: "Successful",
  StatusMessage: row.message,
});

function tagged({ targets }: ScalingState, input: JsonObject): ScalableTargetRow {
  const arn = text(input, "ResourceARN");
  const target = targets.values().find((row) => row.arn === arn);
  if (target) return target;
  throw new ServiceError("ResourceNotFoundException", `The resource ${arn} was not found`, {
    fields: { ResourceName: arn },
  });
}

const putTags = ({ targets }: ScalingState, row: ScalableTargetRow, tags: Readonly<Record<string, string>>) =>
  targets.put(targetKey(row.region, row), { ...row, tags });
