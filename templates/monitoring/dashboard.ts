import { Fn, type Stack, aws_cloudwatch as cloudwatch } from "aws-cdk-lib";
import { type EnvironmentConfig, serviceNames } from "../../src/model/environment.ts";
import { inputName } from "../stack.ts";
import { pascalCase, worldTables } from "../../src/model/names.ts";
import type { Metric } from "./metric.ts";
import {
  balancerMetric,
  bedrockMetric,
  loggedMetric,
  redisMetric,
  restMetric,
  runningTasks,
  serviceMetric,
  tableMetric,
  webSocketMetric,
} from "./metrics.ts";

interface Panel {
  readonly title: string;
  readonly metrics: readonly Metric[];
}

/** One page: traffic first, then services, data, models. Two panels a row. */
export function dashboard(stack: Stack, config: EnvironmentConfig): void {
  const widgets = panels(config).map(({ title, metrics }, index) => ({
    type: "metric",
    x: (index % 2) * 12,
    y: Math.floor(index / 2) * 6,
    width: 12,
    height: 6,
    properties: { title, region: "${AWS::Region}", view: "timeSeries", period: 60, metrics: metrics.map(line) },
  }));
  new cloudwatch.CfnDashboard(stack, "Dashboard", {
    dashboardName: `gworld-${config.name}`,
    // Text with pseudo parameters: the stack's parameters stand in it by name.
    dashboardBody: Fn.sub(JSON.stringify({ widgets })),
  });
}

const line = ({ namespace, name, dimensions, statistic }: Metric) => [
  namespace,
  name,
  ...Object.entries(dimensions).flat(),
  { stat: statistic },
];

function panels({ name }: EnvironmentConfig): readonly Panel[] {
  const balancer = `\${${inputName("compute", "LoadBalancerFullName")}}`;
  const webSocket = `\${${inputName("api", "WebSocketApiId")}}`;
  const services = (metricName: string) =>
    serviceNames.map((service) => serviceMetric(name, service, metricName, "Average"));
  return [
    {
      title: "REST requests and errors",
      metrics: [
        restMetric(name, "Count", "Sum"),
        restMetric(name, "4XXError", "Sum"),
        restMetric(name, "5XXError", "Sum"),
      ],
    },
    {
      title: "REST latency, ms",
      metrics: ["p50", "p95", "p99"].map((statistic) => restMetric(name, "Latency", statistic)),
    },
    {
      title: "WebSocket",
      metrics: [
        webSocketMetric(webSocket, "ConnectCount", "Sum"),
        webSocketMetric(webSocket, "MessageCount", "Sum"),
        webSocketMetric(webSocket, "IntegrationError", "Sum"),
      ],
    },
    {
      title: "Response time by service, s",
      metrics: serviceNames.map((service) =>
        balancerMetric(
          balancer,
          "TargetResponseTime",
          "p99",
          `\${${inputName("compute", `${pascalCase(service)}Targets`)}}`,
        ),
      ),
    },
    { title: "CPU, %", metrics: services("CPUUtilization") },
    { title: "Memory, %", metrics: services("MemoryUtilization") },
    { title: "Running tasks", metrics: serviceNames.map((service) => runningTasks(name, service)) },
    { title: "Logged errors", metrics: serviceNames.map((service) => loggedMetric(name, `${service}-errors`)) },
    {
      title: "Table writes",
      metrics: worldTables.map((table) => tableMetric(name, table, "ConsumedWriteCapacityUnits")),
    },
    {
      title: "Table reads",
      metrics: worldTables.map((table) => tableMetric(name, table, "ConsumedReadCapacityUnits")),
    },
    {
      title: "Redis, %",
      metrics: [
        redisMetric(name, "EngineCPUUtilization", "Average"),
        redisMetric(name, "DatabaseMemoryUsagePercentage", "Average"),
      ],
    },
    {
      title: "Redis hits and evictions",
      metrics: [
        redisMetric(name, "CacheHits", "Sum"),
        redisMetric(name, "CacheMisses", "Sum"),
        redisMetric(name, "Evictions", "Sum"),
      ],
    },
    { title: "Model tokens of this environment", metrics: [loggedMetric(name, "Tokens")] },
    {
      title: "Bedrock, whole account",
      metrics: [
        bedrockMetric("Invocations", "Sum"),
        bedrockMetric("InvocationThrottles", "Sum"),
        bedrockMetric("InvocationLatency", "p95"),
      ],
    },
  ];
}
