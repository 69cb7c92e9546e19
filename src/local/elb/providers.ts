import { type JsonObject, list, text } from "../json.ts";
import type { ResourceProvider, ResourceRequest, Step } from "../resource.ts";
import { doneStep, existsStep, failedStep, missingStep, propertyIdentifier } from "../step.ts";
import { tagsOf } from "../tag-list.ts";
import { describeLoadBalancer, dnsName, loadBalancersOf } from "./describe.ts";
import type { Registry } from "./registry.ts";
import type { ElbRow } from "./rows.ts";
import { type ElbState, fullName, newId, rowsOf } from "./state.ts";

/** AWS::ElasticLoadBalancingV2::*: Ref is the ARN of each. */
export const elbProviders = (elb: ElbState, registry: Registry): readonly ResourceProvider[] => [
  provider(elb, registry, {
    type: "LoadBalancer",
    kind: "loadbalancer",
    arnOf: ({ properties }, name) =>
      `loadbalancer/${text(properties, "Type") === "network" ? "net" : "app"}/${name}/${newId()}`,
    attributesOf: (row) => ({
      LoadBalancerArn: row.arn,
      LoadBalancerName: row.name,
      LoadBalancerFullName: fullName(row.arn),
      DNSName: dnsName(row),
      CanonicalHostedZoneID: text(describeLoadBalancer(row), "CanonicalHostedZoneId"),
      SecurityGroups: list(row.properties, "SecurityGroups"),
    }),
  }),
  provider(elb, registry, {
    type: "TargetGroup",
    kind: "targetgroup",
    arnOf: (_, name) => `targetgroup/${name}/${newId()}`,
    attributesOf: ({ arn, name, region }) => ({
      TargetGroupArn: arn,
      TargetGroupName: name,
      TargetGroupFullName: fullName(arn),
      LoadBalancerArns: loadBalancersOf(elb, arn, region),
    }),
  }),
  provider(elb, registry, {
    type: "Listener",
    kind: "listener",
    parent: "LoadBalancerArn",
    arnOf: ({ properties }) => `listener/${fullName(text(properties, "LoadBalancerArn") ?? "")}/${newId()}`,
    attributesOf: ({ arn }) => ({ ListenerArn: arn }),
  }),
  provider(elb, registry, {
    type: "ListenerRule",
    kind: "listener-rule",
    parent: "ListenerArn",
    arnOf: ({ properties }) =>
      `listener-rule/${fullName(text(properties, "ListenerArn") ?? "").replace(/^listener\//, "")}/${newId()}`,
    attributesOf: ({ arn }) => ({ RuleArn: arn, IsDefault: false }),
  }),
];

interface Kind {
  readonly type: string;
  readonly kind: ElbRow["kind"];
  /** The property that names what it belongs to, which must be there. */
  readonly parent?: string;
  readonly arnOf: (request: ResourceRequest, name: string) => string;
  readonly attributesOf: (row: ElbRow) => JsonObject;
}

function provider(
  elb: ElbState,
  registry: Registry,
  { type, kind, parent, arnOf, attributesOf }: Kind,
): ResourceProvider {
  const done = (row: ElbRow) => doneStep(row.arn, attributesOf(row));
  const put = (request: ResourceRequest, row: Pick<ElbRow, "arn" | "name" | "createdAt" | "token">): Step => {
    const owner = parent === undefined ? undefined : text(request.properties, parent);
    const next: ElbRow = {
      ...row,
      kind,
      region: request.region,
      ...(owner !== undefined && { parent: owner }),
      properties: request.properties,
      tags: { ...request.tags, ...tagsOf(request.properties) },
    };
    elb.rows.put(next.arn, next);
    return done(next);
  };
  return {
    types: [`AWS::ElasticLoadBalancingV2::${type}`],
    create(request) {
      const { properties, region, account, token } = request;
      const known = rowsOf(elb, kind, region).find((row) => row.token === token);
      if (known) return done(known);
      const owner = parent === undefined ? undefined : text(properties, parent);
      if (owner !== undefined && !elb.rows.get(owner))
        return failedStep(
          request,
          `One or more ${parent === "ListenerArn" ? "listeners" : "load balancers"} not found`,
          "NotFound",
        );
      const name = text(properties, "Name") ?? request.generatedName(32);
      const named = parent === undefined && rowsOf(elb, kind, region).some((row) => row.name === name);
      if (named) return existsStep(request, propertyIdentifier("Name", name));
      const arn = `arn:aws:elasticloadbalancing:${region}:${account}:${arnOf(request, name)}`;
      return put(request, { arn, name, createdAt: elb.ground.clock.now(), token });
    },
    update(request) {
      const before = elb.rows.get(request.physicalId);
      return before ? put(request, before) : missingStep(request);
    },
    delete(request) {
      if (kind === "targetgroup") {
        if (loadBalancersOf(elb, request.physicalId, request.region).length > 0)
          return failedStep(
            request,
            `Target group '${request.physicalId}' is currently in use by a listener or a rule`,
            "ResourceConflict",
          );
        registry.removeGroup(request.physicalId);
      }
      elb.rows.delete(request.physicalId);
      return doneStep(request.physicalId);
    },
  };
}
