import { type CfnTag, Fn, type Stack, aws_ec2 as ec2 } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { addressPlan } from "./address-plan.ts";
import { nameTag } from "./name-tag.ts";

export interface Tier {
  readonly subnetIds: readonly string[];
  readonly routeTableIds: readonly string[];
}

export interface Subnets {
  readonly public: Tier;
  readonly private: Tier;
  readonly isolated: Tier;
}

/** One subnet in a zone, tied to its route table. */
function subnet(
  stack: Stack,
  id: string,
  vpcId: string,
  place: { cidr: string; zone: string; table: string; tags: CfnTag[] },
): string {
  const { ref: subnetId } = new ec2.CfnSubnet(stack, `${id}Subnet`, {
    vpcId,
    cidrBlock: place.cidr,
    availabilityZone: place.zone,
    mapPublicIpOnLaunch: false,
    tags: place.tags,
  });
  new ec2.CfnSubnetRouteTableAssociation(stack, `${id}RouteTableAssociation`, {
    subnetId,
    routeTableId: place.table,
  });
  return subnetId;
}

/**
 * The zone of each row of subnets. Names of zones mean another place in every account, so the Region's own list is the
 * default; but in some places (use1-az3, usw1-az2) API Gateway has no VPC links, which only the account can tell by name.
 */
const zoneName = ({ network }: EnvironmentConfig, index: number) =>
  network.zones?.[index] ?? Fn.select(index, Fn.getAzs());

/**
 * Public subnets hold NAT gateways only, private ones tasks and the load balancer, isolated ones Redis. Private route
 * tables are one a zone even with a single NAT gateway: going to one a zone then changes a route, not a table.
 */
export function subnets(stack: Stack, config: EnvironmentConfig, vpcId: string): Subnets {
  const plan = addressPlan(config.network.cidr, config.network.azs);
  const table = (id: string, use: string) =>
    new ec2.CfnRouteTable(stack, `${id}RouteTable`, { vpcId, tags: nameTag(config, use) }).ref;
  const tier = (name: string, cidrs: readonly string[], tables: readonly string[]): Tier => ({
    routeTableIds: tables,
    subnetIds: cidrs.map((cidr, index) => {
      const table = tables[index] ?? tables[0] ?? "";
      return subnet(stack, `${name}${index + 1}`, vpcId, {
        cidr,
        zone: zoneName(config, index),
        table,
        tags: nameTag(config, `${name.toLowerCase()}-${index + 1}`),
      });
    }),
  });
  return {
    public: tier("Public", plan.public, [table("Public", "public")]),
    private: tier(
      "Private",
      plan.private,
      plan.private.map((_, zone) => table(`Private${zone + 1}`, `private-${zone + 1}`)),
    ),
    isolated: tier("Isolated", plan.isolated, [table("Isolated", "isolated")]),
  };
}
