import { Fn, type Stack, aws_cloudwatch as cloudwatch } from "aws-cdk-lib";
import { type EnvironmentConfig, serviceNames } from "../../src/model/environment.ts";
import { inputName } from "../stack.ts";
import type { StackPart } from "../../src/model/graph.ts";
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

const panel = (title: string, ...metrics: readonly Metric[]): Panel => ({ title, metrics });

const panels = ({ name }: EnvironmentConfig) => [
  ...requestPanels(name),
  ...servicePanels(name),
  ...dataPanels(name),
  panel("Model tokens of this environment", loggedMetric(name, "Tokens")),
  panel(
    "Bedrock, whole account",
    bedrockMetric("Invocations", "Sum"),
    bedrockMetric("InvocationThrottles", "Sum"),
    bedrockMetric("InvocationLatency", "p95"),
  ),
];

function requestPanels(name: string): readonly Panel[] {
  const balancer = parameter("compute", "LoadBalancerFullName");
  const rest = (metric: string, ...statistics: readonly string[]) =>
    statistics.map((statistic) => restMetric(name, metric, statistic));
  const webSocket = (metric: string) => webSocketMetric(parameter("api", "WebSocketApiId"), metric, "Sum");
  return [
    panel("REST requests and errors", ...["Count", "4XXError", "5XXError"].flatMap((metric) => rest(metric, "Sum"))),
    panel("REST latency, ms", ...rest("Latency", "p50", "p95", "p99")),
    panel("WebSocket", webSocket("ConnectCount"), webSocket("MessageCount"), webSocket("IntegrationError")),
    panel(
      "Response time by service, s",
      ...serviceNames.map((service) => {
        const targets = parameter("compute", `${pascalCase(service)}Targets`);
        return balancerMetric(balancer, "TargetResponseTime", "p99", targets);
      }),
    ),
  ];
}

function servicePanels(name: string): readonly Panel[] {
  const services = (metric: string) => serviceNames.map((service) => serviceMetric(name, service, metric, "Average"));
  return [
    panel("CPU, %", ...services("CPUUtilization")),
    panel("Memory, %", ...services("MemoryUtilization")),
    panel("Running tasks", ...serviceNames.map((service) => runningTasks(name, service))),
    panel("Logged errors", ...serviceNames.map((service) => loggedMetric(name, `${service}-errors`))),
  ];
}

function dataPanels(name: string): readonly Panel[] {
  const tables = (metric: string) => worldTables.map((table) => tableMetric(name, table, metric));
  const redis = (metric: string, statistic: string) => redisMetric(name, metric, statistic);
  return [
    panel("Table writes", ...tables("ConsumedWriteCapacityUnits")),
    panel("Table reads", ...tables("ConsumedReadCapacityUnits")),
    panel("Redis, %", redis("EngineCPUUtilization", "Average"), redis("DatabaseMemoryUsagePercentage", "Average")),
    panel(
      "Redis hits and evictions",
      redis("CacheHits", "Sum"),
      redis("CacheMisses", "Sum"),
      redis("Evictions", "Sum"),
    ),
  ];
}

/** A parameter of the stack, as Fn::Sub names it. */
const parameter = (part: StackPart, id: string) => `\${${inputName(part, id)}}`;
