import { listOf, recordAt, textAt } from "../json.ts";
import type { Drawn } from "./nodes.ts";
import type { PictureEdge, PictureNode } from "./picture.ts";
import type { Placed, Scene } from "./scene.ts";

const clients: PictureNode = { id: "clients", kind: "outside", title: "Clients", details: [] };
const bedrock: PictureNode = { id: "bedrock", kind: "AWS", title: "Amazon Bedrock", details: ["models"] };

/** Who calls whom, as origins, integrations, listener rules and the services' roles say, and who is outside. */
export function trafficEdges(scene: Scene, { nodes, nodeOf }: Drawn) {
  const { edges, link, join } = linking(scene, nodeOf);
  throughEdge(scene, nodeOf, join);
  throughApis(scene, join);
  for (const one of scene.ofType("AWS::ElasticLoadBalancingV2::ListenerRule")) balance(scene, one, nodeOf, link);
  const services = scene.ofType("AWS::ECS::Service");
  const thinking = services.filter((one) => reach(scene, one, nodeOf, link));
  for (const service of thinking) link(nodeOf.get(service.id), bedrock, "invokes");

  const reached = new Set([...edges.values()].map(({ to }) => to));
  const entrances = nodes.filter(({ id, kind }) => !reached.has(id) && /CloudFront|API/.test(kind));
  for (const entrance of entrances) link(clients, entrance, "HTTPS");
  const outside = [...(entrances.length > 0 ? [clients] : []), ...(thinking.length > 0 ? [bedrock] : [])];
  return { edges: [...edges.values()], outside };
}

type Link = (from: PictureNode | undefined, to: PictureNode | undefined, label?: string) => void;
/** Links all that one value of a resource means with all that another means. */
type Join = (resource: Placed, from: unknown, to: unknown, label?: string) => void;
type Nodes = Drawn["nodeOf"];

/** Collects edges, one for each pair: the first label stays. */
function linking(scene: Scene, nodeOf: Nodes) {
  const edges = new Map<string, PictureEdge>();
  const link: Link = (from, to, label = "") => {
    if (from === undefined || to === undefined || from === to) return;
    const key = `${from.id} ${to.id}`;
    if (!edges.has(key)) edges.set(key, { from: from.id, to: to.id, ...(label !== "" && { label }) });
  };
  const drawn = (part: Placed["part"], value: unknown) =>
    scene.meant(part, value).flatMap((one) => nodeOf.get(one.id) ?? []);
  const join: Join = ({ part }, from, to, label) => {
    for (const source of drawn(part, from)) for (const target of drawn(part, to)) link(source, target, label);
  };
  return { edges, link, join };
}

function throughEdge(scene: Scene, nodeOf: Nodes, join: Join) {
  for (const one of scene.ofType("AWS::CloudFront::Distribution").filter(({ id }) => nodeOf.has(id)))
    for (const origin of listOf(recordAt(one.properties, "DistributionConfig")["Origins"]))
      join(one, { Ref: one.logicalId }, recordAt({ origin }, "origin")["DomainName"], pathsOf(one, origin));
}

function throughApis(scene: Scene, join: Join) {
  for (const one of [...scene.ofType("AWS::ApiGateway::Authorizer"), ...scene.ofType("AWS::ApiGatewayV2::Authorizer")])
    join(one, one.properties["RestApiId"] ?? one.properties["ApiId"], one.properties["AuthorizerUri"], "asks");
  for (const one of scene.ofType("AWS::ApiGateway::Method")) {
    const { ConnectionId: connection, IntegrationTarget: target } = recordAt(one.properties, "Integration");
    join(one, one.properties["RestApiId"], connection ?? target);
    if (connection !== undefined) join(one, connection, target);
  }
  for (const one of scene.ofType("AWS::ApiGatewayV2::Integration"))
    join(one, one.properties["ApiId"], one.properties["IntegrationUri"], "messages");
}

/** The paths that a distribution sends to an origin. */
function pathsOf({ properties }: Placed, origin: unknown): string {
  const config = recordAt(properties, "DistributionConfig");
  const id = textAt(origin, "Id");
  const paths = listOf(config["CacheBehaviors"]).flatMap((one) =>
    textAt(one, "TargetOriginId") === id ? [textAt(one, "PathPattern") ?? ""] : [],
  );
  const everything = textAt(config["DefaultCacheBehavior"], "TargetOriginId") === id ? ["all else"] : [];
  return [...paths, ...everything].join(" ");
}

/** From the load balancer to the services behind the target group of a rule. */
function balance(scene: Scene, rule: Placed, nodeOf: Nodes, link: Link) {
  const { part, properties } = rule;
  const balancers = scene
    .meant(part, properties["ListenerArn"])
    .flatMap((listener) => scene.meant(listener.part, listener.properties["LoadBalancerArn"]));
  const groups = new Set(scene.meant(part, properties["Actions"]).map(({ id }) => id));
  const paths = listOf(properties["Conditions"]).flatMap((one) => listOf(recordAt(one, "PathPatternConfig")["Values"]));
  const roots = paths.filter((path) => typeof path === "string" && !path.includes("*"));
  for (const service of scene.ofType("AWS::ECS::Service"))
    if (scene.meant(service.part, service.properties["LoadBalancers"]).some(({ id }) => groups.has(id)))
      for (const balancer of balancers) link(nodeOf.get(balancer.id), nodeOf.get(service.id), roots.join(" "));
}

/** From a service to what its task role lets it use. True where that includes models of Bedrock. */
function reach(scene: Scene, service: Placed, nodeOf: Nodes, link: Link): boolean {
  const definitions = scene.meant(service.part, service.properties["TaskDefinition"]);
  const statements = definitions
    .flatMap(({ part, properties }) => scene.meant(part, properties["TaskRoleArn"]))
    .flatMap((role) => policiesOf(scene, role))
    .flatMap(({ part, policy }) =>
      listOf(recordAt(policy, "PolicyDocument")["Statement"]).map((statement) => ({ part, statement })),
    )
    .filter(({ statement }) => textAt(statement, "Effect") === "Allow")
    .map(({ part, statement }) => {
      const { Action: action, Resource: resource } = recordAt({ statement }, "statement");
      return { part, resource, actions: listOf(action).filter((one) => typeof one === "string") };
    });
  const access = new Map<PictureNode, string[]>();
  for (const { part, resource, actions } of statements)
    for (const one of scene.meant(part, resource)) {
      const node = nodeOf.get(one.id);
      if (node !== undefined) access.set(node, [...(access.get(node) ?? []), ...actions]);
    }
  for (const [node, actions] of access) link(nodeOf.get(service.id), node, accessText(actions));
  return statements.some(({ actions }) => actions.some((action) => action.startsWith("bedrock:Invoke")));
}

/** The policies inside a role, and those that other stacks add to it by its name. */
function policiesOf(scene: Scene, { part, properties }: Placed) {
  const { RoleName: name, Policies: inside } = properties;
  const added = scene.ofType("AWS::IAM::RolePolicy").filter((one) => one.properties["RoleName"] === name);
  return [
    ...listOf(inside).map((policy) => ({ part, policy })),
    ...added.map((one): { part: Placed["part"]; policy: unknown } => ({ part: one.part, policy: one.properties })),
  ];
}

function accessText(actions: readonly string[]): string {
  const writes = actions.some((action) => /:\w*(Put|Update|Delete(?!Message)|Write|Send)/.test(action));
  const reads = actions.some((action) => /:\w*(Get(Item|Object)|Query|Scan|Receive)/.test(action));
  const answers = actions.includes("execute-api:ManageConnections");
  return [...(reads ? ["reads"] : []), ...(writes ? ["writes"] : []), ...(answers ? ["answers"] : [])].join(", ");
}
