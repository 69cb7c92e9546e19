import { type CfnTag, type Stack, aws_ec2 as ec2 } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { nameTag } from "./name-tag.ts";
import type { Subnets } from "./subnets.ts";

const anywhere = "0.0.0.0/0";

/** The ways out: an internet gateway for the public subnets, and none, one or one a zone NAT gateways for the private. */
export function egress(stack: Stack, config: EnvironmentConfig, vpcId: string, subnets: Subnets): void {
  const gateway = new ec2.CfnInternetGateway(stack, "InternetGateway", { tags: nameTag(config, "internet") });
  const attachment = new ec2.CfnVPCGatewayAttachment(stack, "InternetGatewayAttachment", {
    vpcId,
    internetGatewayId: gateway.ref,
  });
  const [publicTable = ""] = subnets.public.routeTableIds;
  const out = new ec2.CfnRoute(stack, "PublicRoute", {
    routeTableId: publicTable,
    destinationCidrBlock: anywhere,
    gatewayId: gateway.ref,
  });
  out.addResourceDependency(attachment);
  const zones = { none: 0, single: 1, perAz: config.network.azs }[config.network.nat];
  const nats = subnets.public.subnetIds
    .slice(0, zones)
    .map((subnetId, zone) =>
      natGateway(stack, subnetId, { id: `Nat${zone + 1}`, tags: nameTag(config, `nat-${zone + 1}`), out }),
    );
  subnets.private.routeTableIds.forEach((routeTableId, zone) => {
    const natGatewayId = nats[zone] ?? nats[0];
    if (natGatewayId === undefined) return;
    const id = `Private${zone + 1}Route`;
    new ec2.CfnRoute(stack, id, { routeTableId, destinationCidrBlock: anywhere, natGatewayId });
  });
}

/** Waits for the way to the internet: without it a NAT gateway fails to start. */
function natGateway(
  stack: Stack,
  subnetId: string,
  { id, tags, out }: { readonly id: string; readonly tags: CfnTag[]; readonly out: ec2.CfnRoute },
): string {
  const address = new ec2.CfnEIP(stack, `${id}Address`, { domain: "vpc", tags });
  address.addResourceDependency(out);
  const gateway = new ec2.CfnNatGateway(stack, id, { subnetId, allocationId: address.attrAllocationId, tags });
  gateway.addResourceDependency(out);
  return gateway.ref;
}
