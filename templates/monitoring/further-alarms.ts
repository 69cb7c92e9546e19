import { type EnvironmentConfig, type ServiceName, serviceNames } from "../../src/model/environment.ts";
import { pascalCase, tableName, type WorldTable, worldTables } from "../../src/model/names.ts";
import type { AlarmDefinition } from "./alarm.ts";
import { metric } from "./metric.ts";
import {
  balancerMetric,
  bedrockMetric,
  loggedMetric,
  redisMetric,
  restMetric,
  tableMetric,
  webSocketMetric,
} from "./metrics.ts";
import type { Traffic } from "./traffic.ts";

type Brief = Pick<AlarmDefinition, "id" | "description" | "metrics" | "above"> & Partial<AlarmDefinition>;

/** Five minutes of one period, a warning: what most of these are. */
const warn = (definition: Brief): AlarmDefinition => ({ period: 300, periods: 1, severity: "warning", ...definition });

/** What environments with users watch besides the essential alarms. */
export function furtherAlarms(config: EnvironmentConfig, traffic: Traffic): readonly AlarmDefinition[] {
  return [
    ...serviceNames.flatMap((service) => requestAlarms(config, traffic, service)),
    ...apiAlarms(config, traffic),
    ...worldTables.flatMap((table) => [
      warn({
        id: `${table}Throttles`,
        description: `DynamoDB throttles ${table}`,
        metrics: [
          tableMetric(config.name, table, "ReadThrottleEvents"),
          tableMetric(config.name, table, "WriteThrottleEvents"),
        ],
        expression: "m1 + m2",
        above: 0,
      }),
      warn({
        id: `${table}SystemErrors`,
        description: `DynamoDB fails on its side for ${table}; see the AWS health dashboard`,
        metrics: [queryFailures(config, table)],
        above: 0,
      }),
    ]),
    ...redisAlarms(config),
    ...modelAlarms(),
  ];
}

/** System errors are counted by operation; queries are what every read path uses. */
const queryFailures = ({ name }: EnvironmentConfig, table: WorldTable) =>
  metric("AWS/DynamoDB", "SystemErrors", "Sum", { TableName: tableName(name, table), Operation: "Query" });

function requestAlarms(
  { name }: EnvironmentConfig,
  traffic: Traffic,
  service: ServiceName,
): readonly AlarmDefinition[] {
  const of = (metricName: string, statistic: string) =>
    balancerMetric(traffic.balancer, metricName, statistic, traffic.targetGroups[service]);
  const id = pascalCase(service);
  return [
    warn({
      id: `${id}Errors`,
      description: `${service} answers over 2 % of its requests with 5xx`,
      metrics: [of("HTTPCode_Target_5XX_Count", "Sum"), of("RequestCount", "Sum")],
      expression: "100 * m1 / m2",
      above: 2,
      severity: "critical",
    }),
    warn({
      id: `${id}Latency`,
      description: `One request in a hundred to ${service} takes over three seconds`,
      metrics: [of("TargetResponseTime", "p99")],
      above: 3,
    }),
    warn({
      id: `${id}LoggedErrors`,
      description: `${service} logs over ten errors in five minutes; see gworld logs ${service} --env ${name} --level error`,
      metrics: [loggedMetric(name, `${service}-errors`)],
      above: 10,
    }),
  ];
}

const apiAlarms = ({ name }: EnvironmentConfig, { balancer, webSocketApi }: Traffic): readonly AlarmDefinition[] => [
  warn({
    id: "RejectedConnections",
    description: "The load balancer refuses connections: it is at its limit",
    metrics: [balancerMetric(balancer, "RejectedConnectionCount", "Sum")],
    above: 0,
  }),
  warn({
    id: "ApiRefusals",
    description: "Over 20 % of REST requests are refused: a broken client, or somebody trying doors",
    metrics: [restMetric(name, "4XXError", "Average")],
    above: 0.2,
    periods: 3,
  }),
  warn({
    id: "ApiLatency",
    description: "One REST request in a hundred takes over three seconds",
    metrics: [restMetric(name, "Latency", "p99")],
    above: 3000,
    periods: 3,
  }),
  warn({
    id: "WebSocketErrors",
    description: "WebSocket messages do not reach the queue",
    metrics: [webSocketMetric(webSocketApi, "IntegrationError", "Sum")],
    above: 0,
  }),
  warn({
    id: "FailedMessages",
    description: "The agent runtime gave up on messages five times each; they wait in the failed queue",
    metrics: [
      metric("AWS/SQS", "ApproximateNumberOfMessagesVisible", "Maximum", {
        QueueName: `gworld-${name}-messages-failed`,
      }),
    ],
    above: 0,
  }),
];

const redisAlarms = ({ name, redis }: EnvironmentConfig): readonly AlarmDefinition[] => [
  warn({
    id: "RedisCpu",
    description: "The engine of Redis, which is one thread, is over 80 % busy",
    metrics: [redisMetric(name, "EngineCPUUtilization", "Average")],
    above: 80,
  }),
  warn({
    id: "RedisEvictions",
    description: "Redis forgets entries to make room",
    metrics: [redisMetric(name, "Evictions", "Sum")],
    above: 0,
    severity: "info",
  }),
  warn({
    id: "RedisConnections",
    description: "Redis has far more connections than tasks should hold",
    metrics: [redisMetric(name, "CurrConnections", "Maximum")],
    above: 5000,
  }),
  warn({
    id: "RedisRefusals",
    description: "Somebody presents a wrong AUTH token to Redis",
    metrics: [redisMetric(name, "AuthenticationFailures", "Sum")],
    above: 0,
  }),
  ...(redis.nodes > 1
    ? [
        warn({
          id: "RedisLag",
          description: "A Redis replica is over ten seconds behind: a failover would lose that",
          metrics: [metric("AWS/ElastiCache", "ReplicationLag", "Maximum", { CacheClusterId: `gworld-${name}-002` })],
          above: 10,
        }),
      ]
    : []),
];

const modelAlarms = (): readonly AlarmDefinition[] => [
  warn({
    id: "ModelThrottles",
    description: "Bedrock throttles invocations; ask for a higher quota",
    metrics: [bedrockMetric("InvocationThrottles", "Sum")],
    above: 10,
  }),
  warn({
    id: "ModelErrors",
    description: "Bedrock fails invocations on its side",
    metrics: [bedrockMetric("InvocationServerErrors", "Sum")],
    above: 5,
  }),
  warn({
    id: "ModelLatency",
    description: "One model invocation in twenty takes over twenty seconds",
    metrics: [bedrockMetric("InvocationLatency", "p95")],
    above: 20_000,
    periods: 3,
  }),
];
