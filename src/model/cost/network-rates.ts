import { listOf, textAt } from "../json.ts";
import { charge, type Rate } from "./charge.ts";
import { hoursAMonth, prices, type Price } from "./price-list.ts";

const hours =
  (kind: string, hourly: Price): Rate =>
  () => [charge(kind, hoursAMonth, hourly)];

const interfaceEndpoint = "Interface endpoints";

/** Prices of what the network is made of. */
export const networkRates: Readonly<Record<string, Rate>> = {
  "AWS::EC2::NatGateway": (_, { usage, share }) => [
    charge("NAT gateways", hoursAMonth, prices.natHour),
    charge("NAT data", usage.natGb * share("AWS::EC2::NatGateway"), prices.natGb),
  ],
  "AWS::EC2::EIP": hours("Public IPv4 addresses", prices.addressHour),
  "AWS::EC2::VPCEndpoint": ({ properties }, { usage, template }) => {
    if (textAt(properties, "VpcEndpointType") !== "Interface") return [];
    const alike = [...template.resources.values()].filter(
      ({ type, properties: other }) =>
        type === "AWS::EC2::VPCEndpoint" && textAt(other, "VpcEndpointType") === "Interface",
    );
    const zones = listOf(properties["SubnetIds"]).length;
    return [
      charge(interfaceEndpoint, hoursAMonth * zones, prices.endpointHour),
      charge("Endpoint data", usage.endpointGb / alike.length, prices.endpointGb),
    ];
  },
  "AWS::EC2::FlowLog": ({ properties }, { usage }) => {
    const toBucket = textAt(properties, "LogDestinationType") === "s3";
    return [charge("Flow logs", usage.flowLogGb, toBucket ? prices.flowLogToBucketGb : prices.logGb)];
  },
  "AWS::ElasticLoadBalancingV2::LoadBalancer": (_, { usage, share }) => [
    charge("Load balancers", hoursAMonth, prices.balancerHour),
    charge(
      "Load balancer capacity",
      hoursAMonth * usage.balancerUnits * share("AWS::ElasticLoadBalancingV2::LoadBalancer"),
      prices.balancerUnitHour,
    ),
  ],
};
