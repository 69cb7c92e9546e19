import { type Stack, aws_events as events } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { clusterName } from "../../src/model/names.ts";
import { arn } from "../arn.ts";
import type { Topics } from "./topics.ts";

/** Tells of rollouts that the circuit breaker stopped, also those that nobody watches. */
export function failedDeployments(stack: Stack, config: EnvironmentConfig, topics: Topics): void {
  new events.CfnRule(stack, "FailedDeployment", {
    name: `gworld-${config.name}-failed-deployment`,
    description: "A service's rollout failed and is rolled back",
    eventPattern: {
      source: ["aws.ecs"],
      "detail-type": ["ECS Deployment State Change"],
      resources: [{ wildcard: arn("ecs", `service/${clusterName(config.name)}/*`) }],
      detail: { eventName: ["SERVICE_DEPLOYMENT_FAILED"] },
    },
    targets: [{ id: "critical", arn: topics.critical }],
  });
}
