import { Fn, type Stack, aws_elasticloadbalancingv2 as elb } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { deliveryBucketName } from "../../src/model/names.ts";
import { account, region } from "../arn.ts";
import { balancerPort } from "../network/security-groups.ts";

export interface LoadBalancer {
  readonly arn: string;
  readonly fullName: string;
  readonly listenerArn: string;
}

/**
 * The internal load balancer: only the VPC link reaches it, and what no service answers is a 404. No deletion protection:
 * it holds nothing, and CloudFormation cannot delete what is protected, neither after a failed creation nor on destroy.
 */
export function loadBalancer(
  stack: Stack,
  config: EnvironmentConfig,
  place: { readonly subnetIds: readonly string[]; readonly securityGroup: string },
): LoadBalancer {
  const balancer = new elb.CfnLoadBalancer(stack, "LoadBalancer", {
    type: "application",
    scheme: "internal",
    subnets: [...place.subnetIds],
    securityGroups: [place.securityGroup],
    loadBalancerAttributes: [
      { key: "routing.http.drop_invalid_header_fields.enabled", value: "true" },
      ...(config.retainData ? accessLogs(config) : []),
    ],
  });
  const listener = new elb.CfnListener(stack, "Listener", {
    loadBalancerArn: balancer.ref,
    port: balancerPort,
    protocol: "HTTP",
    defaultActions: [
      {
        type: "fixed-response",
        fixedResponseConfig: { statusCode: "404", contentType: "application/json", messageBody: notFound },
      },
    ],
  });
  return { arn: balancer.ref, fullName: balancer.attrLoadBalancerFullName, listenerArn: listener.ref };
}

const notFound = JSON.stringify({ error: "no service answers this path" });

const accessLogs = ({ name }: EnvironmentConfig) => [
  { key: "access_logs.s3.enabled", value: "true" },
  { key: "access_logs.s3.bucket", value: Fn.sub(deliveryBucketName(account, region)) },
  { key: "access_logs.s3.prefix", value: `balancer/${name}` },
];
