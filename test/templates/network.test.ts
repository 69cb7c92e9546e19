import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addressPlan } from "../../templates/network/address-plan.ts";
import { at, configOf, ofType, templateOf } from "./synthesized.ts";

const range = (cidr: string) => {
  const [address = "", bits = ""] = cidr.split("/");
  const start = address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
  return { start, end: start + 2 ** (32 - Number(bits)) };
};

test("subnets lie in the VPC, apart from each other, and stay where they are when a zone is added", () => {
  const vpc = fc.tuple(fc.constantFrom(16, 17, 18, 19, 20), fc.nat(255), fc.nat(255)).map(([bits, b, c]) => {
    const size = 2 ** (32 - bits);
    const start = Math.floor(((10 * 256 + b) * 65_536 + c * 256) / size) * size;
    return `${[24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256).join(".")}/${bits}`;
  });
  fc.assert(
    fc.property(vpc, (cidr) => {
      const plan = addressPlan(cidr, 3);
      const whole = range(cidr);
      const subnets = [...plan.private, ...plan.public, ...plan.isolated].map(range).sort((a, b) => a.start - b.start);
      subnets.forEach(({ start, end }, index) => {
        expect(start).toBeGreaterThanOrEqual(subnets[index - 1]?.end ?? whole.start);
        expect(end).toBeLessThanOrEqual(whole.end);
      });
      expect(addressPlan(cidr, 2).isolated).toEqual(plan.isolated.slice(0, 2));
    }),
  );
});

const network = (nat: "none" | "single" | "perAz", azs: 2 | 3) =>
  templateOf(configOf("dev", { network: { ...configOf("dev").network, nat, azs } }), "network").Resources;

describe("ways out", () => {
  test.each([
    { nat: "none", azs: 2, gateways: 0, routes: [] },
    { nat: "single", azs: 2, gateways: 1, routes: ["Nat1", "Nat1"] },
    { nat: "single", azs: 3, gateways: 1, routes: ["Nat1", "Nat1", "Nat1"] },
    { nat: "perAz", azs: 3, gateways: 3, routes: ["Nat1", "Nat2", "Nat3"] },
  ] as const)("$nat over $azs zones", ({ nat, azs, gateways, routes }) => {
    const resources = network(nat, azs);
    expect(ofType(resources, "AWS::EC2::NatGateway")).toHaveLength(gateways);
    const found = ofType(resources, "AWS::EC2::Route").filter(([id]) => id.startsWith("Private"));
    expect(found.map(([, { Properties }]) => at(Properties, "NatGatewayId", "Ref"))).toEqual(routes);
    const isolated = ofType(resources, "AWS::EC2::Route").map(([, { Properties }]) =>
      at(Properties, "RouteTableId", "Ref"),
    );
    expect(isolated).not.toContain("IsolatedRouteTable");
  });
});

test("zones are the Region's own, first to third", () => {
  const zones = ofType(network("single", 3), "AWS::EC2::Subnet").map(
    ([, { Properties }]) => Properties["AvailabilityZone"],
  );
  expect(zones).toHaveLength(9);
  for (const zone of [0, 1, 2])
    expect(zones.filter((found) => at(found, "Fn::Select", "0") === zone)).toEqual(
      Array.from({ length: 3 }, () => ({ "Fn::Select": [zone, { "Fn::GetAZs": "" }] })),
    );
});

test("zones can be named, since some have no VPC links", () => {
  const zones = ["us-east-1b", "us-east-1d"];
  const config = configOf("dev", { network: { ...configOf("dev").network, zones } });
  const found = ofType(templateOf(config, "network").Resources, "AWS::EC2::Subnet");
  expect(found.map(([, { Properties }]) => Properties["AvailabilityZone"])).toEqual([...zones, ...zones, ...zones]);
});

test("traffic has one way in: link, load balancer, services, Redis", () => {
  const resources = network("single", 2);
  const edges = ofType(resources, "AWS::EC2::SecurityGroupIngress").map(([, { Properties }]) => [
    at(Properties, "SourceSecurityGroupId", "Fn::GetAtt", "0"),
    at(Properties, "GroupId", "Fn::GetAtt", "0"),
    at(Properties, "FromPort"),
  ]);
  expect(edges).toEqual([
    ["LinkSecurityGroup", "BalancerSecurityGroup", 80],
    ["BalancerSecurityGroup", "ServiceSecurityGroup", 8080],
    ["ServiceSecurityGroup", "RedisSecurityGroup", 6380],
  ]);
});

test("endpoints: gateways always, interfaces as configured, and never execute-api by default", () => {
  const names = (environment: "dev" | "prod") =>
    ofType(templateOf(configOf(environment), "network").Resources, "AWS::EC2::VPCEndpoint").map(([, { Properties }]) =>
      at(Properties, "ServiceName", "Fn::Sub"),
    );
  const service = (name: string) => `com.amazonaws.\${AWS::Region}.${name}`;
  expect(names("dev")).toEqual(["s3", "dynamodb"].map(service));
  expect(names("prod")).toEqual(["s3", "dynamodb", ...configOf("prod").network.endpoints].map(service));
  expect(names("prod")).not.toContain(service("execute-api"));
});

test.each([
  { flowLogs: "none", types: [] },
  { flowLogs: "reject", types: ["cloud-watch-logs"] },
  { flowLogs: "all", types: ["s3"] },
] as const)("flow logs: $flowLogs", ({ flowLogs, types }) => {
  const config = configOf("dev", { network: { ...configOf("dev").network, flowLogs } });
  const logs = ofType(templateOf(config, "compute").Resources, "AWS::EC2::FlowLog");
  expect(logs.map(([, { Properties }]) => Properties["LogDestinationType"])).toEqual(types);
});
