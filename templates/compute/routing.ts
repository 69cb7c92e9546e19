import { type Stack, aws_elasticloadbalancingv2 as elb } from "aws-cdk-lib";
import { type ServiceName, serviceNames } from "../../src/model/environment.ts";
import { pascalCase } from "../../src/model/names.ts";
import { starterPort } from "../starter/starter.ts";

/** First path segments of each service; API Gateway has taken its stage off the path. */
const segments: Readonly<Record<ServiceName, readonly string[]>> = {
  "world-management": ["worlds", "health"],
  "agent-runtime": ["agents"],
  "llm-integration": ["llm"],
};

export interface Route {
  readonly targetGroup: elb.CfnTargetGroup;
  /** A service cannot register with a target group that no listener uses yet. */
  readonly rule: elb.CfnListenerRule;
}

/** A target group with the service's health check, and the paths that lead to it. */
export function route(stack: Stack, service: ServiceName, vpcId: string, listenerArn: string): Route {
  const id = pascalCase(service);
  const targetGroup = new elb.CfnTargetGroup(stack, `${id}TargetGroup`, {
    vpcId,
    targetType: "ip",
    protocol: "HTTP",
    port: starterPort,
    healthCheckPath: "/health",
    healthCheckIntervalSeconds: 15,
    healthCheckTimeoutSeconds: 5,
    healthyThresholdCount: 2,
    unhealthyThresholdCount: 3,
    matcher: { httpCode: "200" },
    targetGroupAttributes: [{ key: "deregistration_delay.timeout_seconds", value: "30" }],
  });
  const rule = new elb.CfnListenerRule(stack, `${id}Rule`, {
    listenerArn,
    priority: (serviceNames.indexOf(service) + 1) * 10,
    conditions: [{ field: "path-pattern", pathPatternConfig: { values: paths(service) } }],
    actions: [{ type: "forward", targetGroupArn: targetGroup.ref }],
  });
  return { targetGroup, rule };
}

/** The segment itself and what is below it, but not every longer word that begins alike. */
const paths = (service: ServiceName) => segments[service].flatMap((name) => [`/${name}`, `/${name}/*`]);
