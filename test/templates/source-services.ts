import { serviceNames } from "../../src/model/environment.ts";
import { type Claim, every, some } from "./claims.ts";
import type { Item } from "./source-items.ts";

const tls = { Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } };
const service = (name: string): Claim => some("compute", "ECS::Service", { ServiceName: name }, { count: 1 });

const owned = (name: string, told: object): Claim =>
  some("security", "IAM::Role", {
    RoleName: new RegExp(`-${name}-task$`),
    Policies: [{ PolicyDocument: { Statement: [told] } }],
  });

export const services: readonly Item[] = [
  [
    "Services",
    "World Management: world lifecycle, snapshots, scaling",
    service("world-management"),
    owned("world-management", { Action: ["s3:PutObject"] }),
    owned("world-management", { Action: ["application-autoscaling:RegisterScalableTarget"] }),
  ],
  [
    "Services",
    "Agent Runtime: core agent engine and simulation",
    service("agent-runtime"),
    owned("agent-runtime", { Action: ["dynamodb:PutItem"] }),
    some("api", "IAM::RolePolicy", {
      PolicyDocument: {
        Statement: [
          { Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"] },
          { Action: ["execute-api:ManageConnections"] },
        ],
      },
    }),
  ],
  [
    "Services",
    "LLM Integration: Amazon Bedrock integration and caching",
    service("llm-integration"),
    owned("llm-integration", { Action: ["bedrock:InvokeModel"] }),
    some("compute", "ECS::TaskDefinition", {
      Family: /llm-integration/,
      ContainerDefinitions: [{ Secrets: [{ Name: "REDIS_AUTH_TOKEN" }] }],
    }),
  ],
  [
    "Each service",
    "Auto-scaling based on CPU and memory utilization",
    ...["CPU", "Memory"].map((kind) =>
      some(
        "compute",
        "ApplicationAutoScaling::ScalingPolicy",
        {
          TargetTrackingScalingPolicyConfiguration: {
            PredefinedMetricSpecification: { PredefinedMetricType: `ECSServiceAverage${kind}Utilization` },
          },
        },
        { count: 3 },
      ),
    ),
  ],
  [
    "Each service",
    "Health checks",
    every("compute", "ElasticLoadBalancingV2::TargetGroup", {
      HealthCheckPath: "/health",
      Matcher: { HttpCode: "200" },
    }),
    every("compute", "ECS::TaskDefinition", { ContainerDefinitions: [{ HealthCheck: {} }] }),
  ],
  [
    "Each service",
    "rolling deployments",
    every("compute", "ECS::Service", {
      DeploymentConfiguration: {
        MinimumHealthyPercent: 100,
        MaximumPercent: 200,
        DeploymentCircuitBreaker: { Enable: true, Rollback: true },
      },
    }),
  ],
  [
    "Each service",
    "CloudWatch logging",
    every("compute", "ECS::TaskDefinition", { ContainerDefinitions: [{ LogConfiguration: { LogDriver: "awslogs" } }] }),
    ...serviceNames.map((name) => some("compute", "Logs::LogGroup", { LogGroupName: new RegExp(`/${name}$`) })),
  ],
  [
    "Each service",
    "X-Ray tracing",
    ...serviceNames.map((name) => owned(name, { Action: ["xray:PutTraceSegments"] })),
    some("monitoring", "XRay::SamplingRule", { SamplingRule: { ServiceName: /^gworld-/ } }),
  ],
  [
    "Each service",
    "Secure networking in private subnets",
    every("compute", "ECS::Service", {
      NetworkConfiguration: {
        AwsvpcConfiguration: { AssignPublicIp: "DISABLED", Subnets: { Ref: "NetworkPrivateSubnetIds" } },
      },
    }),
  ],
];

export const security: readonly Item[] = [
  [
    "Security",
    "All data encrypted at rest",
    every("storage", "ElastiCache::ReplicationGroup", { AtRestEncryptionEnabled: true, KmsKeyId: {} }),
    every("compute", "ECR::Repository", { EncryptionConfiguration: { EncryptionType: "KMS" } }),
    every("monitoring", "SNS::Topic", { KmsMasterKeyId: {} }),
    every("api", "SQS::Queue", { KmsMasterKeyId: {} }),
    every("compute", "Logs::LogGroup", { KmsKeyId: {} }),
    every("storage", "S3::Bucket", { BucketEncryption: {} }),
    every("security", "SecretsManager::Secret", { KmsKeyId: {} }),
  ],
  [
    "Security",
    "All data encrypted in transit",
    every("storage", "ElastiCache::ReplicationGroup", { TransitEncryptionEnabled: true }),
    every("storage", "S3::BucketPolicy", { PolicyDocument: { Statement: [tls] } }),
    every("api", "SQS::QueuePolicy", { PolicyDocument: { Statement: [tls] } }),
    every("monitoring", "SNS::TopicPolicy", { PolicyDocument: { Statement: [tls] } }),
    some("edge", "CloudFront::Distribution", {
      DistributionConfig: { DefaultCacheBehavior: { ViewerProtocolPolicy: "redirect-to-https" } },
    }),
  ],
  [
    "Security",
    "Least privilege access with service-specific roles",
    ...serviceNames.map((name) =>
      some(
        "security",
        "IAM::Role",
        { RoleName: new RegExp(`-${name}-(task|execution)$`), PermissionsBoundary: {} },
        { count: 2 },
      ),
    ),
  ],
  [
    "Security",
    "Private subnets for backend services",
    every("network", "EC2::Subnet", { MapPublicIpOnLaunch: false }),
    some("storage", "ElastiCache::SubnetGroup", { SubnetIds: { Ref: "NetworkIsolatedSubnetIds" } }),
  ],
  [
    "Security",
    "Restrictive network access rules",
    every("network", "EC2::SecurityGroupIngress", { SourceSecurityGroupId: {} }),
    every("network", "EC2::SecurityGroup", { SecurityGroupEgress: [{}] }),
  ],
  [
    "Security",
    "Customer-managed encryption keys",
    every("security", "KMS::Key", { EnableKeyRotation: true }),
    some("security", "KMS::Alias", { AliasName: /^alias\/gworld\/\w+\/data$/ }),
  ],
  [
    "Security",
    "Redis auth tokens stored in AWS Secrets Manager",
    some("security", "SecretsManager::Secret", { GenerateSecretString: {}, Name: /redis$/ }),
    every("storage", "ElastiCache::ReplicationGroup", { AuthToken: /^\{\{resolve:secretsmanager:/ }),
  ],
  [
    "Security",
    "CloudTrail logs all API calls for audit",
    some(
      "monitoring",
      "CloudTrail::Trail",
      { IsLogging: true, IsMultiRegionTrail: true, EnableLogFileValidation: true },
      { in: "prod", count: 1 },
    ),
    some("bootstrap", "S3::BucketPolicy", {
      PolicyDocument: { Statement: [{ Principal: { Service: "cloudtrail.amazonaws.com" }, Action: ["s3:PutObject"] }] },
    }),
  ],
];
