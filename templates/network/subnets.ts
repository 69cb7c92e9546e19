import { Fn, type Stack, aws_ec2 as ec2 } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { addressPlan } from "./address-plan.ts";

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
function subnet(stack: Stack, id: string, vpcId: string, place: { cidr: string; zone: number; table: string }): string {
  const { ref: subnetId } = new ec2.CfnSubnet(stack, `${id}Subnet`, {
    vpcId,
    cidrBlock: place.cidr,
    availabilityZone: Fn.select(place.zone, Fn.getAzs()),
    mapPublicIpOnLaunch: false,
  });
  new ec2.CfnSubnetRouteTableAssociation(stack, `${id}RouteTableAssociation`, {
    subnetId,
    routeTableId: place.table,
  });
  return subnetId;
}

/**
 * Public subnets hold NAT gateways only, private ones tasks and the load balancer, isolated ones Redis. Private route
 * tables are one a zone even with a single NAT gateway: going to one a zone then changes a route, not a table.
 */
export function subnets(stack: Stack, config: EnvironmentConfig, vpcId: string): Subnets {
  const plan = addressPlan(config.network.cidr, config.network.azs);
  const table = (id: string) => new ec2.CfnRouteTable(stack, id, { vpcId }).ref;
  const tier = (name: string, cidrs: readonly string[], tables: readonly string[]): Tier => ({
    routeTableIds: tables,
    subnetIds: cidrs.map((cidr, zone) =>
      subnet(stack, `${name}${zone + 1}`, vpcId, { cidr, zone, table: tables[zone] ?? tables[0] ?? "" }),
    ),
  });
  return {
    public: tier("Public", plan.public, [table("PublicRouteTable")]),
    private: tier(
      "Private",
      plan.private,
      plan.private.map((_, zone) => table(`Private${zone + 1}RouteTable`)),
    ),
    isolated: tier("Isolated", plan.isolated, [table("IsolatedRouteTable")]),
  };
}
