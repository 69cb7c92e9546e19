import { type Claim, every, output, some, verb } from "./claims.ts";

import { next, operating } from "./source-operating.ts";
import { security, services } from "./source-services.ts";

/** One item of the description that gworld replaces, in its own words, and what makes it true here. */
export type Item = readonly [section: string, item: string, ...claims: Claim[]];

const table = (name: string, schema: object): Claim =>
  some("storage", "DynamoDB::Table", { TableName: new RegExp(`^gworld-\\w+-${name}$`), ...schema }, { count: 1 });
const index = (IndexName: string) => ({ GlobalSecondaryIndexes: [{ IndexName }] });

const modules: readonly Item[] = [
  [
    "Networking",
    "VPC with public/private subnets",
    some("network", "EC2::VPC", { CidrBlock: /\/16$/ }, { count: 1 }),
    some("network", "EC2::Subnet", {}, { in: "dev", count: 6 }),
    some("network", "EC2::Subnet", {}, { in: "prod", count: 9 }),
  ],
  [
    "Networking",
    "security groups",
    some("network", "EC2::SecurityGroup", { GroupDescription: /Redis/ }),
    some("network", "EC2::SecurityGroupIngress", {}, { count: 3 }),
  ],
  [
    "Networking",
    "NAT gateways",
    some("network", "EC2::NatGateway", {}, { in: "dev", count: 1 }),
    some("network", "EC2::NatGateway", {}, { in: "prod", count: 3 }),
  ],
  [
    "Compute",
    "ECS Fargate cluster",
    some("compute", "ECS::Cluster", {}, { count: 1 }),
    every("compute", "ECS::TaskDefinition", { RequiresCompatibilities: ["FARGATE"] }),
  ],
  [
    "Compute",
    "ALB",
    some("compute", "ElasticLoadBalancingV2::LoadBalancer", { Type: "application", Scheme: "internal" }, { count: 1 }),
    some("compute", "ElasticLoadBalancingV2::TargetGroup", {}, { count: 3 }),
  ],
  ["Compute", "auto-scaling services", some("compute", "ApplicationAutoScaling::ScalableTarget", {}, { count: 3 })],
  ["Storage", "DynamoDB tables", some("storage", "DynamoDB::Table", {}, { count: 6 })],
  ["Storage", "S3 buckets", some("storage", "S3::Bucket", {}, { count: 3 })],
  ["Storage", "ElastiCache Redis", some("storage", "ElastiCache::ReplicationGroup", { Engine: "redis" }, { count: 1 })],
  [
    "Security",
    "IAM roles/policies",
    some("security", "IAM::Role", { RoleName: /-agent-runtime-task$/ }),
    some("security", "IAM::ManagedPolicy", { ManagedPolicyName: /-boundary$/ }),
  ],
  [
    "Security",
    "KMS encryption",
    some("security", "KMS::Key", { EnableKeyRotation: true }, { in: "dev", count: 1 }),
    some("security", "KMS::Key", { EnableKeyRotation: true }, { in: "prod", count: 3 }),
  ],
  ["Monitoring", "CloudWatch dashboards", some("monitoring", "CloudWatch::Dashboard", {}, { count: 1 })],
  [
    "Monitoring",
    "alarms",
    some("monitoring", "CloudWatch::Alarm", {}, { in: "dev", count: 14 }),
    some("monitoring", "CloudWatch::Alarm", {}, { in: "prod", count: 48 }),
  ],
  ["Monitoring", "X-Ray tracing", some("monitoring", "XRay::SamplingRule"), some("monitoring", "XRay::Group")],
  [
    "API Gateway",
    "REST API",
    some("api", "ApiGateway::RestApi", {}, { count: 1 }),
    some("api", "ApiGateway::Stage", { TracingEnabled: true }),
  ],
  [
    "API Gateway",
    "WebSocket API",
    some("api", "ApiGatewayV2::Api", { ProtocolType: "WEBSOCKET" }, { count: 1 }),
    ...["$connect", "$disconnect", "$default"].map((RouteKey) => some("api", "ApiGatewayV2::Route", { RouteKey })),
  ],
  [
    "CloudFront",
    "Global CDN distribution",
    some("edge", "CloudFront::Distribution", { DistributionConfig: { Enabled: true } }, { count: 1 }),
  ],
  [
    "Environments",
    "dev, staging and prod, the future ones included",
    some("compute", "ECS::Cluster", { ClusterName: "gworld-dev" }, { in: "dev" }),
    some("compute", "ECS::Cluster", { ClusterName: "gworld-staging" }, { in: "staging" }),
    some("compute", "ECS::Cluster", { ClusterName: "gworld-prod" }, { in: "prod" }),
  ],
  [
    "Shared",
    "provider, backend and common variables: one configuration, one state",
    verb("config show", "config validate", "config schema"),
    some("bootstrap", "DynamoDB::Table", { TableName: "gworld-state" }),
  ],
];

const setup: readonly Item[] = [
  ["Prerequisites", "AWS account with sufficient permissions, and credentials", verb("whoami")],
  [
    "State backend",
    "S3 bucket with versioning",
    some("bootstrap", "S3::Bucket", {
      VersioningConfiguration: { Status: "Enabled" },
      BucketName: { "Fn::Sub": /^gworld-state-/ },
    }),
    verb("bootstrap"),
  ],
  [
    "State backend",
    "DynamoDB table for state locking",
    some("bootstrap", "DynamoDB::Table", { BillingMode: "PAY_PER_REQUEST", KeySchema: [{ AttributeName: "pk" }] }),
  ],
  ["Deployment", "plan", verb("diff")],
  ["Deployment", "apply", verb("deploy")],
  ["Deployment", "note the outputs", verb("outputs"), output("edge", "Url")],
  [
    "Options",
    "Resource Sizing: CPU, memory, and scaling limits",
    some("compute", "ECS::TaskDefinition", { Cpu: "256", Memory: "512" }, { in: "dev", count: 3 }),
    some("compute", "ECS::TaskDefinition", { Cpu: "2048", Memory: "4096" }, { in: "prod", count: 1 }),
    some(
      "compute",
      "ApplicationAutoScaling::ScalableTarget",
      { MinCapacity: 3, MaxCapacity: 30 },
      { in: "prod", count: 1 },
    ),
  ],
  [
    "Options",
    "Redis Configuration: node type and cluster size",
    some(
      "storage",
      "ElastiCache::ReplicationGroup",
      { CacheNodeType: "cache.m7g.large", NumCacheClusters: 3 },
      { in: "prod" },
    ),
  ],
  [
    "Options",
    "Domain Configuration: custom domains and SSL certificates",
    some(
      "edge",
      "CloudFront::Distribution",
      { DistributionConfig: { Aliases: ["world.example.com"] } },
      { in: "dev", full: true },
    ),
    some("edge", "CertificateManager::Certificate", { DomainName: "world.example.com" }, { in: "dev", full: true }),
    some("edge", "Route53::RecordSet", { Type: "A" }, { in: "dev", full: true }),
  ],
  [
    "Options",
    "Network Configuration: VPC CIDR and availability zones",
    some("network", "EC2::VPC", { CidrBlock: "10.2.0.0/16" }, { in: "prod" }),
    some("network", "EC2::Subnet", { AvailabilityZone: { "Fn::Select": [2] } }, { in: "prod", count: 3 }),
  ],
];

const data: readonly Item[] = [
  [
    "Tables",
    "Worlds: instances with status tracking",
    table("Worlds", { KeySchema: [{ AttributeName: "worldId" }], ...index("byStatus") }),
  ],
  [
    "Tables",
    "Agents: definitions and current state",
    table("Agents", { KeySchema: [{ AttributeName: "g" }, { AttributeName: "agentId" }] }),
  ],
  [
    "Tables",
    "MemoryStreams: agent memory with embeddings and importance scoring",
    table("MemoryStreams", index("byImportance")),
  ],
  [
    "Tables",
    "WorldObjects: environment objects and their properties",
    table("WorldObjects", { KeySchema: [{ AttributeName: "objectId" }] }),
  ],
  ["Tables", "Events: world events and agent actions", table("Events", index("byAgent"))],
  [
    "Tables",
    "Snapshots: world state snapshots for save/restore",
    table("Snapshots", { KeySchema: [{ AttributeName: "worldId" }, { AttributeName: "entry" }] }),
    verb("snapshot create", "restore"),
  ],
  [
    "All tables",
    "Point-in-time recovery enabled",
    every("storage", "DynamoDB::Table", { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }),
  ],
  [
    "All tables",
    "Encryption at rest with KMS",
    every("storage", "DynamoDB::Table", {
      SSESpecification: { SSEEnabled: true, SSEType: "KMS", KMSMasterKeyId: { Ref: "SecurityDataKeyArn" } },
    }),
  ],
  [
    "All tables",
    "Global Secondary Indexes for efficient queries",
    every("storage", "DynamoDB::Table", { GlobalSecondaryIndexes: [{ IndexName: /^by/ }] }),
  ],
  [
    "All tables",
    "Pay-per-request billing mode",
    every("storage", "DynamoDB::Table", { BillingMode: "PAY_PER_REQUEST" }),
  ],
];

export const items: readonly Item[] = [...modules, ...setup, ...data, ...services, ...security, ...operating, ...next];
