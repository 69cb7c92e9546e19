import { Fn, type Stack, aws_applicationautoscaling as scaling, type aws_ecs as ecs } from "aws-cdk-lib";
import type { EnvironmentConfig, ServiceName } from "../../src/model/environment.ts";
import { clusterName, pascalCase } from "../../src/model/names.ts";

/** Keeps a service's CPU and memory near their targets, between its bounds: out within a minute, in after five. */
export function autoscaling(stack: Stack, config: EnvironmentConfig, name: ServiceName, service: ecs.CfnService): void {
  const id = pascalCase(name);
  const { min, max, cpuTarget, memoryTarget } = config.services[name];
  const target = new scaling.CfnScalableTarget(stack, `${id}Scaling`, {
    serviceNamespace: "ecs",
    scalableDimension: "ecs:service:DesiredCount",
    // The service's name as its attribute, so that the target waits for the service.
    resourceId: Fn.join("/", ["service", clusterName(config.name), service.attrName]),
    minCapacity: min,
    maxCapacity: max,
  });
  const follow = (metric: "Cpu" | "Memory", predefinedMetricType: string, targetValue: number) =>
    new scaling.CfnScalingPolicy(stack, `${id}${metric}Scaling`, {
      policyName: `${name}-${metric.toLowerCase()}`,
      policyType: "TargetTrackingScaling",
      scalingTargetId: target.ref,
      targetTrackingScalingPolicyConfiguration: {
        predefinedMetricSpecification: { predefinedMetricType },
        targetValue,
        scaleOutCooldown: 60,
        scaleInCooldown: 300,
      },
    });
  follow("Cpu", "ECSServiceAverageCPUUtilization", cpuTarget);
  follow("Memory", "ECSServiceAverageMemoryUtilization", memoryTarget);
}
