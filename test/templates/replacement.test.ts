import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import { loadSpecs } from "../../src/local/cloudformation/spec/spec.ts";
import { overlay } from "../../src/model/config/merge.ts";
import type { EnvironmentLayer } from "../../src/model/config/shape.ts";
import { configJsonSchema } from "../../src/model/config/json-schema.ts";
import { consequences } from "./replaced.ts";
import { at, fullConfig } from "./synthesized.ts";

const dev = fullConfig("dev");
const services = (sizes: object) => ({
  services: { "world-management": sizes, "agent-runtime": sizes, "llm-integration": sizes },
});

const tasks = ["AgentRuntime", "LlmIntegration", "WorldManagement"].map((id) => `compute/${id}TaskDefinition`);

const tiers = ["Isolated", "Private", "Public"].flatMap((tier) => [1, 2].map((zone) => `network/${tier}${zone}`));
const placed = [
  ...tiers.flatMap((subnet) => [`${subnet}RouteTableAssociation`, `${subnet}Subnet`]),
  "api/VpcLink",
  "network/Nat1",
];
const subnets = placed.toSorted();
/** Another range is another VPC, with all that is in it; tables, buckets, keys and Redis stay. */
const wholeNetwork = [
  ...placed,
  ...["AgentRuntime", "LlmIntegration", "WorldManagement"].map((id) => `compute/${id}TargetGroup`),
  "compute/FlowLog",
  ...["Redis", "Service", "Balancer", "Link"].map((id) => `network/${id}SecurityGroup`),
  ...["BalancerFromLink", "ServiceFromBalancer", "RedisFromService", "DynamoDbEndpoint", "S3Endpoint", "Vpc"].map(
    (id) => `network/${id}`,
  ),
  ...["Isolated", "Private1", "Private2", "Public"].map((id) => `network/${id}RouteTable`),
  ...["Private1Route", "Private2Route", "PublicRoute", "InternetGatewayAttachment"].map((id) => `network/${id}`),
].toSorted();

/** A change of each key, and what CloudFormation makes anew or loses for it. */
const changes: readonly {
  readonly key: string;
  readonly layer: EnvironmentLayer;
  readonly replaced?: readonly string[];
  readonly lost?: readonly string[];
}[] = [
  { key: "account", layer: { account: "111122223333" } },
  { key: "region", layer: { region: "eu-central-1" } },
  { key: "endpoint", layer: { endpoint: "https://example.com" } },
  { key: "protected", layer: { protected: true }, replaced: tasks },
  { key: "retainData", layer: { retainData: true } },
  { key: "network.cidr", layer: { network: { cidr: "10.9.0.0/16" } }, replaced: wholeNetwork },
  { key: "network.azs", layer: { network: { azs: 3 } } },
  { key: "network.zones", layer: { network: { zones: ["us-east-1c", "us-east-1d"] } }, replaced: subnets },
  { key: "network.nat", layer: { network: { nat: "perAz" } } },
  { key: "network.endpoints", layer: { network: { endpoints: ["sts"] } } },
  {
    key: "network.flowLogs",
    layer: { network: { flowLogs: "all" } },
    replaced: ["compute/FlowLog"],
    lost: ["compute/FlowLogGroup"],
  },
  { key: "services.cpu", layer: services({ cpu: 512, memory: 1024 }), replaced: tasks },
  { key: "services.memory", layer: services({ memory: 1024 }), replaced: tasks },
  { key: "services.min", layer: services({ min: 2 }) },
  { key: "services.max", layer: services({ max: 9 }) },
  { key: "services.cpuTarget", layer: services({ cpuTarget: 50 }) },
  { key: "services.memoryTarget", layer: services({ memoryTarget: 50 }) },
  { key: "services.spot", layer: services({ spot: "burst" }) },
  { key: "redis.nodeType", layer: { redis: { nodeType: "cache.t4g.small" } } },
  { key: "redis.nodes", layer: { redis: { nodes: 2, multiAz: true } } },
  { key: "redis.multiAz", layer: { redis: { nodes: 3, multiAz: true } } },
  { key: "redis.engineVersion", layer: { redis: { engineVersion: "6.2" } }, replaced: ["storage/RedisParameterGroup"] },
  { key: "redis.snapshotDays", layer: { redis: { snapshotDays: 5 } } },
  {
    key: "domain.name",
    layer: { domain: { name: "other.example.com", hostedZoneId: "Z0123456789ABC" } },
    replaced: ["edge/Certificate", "edge/DomainA", "edge/DomainAAAA"],
  },
  {
    key: "domain.hostedZoneId",
    layer: { domain: { name: "world.example.com", hostedZoneId: "Z9" } },
    replaced: ["edge/Certificate", "edge/DomainA", "edge/DomainAAAA"],
  },
  {
    key: "domain.certificateArn",
    layer: {
      domain: {
        name: "world.example.com",
        hostedZoneId: "Z0123456789ABC",
        certificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/1",
      },
    },
  },
  { key: "logs.retentionDays", layer: { logs: { retentionDays: 30 } } },
  { key: "containerInsights", layer: { containerInsights: "enabled" } },
  { key: "tracing", layer: { tracing: 0.5 }, replaced: tasks },
  { key: "waf", layer: { waf: false } },
  { key: "backups", layer: { backups: false }, lost: ["monitoring/BackupVault"] },
  { key: "trail", layer: { trail: false } },
  { key: "priceClass", layer: { priceClass: "PriceClass_200" } },
  { key: "budget", layer: { budget: 9 } },
  { key: "usage", layer: { usage: { requests: 9, tableGb: 9, natGb: 9 } } },
  {
    key: "alarmEmail",
    layer: { alarmEmail: "other@example.com" },
    replaced: ["monitoring/CriticalEmail", "monitoring/WarningEmail"],
  },
  { key: "github.repository", layer: { github: { repository: "example/other" } } },
];

const after = (layers: readonly EnvironmentLayer[]) => ({
  ...layers.reduce<Parameters<typeof overlay>[0]>((config, layer) => overlay(config, layer), dev),
  name: dev.name,
  project: dev.project,
});
const harmless = changes.filter(({ replaced, lost }) => replaced === undefined && lost === undefined);

describe("a change of a key makes nothing anew that is not told here", () => {
  test.each(changes.filter((change) => !harmless.includes(change)))(
    "$key",
    async ({ layer, replaced = [], lost = [] }) => {
      expect(consequences(dev, after([layer]), await loadSpecs())).toEqual({ replaced, lost });
    },
  );

  test("all keys that make nothing anew, changed at once", async () => {
    const specs = await loadSpecs();
    const nothing = { replaced: [], lost: [] };
    const together = consequences(dev, after(harmless.map(({ layer }) => layer)), specs);
    const culprits = isDeepStrictEqual(together, nothing)
      ? []
      : harmless.filter(({ layer }) => !isDeepStrictEqual(consequences(dev, after([layer]), specs), nothing));
    expect({ ...together, culprits }).toEqual({ ...nothing, culprits: [] });
  });

  test("every key of the schema is told", () => {
    const keys = keysOf(at(configJsonSchema(), "properties", "defaults", "anyOf", "0"));
    const known = changes.map(({ key }) => key);
    expect(keys.filter((key) => !known.includes(key))).toEqual([]);
    expect(known.filter((key) => !keys.includes(key))).toEqual([]);
  });
});

/** The keys of a schema; services are told as one, and what costs are reckoned with as one, since it sizes nothing. */
function keysOf(schema: unknown, path = ""): readonly string[] {
  const properties = at(schema, "properties");
  if (typeof properties !== "object" || properties === null || path === "usage") return [path];
  return Object.entries(properties).flatMap(([key, inner]) => {
    if (key === "agent-runtime" || key === "llm-integration") return [];
    return keysOf(inner, key === "world-management" ? path : path === "" ? key : `${path}.${key}`);
  });
}
