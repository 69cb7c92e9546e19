import { Fn, type Stack, aws_ec2 as ec2 } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { pascalCase } from "../../src/model/names.ts";
import { noEgress } from "./no-egress.ts";
import type { Subnets } from "./subnets.ts";

const serviceName = (name: string) => Fn.sub(`com.amazonaws.\${AWS::Region}.${name}`);

/** Gateway endpoints cost nothing and keep S3 and DynamoDB off the NAT gateways; interface endpoints are configured. */
export function endpoints(stack: Stack, config: EnvironmentConfig, vpcId: string, { private: tier }: Subnets): void {
  for (const [id, name] of Object.entries({ S3Endpoint: "s3", DynamoDbEndpoint: "dynamodb" })) {
    new ec2.CfnVPCEndpoint(stack, id, {
      vpcId,
      serviceName: serviceName(name),
      vpcEndpointType: "Gateway",
      routeTableIds: [...tier.routeTableIds],
    });
  }
  if (config.network.endpoints.length === 0) return;
  const group = endpointGroup(stack, config, vpcId);
  for (const name of config.network.endpoints) {
    new ec2.CfnVPCEndpoint(stack, `${pascalCase(name.replaceAll(".", "-"))}Endpoint`, {
      vpcId,
      serviceName: serviceName(name),
      vpcEndpointType: "Interface",
      privateDnsEnabled: true,
      subnetIds: [...tier.subnetIds],
      securityGroupIds: [group],
    });
  }
}

const endpointGroup = (stack: Stack, config: EnvironmentConfig, vpcId: string) =>
  new ec2.CfnSecurityGroup(stack, "EndpointSecurityGroup", {
    vpcId,
    groupDescription: "Interface endpoints: answer the VPC over TLS",
    securityGroupIngress: [
      {
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        cidrIp: config.network.cidr,
        description: "AWS APIs, from inside the VPC",
      },
    ],
    securityGroupEgress: [noEgress],
  }).attrGroupId;
