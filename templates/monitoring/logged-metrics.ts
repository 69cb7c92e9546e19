import { type Stack, aws_logs as logs } from "aws-cdk-lib";
import { type EnvironmentConfig, type ServiceName, serviceNames } from "../../src/model/environment.ts";
import { logGroupName, pascalCase } from "../../src/model/names.ts";
import { metricNamespace } from "./metrics.ts";

/** Counts what services write as JSON lines: errors of each, and the tokens that models were sent and gave. */
export function loggedMetrics(stack: Stack, config: EnvironmentConfig): void {
  const count = (id: string, service: ServiceName, filterPattern: string, counted: { name: string; value: string }) =>
    new logs.CfnMetricFilter(stack, id, {
      logGroupName: logGroupName(config.name, service),
      filterPattern,
      metricTransformations: [
        {
          metricNamespace: metricNamespace(config.name),
          metricName: counted.name,
          metricValue: counted.value,
          defaultValue: 0,
        },
      ],
    });
  for (const service of serviceNames) {
    const counted = { name: `${service}-errors`, value: "1" };
    count(
      `${pascalCase(service)}LoggedErrorsFilter`,
      service,
      `{ ($.level = "error") || ($.level = "fatal") }`,
      counted,
    );
  }
  count("TokensFilter", "llm-integration", "{ $.tokens >= 0 }", { name: "Tokens", value: "$.tokens" });
}
