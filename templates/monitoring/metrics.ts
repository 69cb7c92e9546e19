import type { ServiceName } from "../../src/model/environment.ts";
import { clusterName, replicationGroupId, restApiName, tableName, type WorldTable } from "../../src/model/names.ts";
import { restStage } from "../service-facts.ts";
import { metric } from "./metric.ts";

/** Metrics of an environment, by what they are about. */
export const metricNamespace = (environment: string) => `GWorld/${environment}`;

export const serviceMetric = (environment: string, service: ServiceName, name: string, statistic: string) =>
  metric("AWS/ECS", name, statistic, { ClusterName: clusterName(environment), ServiceName: service });

/**
 * Each running task reports its CPU once a minute, so the number of samples is the number of tasks. Container Insights
 * has a metric of its own, but costs money that small environments do not spend.
 */
export const runningTasks = (environment: string, service: ServiceName) =>
  serviceMetric(environment, service, "CPUUtilization", "SampleCount");

export const restMetric = (environment: string, name: string, statistic: string) =>
  metric("AWS/ApiGateway", name, statistic, { ApiName: restApiName(environment), Stage: restStage });

export const webSocketMetric = (apiId: string, name: string, statistic: string) =>
  metric("AWS/ApiGateway", name, statistic, { ApiId: apiId });

export const tableMetric = (environment: string, table: WorldTable, name: string) =>
  metric("AWS/DynamoDB", name, "Sum", { TableName: tableName(environment, table) });

/** Of the first node, which is the primary until a failover. */
export const redisMetric = (environment: string, name: string, statistic: string) =>
  metric("AWS/ElastiCache", name, statistic, { CacheClusterId: `${replicationGroupId(environment)}-001` });

export const balancerMetric = (balancer: string, name: string, statistic: string, targetGroup?: string) =>
  metric("AWS/ApplicationELB", name, statistic, {
    ...(targetGroup && { TargetGroup: targetGroup }),
    LoadBalancer: balancer,
  });

/** What services log, counted by metric filters. */
export const loggedMetric = (environment: string, name: string) => metric(metricNamespace(environment), name, "Sum");

/** Bedrock is metered by account: it knows no environments. */
export const bedrockMetric = (name: string, statistic: string) => metric("AWS/Bedrock", name, statistic);
