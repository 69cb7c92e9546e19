import { serviceNames } from "../../src/model/environment.ts";
import { pascalCase } from "../../src/model/names.ts";
import { every, output, some, verb } from "./claims.ts";
import type { Item } from "./source-items.ts";

export const operating: readonly Item[] = [
  [
    "Monitoring",
    "Dashboard: real-time metrics and visualizations",
    every("monitoring", "CloudWatch::Dashboard", { DashboardBody: { "Fn::Sub": /TargetResponseTime/ } }),
  ],
  [
    "Monitoring",
    "Automated alerting for critical metrics",
    every("monitoring", "CloudWatch::Alarm", { AlarmActions: [{ Ref: /Topic$/ }], AlarmDescription: /\w/ }),
  ],
  ["Monitoring", "Distributed request tracing", every("api", "ApiGateway::Stage", { TracingEnabled: true })],
  [
    "Monitoring",
    "Structured Logging: JSON logs",
    some("monitoring", "Logs::MetricFilter", { FilterPattern: /^\{ / }, { count: 4 }),
    some("api", "ApiGateway::Stage", { AccessLogSetting: { Format: /^\{/ } }),
  ],
  [
    "Monitoring",
    "Alert delivery via multiple channels",
    some("monitoring", "SNS::Topic", {}, { count: 3 }),
    some("monitoring", "SNS::Subscription", { Protocol: "email" }, { in: "dev", full: true, count: 2 }),
  ],
  ["After deployment", "Verify services are running healthy", verb("status")],
  [
    "After deployment",
    "API Gateway endpoints are accessible",
    output("api", "RestUrl"),
    output("api", "WebSocketUrl"),
    some("api", "ApiGateway::Method", { AuthorizationType: "NONE", HttpMethod: "GET" }, { count: 1 }),
  ],
  ["After deployment", "Point custom domains to CloudFront", output("edge", "DistributionDomain")],
  [
    "After deployment",
    "Subscribe to SNS alerts",
    output("monitoring", "CriticalTopicArn"),
    output("monitoring", "WarningTopicArn"),
  ],
  [
    "After deployment",
    "Build and deploy container images",
    some("compute", "ECR::Repository", { ImageScanningConfiguration: { ScanOnPush: true } }, { count: 3 }),
    ...serviceNames.map((name) =>
      some("compute", "ECS::TaskDefinition", {
        ContainerDefinitions: [{ Image: { Ref: `${pascalCase(name)}Image` } }],
      }),
    ),
  ],
  [
    "Scaling",
    "ECS: on CPU/memory utilization",
    some("compute", "ApplicationAutoScaling::ScalingPolicy", { PolicyType: "TargetTrackingScaling" }, { count: 6 }),
    verb("scale"),
  ],
  ["Scaling", "DynamoDB: on-demand billing", every("storage", "DynamoDB::Table", { BillingMode: "PAY_PER_REQUEST" })],
  [
    "Scaling",
    "CloudFront: global edge locations",
    every("edge", "CloudFront::Distribution", { DistributionConfig: { HttpVersion: "http2and3", IPV6Enabled: true } }),
  ],
  [
    "Scaling",
    "ElastiCache: caching for performance",
    some("storage", "ElastiCache::ParameterGroup", { Properties: { "maxmemory-policy": "allkeys-lru" } }),
  ],
  [
    "Cost",
    "Small Instance Types: t3.micro for Redis",
    some("storage", "ElastiCache::ReplicationGroup", { CacheNodeType: "cache.t3.micro" }, { in: "dev" }),
  ],
  [
    "Cost",
    "minimal ECS resources",
    some("compute", "ApplicationAutoScaling::ScalableTarget", { MinCapacity: 1 }, { in: "dev", count: 3 }),
    some(
      "compute",
      "ECS::Service",
      { CapacityProviderStrategy: [{ CapacityProvider: "FARGATE_SPOT" }] },
      { in: "dev", count: 3 },
    ),
  ],
  [
    "Cost",
    "Single AZ Redis",
    some("storage", "ElastiCache::ReplicationGroup", { NumCacheClusters: 1, MultiAZEnabled: false }, { in: "dev" }),
  ],
  [
    "Cost",
    "CloudFront PriceClass_100",
    some("edge", "CloudFront::Distribution", { DistributionConfig: { PriceClass: "PriceClass_100" } }, { in: "dev" }),
  ],
  [
    "Cost",
    "Lifecycle Policies: automatic archival of old snapshots",
    some(
      "storage",
      "S3::Bucket",
      { LifecycleConfiguration: { Rules: [{ Transitions: [{ StorageClass: "GLACIER_IR", TransitionInDays: 90 }] }] } },
      { count: 1 },
    ),
    verb("cost"),
  ],
  [
    "Troubleshooting",
    "State lock: who holds it",
    some("bootstrap", "DynamoDB::Table", { KeySchema: [{ AttributeName: "sk" }] }),
  ],
  ["Troubleshooting", "Resource limits: service quotas", verb("quotas")],
  [
    "Troubleshooting",
    "CloudWatch logs for service errors",
    verb("logs"),
    some("monitoring", "Logs::QueryDefinition", { Name: /errors-by-message$/ }),
  ],
  ["Commands", "state list, state pull", verb("resources", "outputs")],
  ["Commands", "destroy", verb("destroy")],
];

export const next: readonly Item[] = [
  [
    "Next steps",
    "CI/CD pipeline: automated deployments",
    some(
      "security",
      "IAM::Role",
      {
        RoleName: /-github-deploy$/,
        AssumeRolePolicyDocument: { Statement: [{ Action: ["sts:AssumeRoleWithWebIdentity"] }] },
      },
      { in: "prod", full: true },
    ),
  ],
  [
    "Next steps",
    "WAF",
    some("api", "WAFv2::WebACL", { Scope: "REGIONAL" }, { in: "prod" }),
    some("edge", "WAFv2::WebACL", { Scope: "CLOUDFRONT" }, { in: "prod" }),
  ],
  [
    "Next steps",
    "advanced monitoring",
    some("monitoring", "CloudWatch::CompositeAlarm", {}, { in: "prod", count: 4 }),
    some("compute", "ECS::Cluster", { ClusterSettings: [{ Value: "enhanced" }] }, { in: "prod" }),
  ],
  [
    "Next steps",
    "backup strategies",
    some(
      "monitoring",
      "Backup::BackupPlan",
      { BackupPlan: { BackupPlanRule: [{ RuleName: "weekly" }, { RuleName: "monthly" }] } },
      { in: "prod" },
    ),
    some("monitoring", "Backup::BackupVault", { LockConfiguration: {} }, { in: "prod" }),
  ],
];
