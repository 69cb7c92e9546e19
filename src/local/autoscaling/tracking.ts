import { randomUUID } from "node:crypto";
import { dimensions } from "../cloudwatch/sink.ts";
import { bool, isObject, type JsonObject, list, number, object, text } from "../json.ts";
import type { Place } from "../place.ts";
import { violation } from "../required.ts";
import type { ScalingPolicyRow } from "./rows.ts";
import { type ScalingState, validation } from "./state.ts";

const key = "TargetTrackingScalingPolicyConfiguration";

/** A policy's configuration; undefined for one that tracks no target. */
export const trackingOf = ({ settings }: ScalingPolicyRow): JsonObject | undefined => {
  const found = settings[key];
  return isObject(found) ? found : undefined;
};

/** When to scale in: below nine tenths of the target, fifteen minutes long; out: above it, three minutes long. */
const sides = [
  { side: "AlarmHigh", ComparisonOperator: "GreaterThanThreshold", EvaluationPeriods: 3, share: 1 },
  { side: "AlarmLow", ComparisonOperator: "LessThanThreshold", EvaluationPeriods: 15, share: 0.9 },
] as const;

export type Side = (typeof sides)[number]["side"];

/** Makes, changes or, for a policy that tracks no target any more, removes the two alarms that call a policy, as Application Auto Scaling does on the user's behalf. */
export function putTrackingAlarms(state: ScalingState, policy: ScalingPolicyRow, place: Place): void {
  const { alarms } = state;
  const tracking = trackingOf(policy);
  const metric = tracking && metricFor(policy, tracking);
  if (!tracking || !metric) return removeAlarms(state, policy);
  const target = number(tracking, "TargetValue");
  if (target === undefined) throw validation("TargetValue must not be null");
  const existing = alarms.calling(policy.arn).map(({ AlarmName }) => AlarmName);
  for (const { side, share, ...rest } of sides) {
    const known = existing.find((name) => name.includes(`-${side}-`));
    if (side === "AlarmLow" && bool(tracking, "DisableScaleIn")) {
      if (known !== undefined) alarms.remove(known, place);
      continue;
    }
    const alarm = {
      AlarmName: known ?? `TargetTracking-${policy.resourceId}-${side}-${randomUUID()}`,
      AlarmDescription: `DO NOT EDIT OR DELETE. For TargetTrackingScaling policy ${policy.arn}.`,
      AlarmActions: [policy.arn],
      Threshold: share * target,
      ...rest,
    };
    alarms.put({ ...alarm, ...metric }, place);
  }
}

export function removeAlarms({ alarms }: ScalingState, { arn, region }: ScalingPolicyRow): void {
  const place = { region, account: arn.split(":")[4] ?? "" };
  for (const { AlarmName } of alarms.calling(arn)) if (isTracking(AlarmName)) alarms.remove(AlarmName, place);
}

export const isTracking = (alarmName: string) => alarmName.startsWith("TargetTracking-");

/** API reference, PredefinedMetricSpecification. */
const metricTypes = [
  "DynamoDBReadCapacityUtilization",
  "DynamoDBWriteCapacityUtilization",
  "ALBRequestCountPerTarget",
  "RDSReaderAverageCPUUtilization",
  "RDSReaderAverageDatabaseConnections",
  "EC2SpotFleetRequestAverageCPUUtilization",
  "EC2SpotFleetRequestAverageNetworkIn",
  "EC2SpotFleetRequestAverageNetworkOut",
  "SageMakerVariantInvocationsPerInstance",
  "ECSServiceAverageCPUUtilization",
  "ECSServiceAverageMemoryUtilization",
  "ECSServiceAverageCPUUtilizationHighResolution",
  "ECSServiceAverageMemoryUtilizationHighResolution",
  "AppStreamAverageCapacityUtilization",
  "ComprehendInferenceUtilization",
  "LambdaProvisionedConcurrencyUtilization",
  "CassandraReadCapacityUtilization",
  "CassandraWriteCapacityUtilization",
  "KafkaBrokerStorageUtilization",
  "ElastiCacheEngineCPUUtilization",
  "ElastiCacheDatabaseCapacityUsageCountedForEvictPercentage",
  "ElastiCachePrimaryEngineCPUUtilization",
  "ElastiCacheReplicaEngineCPUUtilization",
  "ElastiCacheDatabaseMemoryUsageCountedForEvictPercentage",
  "ElastiCacheDatabaseMemoryUsagePercentage",
  "NeptuneReaderAverageCPUUtilization",
  "SageMakerVariantProvisionedConcurrencyUtilization",
  "SageMakerInferenceComponentInvocationsPerCopy",
  "WorkSpacesAverageUserSessionsCapacityUtilization",
  "SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution",
  "SageMakerVariantConcurrentRequestsPerModelHighResolution",
];

/** Refuses a metric that Application Auto Scaling has not, as a violation of the API's model is worded. */
function checkMetricType(type: string): void {
  if (metricTypes.includes(type)) return;
  const path = "targetTrackingScalingPolicyConfiguration.predefinedMetricSpecification.predefinedMetricType";
  throw validation(violation(path, type, `Member must satisfy enum value set: [${metricTypes.join(", ")}]`));
}

const predefined: Readonly<Record<string, string>> = {
  ECSServiceAverageCPUUtilization: "CPUUtilization",
  ECSServiceAverageMemoryUtilization: "MemoryUtilization",
};

/** What is watched, as PutMetricAlarm takes it; undefined for metrics of services that the local cloud does not scale. */
function metricFor({ resourceId }: ScalingPolicyRow, tracking: JsonObject): JsonObject | undefined {
  const custom = object(tracking, "CustomizedMetricSpecification");
  if (Object.keys(custom).length > 0) return customized(custom);
  const specification = object(tracking, "PredefinedMetricSpecification");
  const type = text(specification, "PredefinedMetricType") ?? "";
  if (type !== "") checkMetricType(type);
  if (type === "ALBRequestCountPerTarget") return requestCount(text(specification, "ResourceLabel") ?? "");
  const MetricName = predefined[type];
  const [, ClusterName = "", ServiceName = ""] = resourceId.split("/");
  return MetricName === undefined ? undefined : average("AWS/ECS", MetricName, { ClusterName, ServiceName }, "Average");
}

const average = (Namespace: string, MetricName: string, of: Readonly<Record<string, string>>, Statistic: string) => ({
  Namespace,
  MetricName,
  Dimensions: dimensions(of).map((dimension) => ({ ...dimension })),
  Statistic,
  Period: 60,
});

function customized(custom: JsonObject): JsonObject {
  const { MetricName, Namespace, Dimensions, Statistic, Unit } = custom;
  if (list(custom, "Metrics").length === 0)
    return { MetricName, Namespace, Dimensions, Statistic, ...(Unit !== undefined && { Unit }), Period: 60 };
  return {
    Metrics: list(custom, "Metrics").map((query) => {
      const stat = object(query, "MetricStat");
      const isStat = Object.keys(stat).length > 0;
      return { ...(isObject(query) && query), ...(isStat && { MetricStat: { Period: 60, ...stat } }) };
    }),
  };
}

/** `app/<name>/<id>/targetgroup/<name>/<id>` names the load balancer and the target group. */
function requestCount(label: string): JsonObject {
  const [, LoadBalancer, TargetGroup] = /^(app\/[^/]+\/[^/]+)\/(targetgroup\/[^/]+\/[^/]+)$/.exec(label) ?? [];
  if (LoadBalancer === undefined || TargetGroup === undefined)
    throw validation("ResourceLabel must be app/<name>/<id>/targetgroup/<name>/<id> for ALBRequestCountPerTarget");
  return average("AWS/ApplicationELB", "RequestCountPerTarget", { LoadBalancer, TargetGroup }, "Sum");
}
