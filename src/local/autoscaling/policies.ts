import { randomUUID } from "node:crypto";
import { type JsonObject, text } from "../json.ts";
import type { Place } from "../place.ts";
import { ServiceError } from "../service.ts";
import type { ScalingPolicyRow } from "./rows.ts";
import { putTrackingAlarms, removeAlarms } from "./tracking.ts";
import { type ScalingState, targetName, targetOf, validation } from "./state.ts";

/** The configuration each policy type must have. */
const configurations: Readonly<Record<string, string>> = {
  TargetTrackingScaling: "TargetTrackingScalingPolicyConfiguration",
  StepScaling: "StepScalingPolicyConfiguration",
  PredictiveScaling: "PredictiveScalingPolicyConfiguration",
};

/** PutScalingPolicy: makes or replaces the policy of that name of a registered target. */
export function putPolicy(
  state: ScalingState,
  input: JsonObject,
  { region, account }: Place,
  token?: string,
): ScalingPolicyRow {
  const name = text(input, "PolicyName") ?? "";
  const target = targetName(input);
  targetOf(state, region, target);
  const before = findPolicy(state, region, input);
  const resource = `${target.serviceNamespace}/${target.resourceId}`;
  const row: ScalingPolicyRow = {
    arn: `arn:aws:autoscaling:${region}:${account}:scalingPolicy:${randomUUID()}:resource/${resource}:policyName/${name}`,
    createdAt: state.ground.clock.now(),
    ...before,
    ...target,
    region,
    name,
    ...configurationOf(input, before),
    ...(token !== undefined && { token }),
  };
  state.policies.put(row.arn, row);
  try {
    putTrackingAlarms(state, row, { region, account });
  } catch (error) {
    if (before) state.policies.put(before.arn, before);
    else state.policies.delete(row.arn);
    throw error;
  }
  return row;
}

/** A policy's type and the configuration that type needs; what is not said again stays. */
function configurationOf(input: JsonObject, before: ScalingPolicyRow | undefined) {
  const policyType = text(input, "PolicyType") ?? before?.policyType ?? "StepScaling";
  const key = configurations[policyType];
  if (key === undefined) throw validation(`Unknown policy type ${policyType}`);
  const configuration = input[key] ?? before?.settings[key];
  if (configuration === undefined) throw validation(`${key} is required for the policy type ${policyType}`);
  return { policyType, settings: { [key]: configuration } };
}

export function deletePolicy(state: ScalingState, input: JsonObject, { region }: Place): void {
  const found = findPolicy(state, region, input);
  if (!found)
    throw new ServiceError("ObjectNotFoundException", `No scaling policy found for name: ${text(input, "PolicyName")}`);
  removePolicy(state, found);
}

/** Deletes a policy with the alarms that were made for it. */
export function removePolicy(state: ScalingState, policy: ScalingPolicyRow): void {
  removeAlarms(state, policy);
  state.policies.delete(policy.arn);
}

/** The policy of that name of a target. */
export function findPolicy(
  { policies }: ScalingState,
  region: string,
  input: JsonObject,
): ScalingPolicyRow | undefined {
  const target = targetName(input);
  return policies
    .values()
    .find(
      (row) =>
        row.region === region &&
        row.name === text(input, "PolicyName") &&
        row.resourceId === target.resourceId &&
        row.scalableDimension === target.scalableDimension,
    );
}
