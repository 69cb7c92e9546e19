import { type JsonObject, list, number, text } from "../json.ts";
import type { ElbRow } from "./rows.ts";
import { type ElbState, fullName, rowsOf } from "./state.ts";

/** A load balancer's public name; internal ones say so. Nothing answers there: tasks are reached at their own ports. */
export function dnsName({ arn, name, region, properties }: ElbRow): string {
  const number10 = BigInt(`0x${arn.slice(-16)}`)
    .toString()
    .slice(0, 10);
  return `${internal(properties) ? "internal-" : ""}${name}-${number10}.${region}.elb.amazonaws.com`;
}

const internal = (properties: JsonObject) => text(properties, "Scheme") === "internal";

export const describeLoadBalancer = (row: ElbRow): JsonObject => ({
  LoadBalancerArn: row.arn,
  DNSName: dnsName(row),
  CanonicalHostedZoneId: "Z32O12XQLNTSW2",
  CreatedTime: new Date(row.createdAt).toISOString(),
  LoadBalancerName: row.name,
  Scheme: internal(row.properties) ? "internal" : "internet-facing",
  State: { Code: "active" },
  Type: text(row.properties, "Type") ?? "application",
  AvailabilityZones: list(row.properties, "Subnets").map((SubnetId) => ({ SubnetId })),
  SecurityGroups: list(row.properties, "SecurityGroups"),
  IpAddressType: text(row.properties, "IpAddressType") ?? "ipv4",
});

/** With the values AWS takes where the template says nothing (CreateTargetGroup). */
export function describeTargetGroup(elb: ElbState, { arn, name, region, properties }: ElbRow): JsonObject {
  const protocol = text(properties, "Protocol") ?? "HTTP";
  const http = { HealthCheckPath: "/", Matcher: { HttpCode: "200" }, HealthCheckTimeoutSeconds: 5 };
  const { TargetGroupAttributes: _, Targets: __, Tags: ___, Name: ____, ...given } = properties;
  return {
    HealthCheckProtocol: protocol,
    HealthCheckPort: "traffic-port",
    HealthCheckEnabled: true,
    HealthCheckIntervalSeconds: 30,
    HealthCheckTimeoutSeconds: 10,
    HealthyThresholdCount: 5,
    UnhealthyThresholdCount: 2,
    TargetType: "instance",
    IpAddressType: "ipv4",
    ...(protocol.startsWith("HTTP") && http),
    ...given,
    TargetGroupArn: arn,
    TargetGroupName: name,
    Protocol: protocol,
    LoadBalancerArns: loadBalancersOf(elb, arn, region),
  };
}

/** The load balancers whose listeners or rules forward to a group. */
export function loadBalancersOf(elb: ElbState, targetGroupArn: string, region: string): readonly string[] {
  const listeners = rowsOf(elb, "listener", region);
  const rules = rowsOf(elb, "listener-rule", region);
  const forwards = ({ properties }: ElbRow) => JSON.stringify(properties).includes(`"${targetGroupArn}"`);
  const used = new Set([
    ...listeners.filter(forwards).map(({ arn }) => arn),
    ...rules.filter(forwards).map(({ parent = "" }) => parent),
  ]);
  return [...new Set(listeners.filter(({ arn }) => used.has(arn)).map(({ parent = "" }) => parent))];
}

export const describeListener = ({ arn, parent, properties }: ElbRow): JsonObject => ({
  ListenerArn: arn,
  LoadBalancerArn: parent,
  Port: number(properties, "Port"),
  Protocol: text(properties, "Protocol"),
  Certificates: list(properties, "Certificates"),
  SslPolicy: text(properties, "SslPolicy"),
  DefaultActions: list(properties, "DefaultActions"),
});

export const describeRule = ({ arn, properties }: ElbRow): JsonObject => ({
  RuleArn: arn,
  Priority: text(properties, "Priority"),
  Conditions: list(properties, "Conditions"),
  Actions: list(properties, "Actions"),
  IsDefault: false,
});

/** The rule every listener ends with: its default actions. */
export const defaultRule = ({ arn, properties }: ElbRow): JsonObject => ({
  RuleArn: `${arn.replace(":listener/", ":listener-rule/")}/${fullName(arn).slice(-16)}`,
  Priority: "default",
  Conditions: [],
  Actions: list(properties, "DefaultActions"),
  IsDefault: true,
});
