import { isRecord, listOf, recordAt, textAt } from "../json.ts";
import { at, type Breach, inStack, type Rule, where } from "./rule.ts";
import {
  type CheckedStack,
  members,
  ofType,
  type Placed,
  resourcesOf,
  target,
  type TemplateSet,
  textOf,
} from "./template-set.ts";

const ingressTypes = ["AWS::EC2::SecurityGroup", "AWS::EC2::SecurityGroupIngress"];
const anywhere = ["0.0.0.0/0", "::/0"];

interface GroupRule {
  readonly owner: Placed;
  readonly way: "in" | "out";
  readonly rule: Readonly<Record<string, unknown>>;
}

const groupRules = (set: TemplateSet): readonly GroupRule[] =>
  [
    ...ofType(set, "AWS::EC2::SecurityGroup").flatMap((owner) => [
      ...listOf(owner.properties["SecurityGroupIngress"]).map((rule) => ({ owner, way: "in" as const, rule })),
      ...listOf(owner.properties["SecurityGroupEgress"]).map((rule) => ({ owner, way: "out" as const, rule })),
    ]),
    ...ofType(set, ...ingressTypes.slice(1)).map((owner) => ({ owner, way: "in" as const, rule: owner.properties })),
  ].flatMap(({ rule, ...rest }) => (isRecord(rule) ? [{ ...rest, rule }] : []));

export const securityGroups: Rule = {
  id: "GW-L15",
  title: "nothing comes in from anywhere, every rule says why, and the default security group is emptied",
  check: (set) => [
    ...groupRules(set)
      .filter(
        ({ way, rule }) =>
          way === "in" && [rule["CidrIp"], rule["CidrIpv6"]].some((from) => anywhere.includes(textOf(from))),
      )
      .map(({ owner }) => at(owner, "lets the whole internet in")),
    ...groupRules(set)
      .filter(({ rule }) => textAt(rule, "Description") === undefined)
      .map(({ owner }) => at(owner, "has a rule that does not say why")),
    ...where(
      ofType(set, "AWS::EC2::SecurityGroup"),
      ({ properties }) => listOf(properties["SecurityGroupEgress"]).length === 0,
      "does not say what may leave it: EC2 then lets everything out",
    ),
    ...where(ofType(set, "AWS::EC2::VPC"), (vpc) => !emptied(set, vpc), "nothing empties its default security group"),
  ],
};

const emptied = (set: TemplateSet, vpc: Placed) =>
  ofType(set, "AWS::CloudFormation::CustomResource").some(
    ({ stack, properties }) => target(set, stack, properties["VpcId"])?.id === vpc.id,
  );

export const noPublicAddress: Rule = {
  id: "GW-L16",
  title: "nothing but NAT gateways is in a public subnet, and nothing gets a public address",
  check: (set) => [
    ...where(
      ofType(set, "AWS::ECS::Service"),
      ({ properties }) => publicIp(properties) !== "DISABLED",
      "its tasks get public addresses",
    ),
    ...where(
      ofType(set, "AWS::EC2::Subnet"),
      (subnet) => subnet.properties["MapPublicIpOnLaunch"] !== false && !isPublic(set, subnet),
      "gives out public addresses without being public",
    ),
    ...where(
      ofType(set, "AWS::ElasticLoadBalancingV2::LoadBalancer"),
      ({ properties }) => properties["Scheme"] !== "internal",
      "faces the internet",
    ),
    ...set.stacks.filter(({ part }) => part === "network").flatMap((stack) => strangers(set, stack)),
  ],
};

const publicIp = (properties: Placed["properties"]) =>
  recordAt(recordAt(properties, "NetworkConfiguration"), "AwsvpcConfiguration")["AssignPublicIp"];

/** A subnet whose route table leads to an internet gateway. */
const isPublic = (set: TemplateSet, subnet: Placed) =>
  ofType(set, "AWS::EC2::SubnetRouteTableAssociation").some(({ stack, properties }) => {
    if (target(set, stack, properties["SubnetId"])?.id !== subnet.id) return false;
    const table = target(set, stack, properties["RouteTableId"]);
    return ofType(set, "AWS::EC2::Route").some(
      (route) =>
        target(set, route.stack, route.properties["RouteTableId"])?.id === table?.id &&
        target(set, route.stack, route.properties["GatewayId"])?.type === "AWS::EC2::InternetGateway",
    );
  });

const placers = ["AWS::EC2::NatGateway", "AWS::EC2::SubnetRouteTableAssociation"];

/** Whatever else names a public subnet, and outputs that would hand one to other stacks. */
function strangers(set: TemplateSet, stack: CheckedStack): readonly Breach[] {
  const open = resourcesOf(stack).filter((one) => one.type === "AWS::EC2::Subnet" && isPublic(set, one));
  const names = (value: unknown) => {
    const named = members({ value }).flatMap(([key, inner]) => (key === "Ref" ? [inner] : []));
    return open.some(({ id }) => named.includes(id));
  };
  return [
    ...where(
      resourcesOf(stack),
      ({ type, properties }) => !placers.includes(type) && names(properties),
      "is in a public subnet",
    ),
    ...[...stack.template.outputs]
      .filter(([, value]) => names(value))
      .map(([id]) => inStack(stack, "hands a public subnet to other stacks", id)),
  ];
}

export const noApiEndpoint: Rule = {
  id: "GW-L25",
  title: "no private DNS for execute-api: it would hide public and WebSocket APIs from the tasks, with 403",
  check: (set) =>
    where(
      ofType(set, "AWS::EC2::VPCEndpoint"),
      ({ properties }) =>
        textOf(properties["ServiceName"]).endsWith(".execute-api") && properties["PrivateDnsEnabled"] === true,
      "takes the names of all APIs, also of the environment's own WebSocket API",
    ),
};
