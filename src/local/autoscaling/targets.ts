import { randomBytes } from "node:crypto";
import { type JsonObject, number, object, text } from "../json.ts";
import type { Place } from "../place.ts";
import { setCapacity } from "./capacity.ts";
import { removePolicy } from "./policies.ts";
import type { ScalableTargetRow } from "./rows.ts";
import { type ScalingState, targetKey, targetName, validation } from "./state.ts";

const ecsDimension = "ecs:service:DesiredCount";

/**
 * RegisterScalableTarget: makes or changes the bounds of a target; a capacity outside them is moved to the nearest one,
 * as AWS does with a suspended-free target.
 */
export function registerTarget(
  state: ScalingState,
  input: JsonObject,
  place: Place,
  { token, tags = {} }: { token?: string; tags?: Readonly<Record<string, string>> } = {},
): ScalableTargetRow {
  const name = targetName(input);
  const key = targetKey(place.region, name);
  const before = state.targets.get(key);
  const bounds = boundsOf(input, before);
  checkResource(state, place.region, name);
  const row: ScalableTargetRow = {
    arn: newTargetArn(place),
    createdAt: state.ground.clock.now(),
    roleArn: serviceLinkedRole(place.account),
    suspended: {},
    ...before,
    ...name,
    ...bounds,
    region: place.region,
    ...(input["RoleARN"] !== undefined && { roleArn: text(input, "RoleARN") ?? "" }),
    ...(input["SuspendedState"] !== undefined && { suspended: object(input, "SuspendedState") }),
    tags: { ...before?.tags, ...tags },
    ...(token !== undefined && { token }),
  };
  state.targets.put(key, row);
  holdBounds(state, row);
  return row;
}

function boundsOf(input: JsonObject, before: ScalableTargetRow | undefined) {
  const minCapacity = number(input, "MinCapacity") ?? before?.minCapacity;
  const maxCapacity = number(input, "MaxCapacity") ?? before?.maxCapacity;
  if (minCapacity === undefined || maxCapacity === undefined)
    throw validation(
      "MinCapacity and MaxCapacity are required when a scalable target is registered for the first time",
    );
  if (minCapacity > maxCapacity) throw validation("Maximum capacity cannot be less than minimum capacity");
  if (minCapacity < 0) throw validation("MinCapacity must not be negative");
  return { minCapacity, maxCapacity };
}

/** DeregisterScalableTarget: the target's policies and scheduled actions go with it. */
export function deregisterTarget(state: ScalingState, { region, ...name }: ScalableTargetRow): void {
  const key = targetKey(region, name);
  for (const row of state.scheduled.values())
    if (targetKey(row.region, row) === key) state.scheduled.delete(`${key} ${row.name}`);
  for (const policy of state.policies.values())
    if (targetKey(policy.region, policy) === key) removePolicy(state, policy);
  state.targets.delete(key);
}

function checkResource(
  state: ScalingState,
  region: string,
  { serviceNamespace, resourceId, scalableDimension }: ReturnType<typeof targetName>,
) {
  if (serviceNamespace !== "ecs") return;
  if (scalableDimension !== ecsDimension)
    throw validation(`Unsupported service namespace, resource type or scalable dimension`);
  if (state.counts.get({ region, resourceId }) === undefined)
    throw validation(`ECS service doesn't exist: ${resourceId}`);
}

/** Moves the desired count inside the bounds and remembers that it did. */
function holdBounds(state: ScalingState, target: ScalableTargetRow): void {
  const { region, resourceId, serviceNamespace, minCapacity, maxCapacity } = target;
  const count = serviceNamespace === "ecs" ? state.counts.get({ region, resourceId }) : undefined;
  if (count === undefined) return;
  const bounded = Math.min(maxCapacity, Math.max(minCapacity, count));
  if (bounded === count) return;
  const [bound, value] = bounded > count ? ["minimum", minCapacity] : ["maximum", maxCapacity];
  setCapacity(state, target, bounded, `${bound} capacity was set to ${value}`);
}

const newTargetArn = ({ region, account }: Place) =>
  `arn:aws:application-autoscaling:${region}:${account}:scalable-target/${randomBytes(16).toString("hex").slice(0, 28)}`;

const serviceLinkedRole = (account: string) =>
  `arn:aws:iam::${account}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService`;
