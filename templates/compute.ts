import type { Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { type EnvironmentConfig, serviceNames } from "../src/model/environment.ts";
import { pascalCase } from "../src/model/names.ts";
import { autoscaling } from "./compute/autoscaling.ts";
import { cluster } from "./compute/cluster.ts";
import { emptyDefaultSecurityGroup } from "./compute/default-security-group.ts";
import { flowLogs } from "./compute/flow-logs.ts";
import { loadBalancer } from "./compute/load-balancer.ts";
import { repository } from "./compute/repository.ts";
import { route } from "./compute/routing.ts";
import { fargateService } from "./compute/service.ts";
import { taskDefinition } from "./compute/task-definition.ts";
import { logGroup } from "./log-group.ts";
import { usesRedis } from "./service-facts.ts";
import { environmentStack, input, inputList, output } from "./stack.ts";

/** The cluster, the internal load balancer, and the three services behind it. */
export function computeStack(scope: Construct, config: EnvironmentConfig): Stack {
  const stack = environmentStack(scope, config, "compute");
  const vpcId = input(stack, "network", "VpcId");
  const subnetIds = inputList(stack, "network", "PrivateSubnetIds");
  const logsKey = input(stack, "security", "LogsKeyArn");

  const balancer = loadBalancer(stack, config, {
    subnetIds,
    securityGroup: input(stack, "network", "BalancerSecurityGroupId"),
  });
  const place = {
    cluster: cluster(stack, config),
    subnetIds,
    securityGroup: input(stack, "network", "ServiceSecurityGroupId"),
  };
  for (const name of serviceNames) {
    repository(stack, config, name, input(stack, "security", "DataKeyArn"));
    const task = taskDefinition(stack, config, name, {
      logGroup: logGroup(stack, config, name, { id: `${pascalCase(name)}LogGroup`, key: logsKey }).ref,
      taskRole: input(stack, "security", `${pascalCase(name)}TaskRoleArn`),
      executionRole: input(stack, "security", `${pascalCase(name)}ExecutionRoleArn`),
      redisSecret: usesRedis(name) ? input(stack, "security", "RedisSecretArn") : undefined,
    });
    const way = route(stack, name, vpcId, balancer.listenerArn);
    autoscaling(stack, config, name, fargateService(stack, config, name, { ...place, task, route: way }));
    output(stack, `${pascalCase(name)}Targets`, way.targetGroup.attrTargetGroupFullName, `Targets of ${name}`);
  }
  emptyDefaultSecurityGroup(stack, config, { vpcId, logsKey });
  flowLogs(stack, config, { vpcId, logsKey });

  output(stack, "ClusterName", place.cluster.name, "The ECS cluster");
  output(stack, "LoadBalancerArn", balancer.arn, "The internal load balancer");
  output(stack, "LoadBalancerFullName", balancer.fullName, "The load balancer as CloudWatch names it");
  return stack;
}
