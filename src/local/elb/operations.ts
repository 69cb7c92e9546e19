import { type JsonObject, list, number, text, texts } from "../json.ts";
import { type Operation, ServiceError } from "../service.ts";
import { tagList } from "../tag-list.ts";
import { defaultRule, describeListener, describeLoadBalancer, describeRule, describeTargetGroup } from "./describe.ts";
import type { Registry } from "./registry.ts";
import type { ElbRow, TargetRow } from "./rows.ts";
import { type ElbState, loadBalancerNotFound, rowsOf, targetGroupNotFound } from "./state.ts";

export const elbOperations = (elb: ElbState, registry: Registry): Readonly<Record<string, Operation>> => ({
  DescribeLoadBalancers: (input, { region }) => ({
    LoadBalancers: named(rowsOf(elb, "loadbalancer", region), input, {
      arns: "LoadBalancerArns",
      missing: loadBalancerNotFound,
    }).map(describeLoadBalancer),
  }),
  DescribeTargetGroups: (input, { region }) => {
    const balancer = text(input, "LoadBalancerArn");
    const groups = named(rowsOf(elb, "targetgroup", region), input, {
      arns: "TargetGroupArns",
      missing: targetGroupNotFound,
    }).map((row) => describeTargetGroup(elb, row));
    return {
      TargetGroups: groups.filter(
        (group) => balancer === undefined || texts(group, "LoadBalancerArns").includes(balancer),
      ),
    };
  },
  DescribeListeners: (input, { region }) => {
    const balancer = text(input, "LoadBalancerArn");
    if (balancer !== undefined && !elb.rows.get(balancer)) throw loadBalancerNotFound(balancer);
    return {
      Listeners: named(rowsOf(elb, "listener", region), input, { arns: "ListenerArns", missing: listenerNotFound })
        .filter(({ parent }) => balancer === undefined || parent === balancer)
        .map(describeListener),
    };
  },
  DescribeRules: (input, { region }) => {
    const listener = elb.rows.get(text(input, "ListenerArn") ?? "");
    const rules = named(rowsOf(elb, "listener-rule", region), input, { arns: "RuleArns", missing: ruleNotFound });
    if (text(input, "ListenerArn") !== undefined && !listener) throw listenerNotFound();
    const own = rules.filter(({ parent }) => !listener || parent === listener.arn);
    const sorted = own.toSorted((a, b) => priority(a) - priority(b)).map(describeRule);
    return { Rules: listener ? [...sorted, defaultRule(listener)] : sorted };
  },
  DescribeTags: (input) => ({
    TagDescriptions: texts(input, "ResourceArns").map((arn) => ({
      ResourceArn: arn,
      Tags: tagList(found(elb, arn).tags),
    })),
  }),
  DescribeLoadBalancerAttributes: (input) => ({
    Attributes: list(found(elb, text(input, "LoadBalancerArn") ?? "").properties, "LoadBalancerAttributes"),
  }),
  DescribeTargetGroupAttributes: (input) => ({
    Attributes: list(found(elb, text(input, "TargetGroupArn") ?? "").properties, "TargetGroupAttributes"),
  }),
  RegisterTargets: (input) => {
    for (const row of targetsIn(elb, input)) registry.register(row.targetGroupArn, row);
    return {};
  },
  DeregisterTargets: (input) => {
    for (const row of targetsIn(elb, input)) registry.deregister(row.targetGroupArn, row);
    return {};
  },
  DescribeTargetHealth: (input) => describeTargetHealth(elb, registry, input),
});

/** Rows by ARN or name, all of them when none is asked for; one that is not there refuses the request. */
function named(
  rows: readonly ElbRow[],
  input: JsonObject,
  { arns, missing }: { arns: string; missing: (arn: string) => ServiceError },
): readonly ElbRow[] {
  const wanted = [...texts(input, arns), ...texts(input, "Names")];
  if (wanted.length === 0) return rows;
  return wanted.map((each) => {
    const row = rows.find(({ arn, name }) => arn === each || name === each);
    if (!row) throw missing(each);
    return row;
  });
}

function found({ rows }: ElbState, arn: string): ElbRow {
  const row = rows.get(arn);
  if (row) return row;
  throw arn.includes(":targetgroup/") ? targetGroupNotFound() : loadBalancerNotFound(arn);
}

const priority = ({ properties }: ElbRow) => number(properties, "Priority") ?? 0;
const listenerNotFound = () => new ServiceError("ListenerNotFound", "One or more listeners not found");
const ruleNotFound = () => new ServiceError("RuleNotFound", "One or more rules not found");

/** The targets a request names; without a port a target listens on its group's. */
function targetsIn(elb: ElbState, input: JsonObject): readonly TargetRow[] {
  const { arn, properties } = found(elb, text(input, "TargetGroupArn") ?? "arn::targetgroup/");
  return list(input, "Targets").map((target) => ({
    targetGroupArn: arn,
    id: text(target, "Id") ?? "",
    port: number(target, "Port") ?? number(properties, "Port") ?? 80,
  }));
}

function describeTargetHealth(elb: ElbState, registry: Registry, input: JsonObject): JsonObject {
  const { arn } = found(elb, text(input, "TargetGroupArn") ?? "arn::targetgroup/");
  const asked = targetsIn(elb, input);
  const registered = elb.targets.values().filter(({ targetGroupArn }) => targetGroupArn === arn);
  return {
    TargetHealthDescriptions: (asked.length > 0 ? asked : registered).map((row) => {
      const health = registry.health(row);
      return {
        Target: { Id: row.id, Port: row.port },
        HealthCheckPort: String(row.port),
        TargetHealth: {
          State: health?.state ?? "unused",
          Reason: health ? health.reason : "Target.NotRegistered",
          Description: health ? health.description : "Target is not registered to the target group",
        },
      };
    }),
  };
}
