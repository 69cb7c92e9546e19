import type { JsonObject } from "../json.ts";
import { rowWith } from "../row.ts";

export interface ScalableTargetRow {
  readonly arn: string;
  readonly region: string;
  readonly serviceNamespace: string;
  readonly resourceId: string;
  readonly scalableDimension: string;
  readonly minCapacity: number;
  readonly maxCapacity: number;
  readonly roleArn: string;
  readonly suspended: JsonObject;
  readonly createdAt: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly token?: string;
}

export interface ScalingPolicyRow {
  readonly arn: string;
  readonly region: string;
  readonly name: string;
  readonly serviceNamespace: string;
  readonly resourceId: string;
  readonly scalableDimension: string;
  readonly policyType: string;
  /** The configurations of both policy types, in the API's spelling. */
  readonly settings: JsonObject;
  readonly createdAt: number;
  /** Its last scaling activity, from which cooldowns are counted; `from` is where a series of scaling out began. */
  readonly last?: { readonly at: number; readonly from: number; readonly to: number };
  readonly token?: string;
}

/** What Application Auto Scaling did to a target. */
export interface ScalingActivityRow {
  readonly id: string;
  readonly region: string;
  readonly serviceNamespace: string;
  readonly resourceId: string;
  readonly scalableDimension: string;
  readonly description: string;
  readonly cause: string;
  /** What came of it. */
  readonly message?: string;
  readonly at: number;
}

/** Bounds that a target is given at a time. */
export interface ScheduledActionRow {
  readonly serviceNamespace: string;
  readonly resourceId: string;
  readonly scalableDimension: string;
  readonly arn: string;
  readonly region: string;
  readonly name: string;
  readonly schedule: string;
  readonly timezone: string;
  /** Milliseconds since the epoch. */
  readonly startAt?: number | undefined;
  readonly endAt?: number | undefined;
  /** MinCapacity, MaxCapacity. */
  readonly action: JsonObject;
  readonly createdAt: number;
  /** When it was last put. */
  readonly changedAt: number;
}

export const isScalableTargetRow = rowWith<ScalableTargetRow>(
  "arn",
  "region",
  "resourceId",
  "minCapacity",
  "maxCapacity",
);
export const isScalingPolicyRow = rowWith<ScalingPolicyRow>("arn", "region", "name", "resourceId", "settings");
export const isScalingActivityRow = rowWith<ScalingActivityRow>("id", "region", "resourceId", "at");
export const isScheduledActionRow = rowWith<ScheduledActionRow>("arn", "region", "name", "schedule", "action");
