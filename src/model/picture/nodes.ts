import { listOf, recordAt, textAt } from "../json.ts";
import { taskSize } from "../service-tasks.ts";
import { numberAt, referenced } from "../template-values.ts";
import type { PictureNode } from "./picture.ts";
import type { Placed, Scene } from "./scene.ts";

/** The nodes, and which of them stands for a resource: all tables have one. */
export interface Drawn {
  readonly nodes: readonly PictureNode[];
  readonly nodeOf: ReadonlyMap<string, PictureNode>;
}

type Describe = (resource: Placed, scene: Scene) => Pick<PictureNode, "kind" | "title" | "details"> | undefined;

const describe: Readonly<Record<string, Describe>> = {
  "AWS::CloudFront::Distribution": ({ properties }) => {
    const config = recordAt(properties, "DistributionConfig");
    const aliases = listOf(config["Aliases"]).filter((one) => typeof one === "string");
    const guarded = "WebACLId" in config ? ["web ACL"] : [];
    const { PriceClass: priceClass } = config;
    return {
      kind: "CloudFront",
      title: aliases[0] ?? "CloudFront",
      details: [
        ...(typeof priceClass === "string" ? [priceClass.replace("PriceClass_", "price class ")] : []),
        ...guarded,
      ],
    };
  },
  "AWS::ApiGateway::RestApi": ({ properties }) => ({
    kind: "REST API",
    title: "REST API",
    details: [textAt(properties, "Name") ?? ""],
  }),
  "AWS::ApiGatewayV2::Api": ({ properties }) => ({
    kind: "WebSocket API",
    title: "WebSocket API",
    details: [textAt(properties, "Name") ?? ""],
  }),
  "AWS::ApiGatewayV2::VpcLink": () => ({ kind: "VPC link", title: "VPC link", details: [] }),
  "AWS::Lambda::Function": (own, scene) =>
    isAuthorizer(own, scene)
      ? { kind: "Lambda", title: "Authorizer", details: [textAt(own.properties, "Runtime") ?? "Lambda"] }
      : undefined,
  "AWS::SQS::Queue": ({ properties }) =>
    "RedrivePolicy" in properties
      ? { kind: "SQS", title: "Queue", details: [textAt(properties, "QueueName") ?? ""] }
      : undefined,
  "AWS::ElasticLoadBalancingV2::LoadBalancer": ({ properties }) => ({
    kind: "ALB",
    title: "Load balancer",
    details: [textAt(properties, "Scheme") ?? ""],
  }),
  "AWS::ECS::Service": describeService,
  "AWS::ElastiCache::ReplicationGroup": ({ properties }) => {
    const zones = properties["MultiAZEnabled"] === true ? ["multi-AZ"] : [];
    return {
      kind: "ElastiCache",
      title: `Redis ${textAt(properties, "EngineVersion") ?? ""}`.trim(),
      details: [
        `${numberAt(properties, "NumCacheClusters") ?? 1} × ${textAt(properties, "CacheNodeType") ?? "node"}`,
        ...zones,
      ],
    };
  },
  "AWS::S3::Bucket": ({ properties, logicalId }) => {
    const { BucketName: name } = properties;
    const text = textAt(name, "Fn::Sub") ?? (typeof name === "string" ? name : "");
    return {
      kind: "S3",
      title: `${logicalId.replace(/Bucket$/, "")} bucket`,
      details: [text.replace(/-?\$\{.*$/, "")].filter((one) => one !== ""),
    };
  },
};

/** What is drawn, in the order of the templates. */
export function drawnNodes(scene: Scene): Drawn {
  const nodes: PictureNode[] = [];
  const nodeOf = new Map<string, PictureNode>();
  const tables = tablesNode(scene);
  for (const resource of scene.all) {
    const { id, part, type } = resource;
    if (type === "AWS::DynamoDB::Table" && tables !== undefined) {
      if (!nodes.includes(tables)) nodes.push(tables);
      nodeOf.set(id, tables);
      continue;
    }
    const said = Object.hasOwn(describe, type) ? describe[type]?.(resource, scene) : undefined;
    if (said === undefined) continue;
    const node = { id, part, ...said, details: said.details.filter((one) => one !== "") };
    nodes.push(node);
    nodeOf.set(id, node);
  }
  return { nodes, nodeOf };
}

function tablesNode(scene: Scene): PictureNode | undefined {
  const tables = scene.ofType("AWS::DynamoDB::Table");
  const [first] = tables;
  if (first === undefined) return undefined;
  const items = tables.map(({ properties, logicalId }) =>
    (textAt(properties, "TableName") ?? logicalId).replace(/^.*-/, ""),
  );
  const recovery = tables.every(
    ({ properties }) => recordAt(properties, "PointInTimeRecoverySpecification")["PointInTimeRecoveryEnabled"] === true,
  );
  const details = [`${tables.length} tables`, ...(recovery ? ["point-in-time recovery"] : [])];
  return { id: `${first.part}/tables`, kind: "DynamoDB", title: "DynamoDB", part: first.part, details, items };
}

const isAuthorizer = ({ id }: Placed, scene: Scene) =>
  [...scene.ofType("AWS::ApiGateway::Authorizer"), ...scene.ofType("AWS::ApiGatewayV2::Authorizer")].some(
    ({ part, properties }) => scene.meant(part, properties["AuthorizerUri"]).some((one) => one.id === id),
  );

function describeService({ part, logicalId, properties }: Placed, scene: Scene) {
  const own = scene.all.filter((one) => one.part === part);
  const definition = own.find((one) => one.logicalId === referenced(properties["TaskDefinition"]));
  const size = taskSize(definition);
  const target = own.find(
    (one) =>
      one.type === "AWS::ApplicationAutoScaling::ScalableTarget" &&
      scene.meant(part, one.properties["ResourceId"]).some((meant) => meant.logicalId === logicalId),
  );
  const [min, max] = ["MinCapacity", "MaxCapacity"].map((key) => numberAt(target?.properties, key));
  const providers = listOf(properties["CapacityProviderStrategy"]).map((one) => textAt(one, "CapacityProvider"));
  const spot = providers.includes("FARGATE_SPOT") ? (providers.length > 1 ? ", some on Spot" : ", on Spot") : "";
  return {
    kind: "ECS Fargate",
    title: textAt(properties, "ServiceName") ?? logicalId,
    details: [
      ...(min === undefined || max === undefined ? [] : [`${min} to ${max} tasks${spot}`]),
      ...(size === undefined ? [] : [`${size.vcpu} vCPU, ${size.gb} GB${size.arm ? ", ARM" : ""}`]),
    ],
  };
}
