import { type Stack, aws_cloudwatch as cloudwatch } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { dimensionList, type Metric } from "./metric.ts";
import type { Severity, Topics } from "./topics.ts";

export interface AlarmDefinition {
  /** Logical ID; the alarm's name is made of it. */
  readonly id: string;
  /** What is wrong and where to look first: the text of the notification. */
  readonly description: string;
  /** One metric, or several that the expression joins as m1, m2 ... */
  readonly metrics: readonly Metric[];
  readonly expression?: string;
  readonly above?: number;
  readonly below?: number;
  /** Length of one period in seconds, and how many in a row make an alarm. */
  readonly period: number;
  readonly periods: number;
  readonly severity: Severity;
  /** Silence is fine for a count of errors, and a failure for a count of tasks. */
  readonly silence?: "breaching" | "notBreaching";
}

export const alarmName = (config: EnvironmentConfig, id: string) => `gworld-${config.name}-${id}`;

/** An alarm that tells its topic; environments that keep data also tell when it is over. */
export function alarm(stack: Stack, config: EnvironmentConfig, topics: Topics, definition: AlarmDefinition): void {
  const { id, description, metrics, expression, above, below, period, periods, severity } = definition;
  const [first] = metrics;
  const topic = topics[severity];
  new cloudwatch.CfnAlarm(stack, id, {
    alarmName: alarmName(config, id),
    alarmDescription: description,
    comparisonOperator: below === undefined ? "GreaterThanThreshold" : "LessThanThreshold",
    threshold: above ?? below,
    evaluationPeriods: periods,
    treatMissingData: definition.silence ?? "notBreaching",
    alarmActions: [topic],
    okActions: config.retainData ? [topic] : undefined,
    ...(expression === undefined && first !== undefined ? single(first, period) : joined(metrics, expression, period)),
  });
}

const single = (metric: Metric, period: number) => ({
  namespace: metric.namespace,
  metricName: metric.name,
  dimensions: dimensionList(metric),
  period,
  ...(metric.statistic.startsWith("p") ? { extendedStatistic: metric.statistic } : { statistic: metric.statistic }),
});

const joined = (metrics: readonly Metric[], expression: string | undefined, period: number) => ({
  metrics: [
    { id: "result", expression, returnData: true },
    ...metrics.map((metric, index) => ({
      id: `m${index + 1}`,
      returnData: false,
      metricStat: {
        metric: { namespace: metric.namespace, metricName: metric.name, dimensions: dimensionList(metric) },
        period,
        stat: metric.statistic,
      },
    })),
  ],
});
