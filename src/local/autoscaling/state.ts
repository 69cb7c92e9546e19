import type { PolicyAlarms } from "../cloudwatch/alarms/policy-alarms.ts";
import type { ServiceCounts } from "../ecs/service-counts.ts";
import { type JsonObject, text } from "../json.ts";
import type { Ground } from "../resource.ts";
import { ServiceError } from "../service.ts";
import type { Table } from "../store.ts";
import {
  isScalableTargetRow,
  isScalingActivityRow,
  isScalingPolicyRow,
  isScheduledActionRow,
  type ScalableTargetRow,
  type ScalingActivityRow,
  type ScalingPolicyRow,
  type ScheduledActionRow,
} from "./rows.ts";

export interface ScalingState {
  readonly ground: Ground;
  readonly counts: ServiceCounts;
  readonly alarms: PolicyAlarms;
  readonly targets: Table<ScalableTargetRow>;
  readonly policies: Table<ScalingPolicyRow>;
  readonly activities: Table<ScalingActivityRow>;
  readonly scheduled: Table<ScheduledActionRow>;
}

export const scalingState = (ground: Ground, counts: ServiceCounts, alarms: PolicyAlarms): ScalingState => ({
  ground,
  counts,
  alarms,
  targets: ground.store.table("scaling-targets", isScalableTargetRow),
  policies: ground.store.table("scaling-policies", isScalingPolicyRow),
  activities: ground.store.table("scaling-activities", isScalingActivityRow),
  scheduled: ground.store.table("scaling-scheduled-actions", isScheduledActionRow),
});

/** What a target is named by, besides its Region. */
export interface TargetName {
  readonly serviceNamespace: string;
  readonly resourceId: string;
  readonly scalableDimension: string;
}

export function targetName(input: JsonObject): TargetName {
  const [serviceNamespace = "", resourceId = "", scalableDimension = ""] = [
    "ServiceNamespace",
    "ResourceId",
    "ScalableDimension",
  ].map((name) => {
    const value = text(input, name);
    if (!value) throw validation(`${name} must not be empty`);
    return value;
  });
  return { serviceNamespace, resourceId, scalableDimension };
}

export const targetKey = (region: string, { serviceNamespace, resourceId, scalableDimension }: TargetName) =>
  [region, serviceNamespace, resourceId, scalableDimension].join(" ");

export function targetOf({ targets }: ScalingState, region: string, name: TargetName): ScalableTargetRow {
  const target = targets.get(targetKey(region, name));
  if (!target)
    throw new ServiceError(
      "ObjectNotFoundException",
      `No scalable target found for service namespace: ${name.serviceNamespace}, resource ID: ${name.resourceId}, scalable dimension: ${name.scalableDimension}`,
    );
  return target;
}

export const validation = (message: string) => new ServiceError("ValidationException", message);
