import { type Stack, aws_xray as xray } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../../src/model/environment.ts";

/** The traces of this environment as a group, and how many requests are traced: one a second, then the configured share. */
export function tracing(stack: Stack, config: EnvironmentConfig): void {
  new xray.CfnGroup(stack, "TraceGroup", {
    groupName: `gworld-${config.name}`,
    filterExpression: `annotation.env = "${config.name}"`,
    insightsConfiguration: { insightsEnabled: config.retainData, notificationsEnabled: false },
  });
  new xray.CfnSamplingRule(stack, "TraceSampling", {
    samplingRule: {
      ruleName: `gworld-${config.name}`,
      priority: 100,
      reservoirSize: 1,
      fixedRate: config.tracing,
      serviceName: `gworld-${config.name}-*`,
      serviceType: "*",
      host: "*",
      httpMethod: "*",
      urlPath: "*",
      resourceArn: "*",
      version: 1,
    },
  });
}
