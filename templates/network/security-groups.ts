import { type Stack, aws_ec2 as ec2 } from "aws-cdk-lib";
import { starterPort } from "../starter/starter.ts";
import { noEgress } from "./no-egress.ts";

export const balancerPort = 80;
/** Not the one that is tried first. The port of a replication group is for ever. */
export const redisPort = 6380;

export interface SecurityGroups {
  readonly link: string;
  readonly balancer: string;
  readonly service: string;
  readonly redis: string;
}

interface Rule {
  readonly port: number;
  readonly why: string;
}

/**
 * Traffic has one way in: VPC link -> load balancer -> services -> Redis. Groups are made from the far end, so that each
 * names the next in its own egress: an inline rule is what removes EC2's allow-all default. Ingress rules are resources
 * of their own, since the two sides cannot name each other inside the groups.
 */
export function securityGroups(stack: Stack, vpcId: string): SecurityGroups {
  const group = (id: string, groupDescription: string, egress: readonly ec2.CfnSecurityGroup.EgressProperty[]) =>
    new ec2.CfnSecurityGroup(stack, id, { vpcId, groupDescription, securityGroupEgress: [...egress] }).attrGroupId;
  const reach = (to: string, { port, why }: Rule) => ({
    ...tcp(port),
    destinationSecurityGroupId: to,
    description: why,
  });
  const admit = (id: string, to: string, from: string, { port, why }: Rule) =>
    new ec2.CfnSecurityGroupIngress(stack, id, {
      ...tcp(port),
      groupId: to,
      sourceSecurityGroupId: from,
      description: why,
    });

  const toRedis = { port: redisPort, why: "Services talk to Redis over TLS" };
  const toService = { port: starterPort, why: "The load balancer talks to the services and checks their health" };
  const toBalancer = { port: balancerPort, why: "API Gateway comes in through its VPC link" };

  const redis = group("RedisSecurityGroup", "Redis: answers services, calls nobody", [noEgress]);
  const service = group("ServiceSecurityGroup", "The tasks of the services", [reach(redis, toRedis), awsApis]);
  const balancer = group("BalancerSecurityGroup", "The internal load balancer", [reach(service, toService)]);
  const link = group("LinkSecurityGroup", "The VPC link of API Gateway", [reach(balancer, toBalancer)]);
  admit("BalancerFromLink", balancer, link, toBalancer);
  admit("ServiceFromBalancer", service, balancer, toService);
  admit("RedisFromService", redis, service, toRedis);
  return { link, balancer, service, redis };
}

const tcp = (port: number) => ({ ipProtocol: "tcp", fromPort: port, toPort: port });

const awsApis = { ...tcp(443), cidrIp: "0.0.0.0/0", description: "AWS APIs and registries, over TLS" };
