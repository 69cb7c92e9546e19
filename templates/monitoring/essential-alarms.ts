import { type EnvironmentConfig, type ServiceName, serviceNames } from "../../src/model/environment.ts";
import { pascalCase, worldTables } from "../../src/model/names.ts";
import type { AlarmDefinition } from "./alarm.ts";
import {
  balancerMetric,
  loggedMetric,
  redisMetric,
  restMetric,
  runningTasks,
  serviceMetric,
  tableMetric,
} from "./metrics.ts";
import type { Traffic } from "./traffic.ts";

const minute = 60;
const day = 86_400;

/** The fourteen alarms every environment has: is it up, is it full, does it answer, does it cost too much. */
export function essentialAlarms(config: EnvironmentConfig, traffic: Traffic): readonly AlarmDefinition[] {
  const { name } = config;
  return [
    ...serviceNames.flatMap((service) => serviceAlarms(config, service)),
    {
      id: "NoHealthyTarget",
      description: `A service has no healthy task behind the load balancer; see gworld status --env ${name}`,
      metrics: Object.values(traffic.targetGroups).map((group) =>
        balancerMetric(traffic.balancer, "HealthyHostCount", "Minimum", group),
      ),
      expression: "MIN([m1, m2, m3])",
      below: 1,
      period: minute,
      periods: 3,
      severity: "critical",
      silence: "breaching",
    },
    {
      id: "ApiErrors",
      description: `More than 1 % of REST requests fail on our side; see gworld logs --env ${name} --level error`,
      metrics: [restMetric(name, "5XXError", "Average")],
      above: 0.01,
      period: 5 * minute,
      periods: 1,
      severity: "critical",
    },
    {
      id: "TableThrottles",
      description: "DynamoDB refuses writes to a world table; a hot partition, or a new peak",
      metrics: worldTables.map((table) => tableMetric(name, table, "WriteThrottleEvents")),
      expression: "SUM([m1, m2, m3, m4, m5, m6])",
      above: 0,
      period: 5 * minute,
      periods: 1,
      severity: "warning",
    },
    {
      id: "RedisMemory",
      description: "Redis is nearly full and forgets what is used least; take a larger node",
      metrics: [redisMetric(name, "DatabaseMemoryUsagePercentage", "Average")],
      above: 85,
      period: 5 * minute,
      periods: 1,
      severity: "warning",
    },
    {
      id: "TokenBudget",
      description: "Today's model tokens are beyond what the monthly budget allows a day",
      metrics: [loggedMetric(name, "Tokens")],
      above: dailyTokens(config),
      period: day,
      periods: 1,
      severity: "warning",
    },
  ];
}

/** Half of a day's share of the budget, at three dollars a million tokens; a million where there is no budget. */
const dailyTokens = ({ budget }: EnvironmentConfig) =>
  budget === 0 ? 1_000_000 : Math.round((budget / 30 / 2 / 3) * 1_000_000);

function serviceAlarms(config: EnvironmentConfig, service: ServiceName): readonly AlarmDefinition[] {
  const id = pascalCase(service);
  const { min } = config.services[service];
  return [
    {
      id: `${id}Cpu`,
      description: `${service} uses over 85 % of its CPU; raise its maximum, or its size`,
      metrics: [serviceMetric(config.name, service, "CPUUtilization", "Average")],
      above: 85,
      period: 5 * minute,
      periods: 1,
      severity: "warning",
    },
    {
      id: `${id}Memory`,
      description: `${service} uses over 90 % of its memory; tasks that go over are killed`,
      metrics: [serviceMetric(config.name, service, "MemoryUtilization", "Average")],
      above: 90,
      period: 5 * minute,
      periods: 1,
      severity: "warning",
    },
    {
      id: `${id}Tasks`,
      description: `${service} runs fewer than ${min} tasks; see gworld status --env ${config.name}`,
      metrics: [runningTasks(config.name, service)],
      below: min,
      period: minute,
      periods: 3,
      severity: "critical",
      silence: "breaching",
    },
  ];
}
