import { type Stack, aws_ec2 as ec2 } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { EnvironmentConfig } from "../src/model/environment.ts";
import { egress } from "./network/egress.ts";
import { endpoints } from "./network/endpoints.ts";
import { nameTag } from "./network/name-tag.ts";
import { securityGroups } from "./network/security-groups.ts";
import { subnets } from "./network/subnets.ts";
import { environmentStack, output, outputList } from "./stack.ts";

/** The VPC: three tiers of subnets over the zones, the ways out, the endpoints, and who may talk to whom. */
export function networkStack(scope: Construct, config: EnvironmentConfig): Stack {
  const stack = environmentStack(scope, config, "network");
  const { ref: vpcId } = new ec2.CfnVPC(stack, "Vpc", {
    cidrBlock: config.network.cidr,
    enableDnsHostnames: true,
    enableDnsSupport: true,
    tags: nameTag(config, "vpc"),
  });
  const tiers = subnets(stack, config, vpcId);
  egress(stack, config, vpcId, tiers);
  endpoints(stack, config, vpcId, tiers);
  const groups = securityGroups(stack, vpcId);

  output(stack, "VpcId", vpcId, "The VPC of the environment");
  outputList(stack, "PrivateSubnetIds", tiers.private.subnetIds, "Subnets of tasks, load balancer and VPC link");
  outputList(stack, "IsolatedSubnetIds", tiers.isolated.subnetIds, "Subnets without a way out, for Redis");
  output(stack, "LinkSecurityGroupId", groups.link, "Security group of the VPC link");
  output(stack, "BalancerSecurityGroupId", groups.balancer, "Security group of the load balancer");
  output(stack, "ServiceSecurityGroupId", groups.service, "Security group of the tasks");
  output(stack, "RedisSecurityGroupId", groups.redis, "Security group of Redis");
  return stack;
}
