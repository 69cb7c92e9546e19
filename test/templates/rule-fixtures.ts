import type { StackPart } from "../../src/model/graph.ts";

/** One change of prod's templates that breaks one rule: where, to what (undefined = gone), and whom the finding names. */
export interface Fixture {
  readonly rule: string;
  readonly part: StackPart | "bootstrap";
  /** Below the template, with / between keys. */
  readonly path: string;
  readonly value?: unknown;
  /** Logical IDs with the findings; those of the changed resource unless told. */
  readonly found?: readonly string[];
  /** In which stack, when it is another. */
  readonly foundIn?: StackPart;
  /** Other stacks have findings, too. */
  readonly everywhere?: true;
}

const properties = (id: string, path: string) => `Resources/${id}/Properties/${path}`;
const open = { IpProtocol: "tcp", FromPort: 80, ToPort: 80, CidrIp: "0.0.0.0/0", Description: "Everybody" };
const everything = { Effect: "Allow", Action: ["s3:GetObject"], Resource: "*" };
const otherAccount = { ArnLike: { "aws:SourceArn": "arn:aws:cloudfront::999999999999:distribution/*" } };
const statement = (id: string, index: number) => properties(id, `Policies/0/PolicyDocument/Statement/${index}`);
const task = (index: string) => properties("AgentRuntimeTaskDefinition", `ContainerDefinitions/0/${index}`);

const security: readonly Fixture[] = [
  {
    rule: "GW-L02",
    part: "security",
    path: properties("LogsKey", "KeyPolicy/Statement/1"),
    found: ["RedisLogGroup"],
    foundIn: "storage",
    everywhere: true,
  },
  {
    rule: "GW-L02",
    part: "security",
    path: properties("LogsKey", "KeyPolicy/Statement/1/Condition"),
    found: ["LogsKey"],
  },
  {
    rule: "GW-L03",
    part: "security",
    path: properties("LogsKey", "KeyPolicy/Statement/2"),
    found: ["CriticalTopic", "WarningTopic", "InfoTopic"],
    foundIn: "monitoring",
  },
  {
    rule: "GW-L03",
    part: "security",
    path: properties("LogsKey", "KeyPolicy/Statement/2/Action/1"),
    found: ["CriticalTopic", "WarningTopic", "InfoTopic"],
    foundIn: "monitoring",
  },
  { rule: "GW-L11", part: "security", path: "Resources/SecretsKey/DeletionPolicy", value: "Delete" },
  { rule: "GW-L11", part: "security", path: "Resources/SecretsKey/UpdateReplacePolicy", value: "Delete" },
  { rule: "GW-L11", part: "security", path: properties("DataKey", "PendingWindowInDays"), value: 7 },
  { rule: "GW-L11", part: "bootstrap", path: "Resources/StateKey/DeletionPolicy", value: "Delete" },
  { rule: "GW-L10", part: "security", path: "Resources/ApiSecret/UpdateReplacePolicy" },
  { rule: "GW-L10", part: "storage", path: "Resources/WorldsTable/DeletionPolicy", value: "Delete" },
  { rule: "GW-L10", part: "bootstrap", path: "Resources/StateTable/DeletionPolicy", value: "Delete" },
  {
    rule: "GW-L18",
    part: "compute",
    path: task("Environment/0"),
    value: { Name: "REDIS_AUTH_TOKEN", Value: "hunter2" },
  },
  {
    rule: "GW-L18",
    part: "compute",
    path: task("Environment/0/Value"),
    value: "{{resolve:secretsmanager:gworld/prod/redis}}",
  },
  {
    rule: "GW-L18",
    part: "api",
    path: properties("AuthorizerFunction", "Environment/Variables/SECRET"),
    value: "hunter2",
  },
  { rule: "GW-L18", part: "storage", path: properties("Redis", "AuthToken"), value: "hunter2hunter2hunter2" },
  { rule: "GW-L18", part: "security", path: properties("ApiSecret", "SecretString"), value: "hunter2" },
  {
    rule: "GW-L18",
    part: "storage",
    path: properties("ParameterRedisEndpoint", "Value"),
    value: "{{resolve:secretsmanager:gworld/prod/redis}}",
  },
  {
    rule: "GW-L18",
    part: "storage",
    path: "Outputs/RedisEndpoint/Value",
    value: "{{resolve:secretsmanager:gworld/prod/redis}}",
  },
  { rule: "GW-L19", part: "security", path: `${statement("LlmIntegrationTaskRole", 0)}/Action/0`, value: "*" },
  { rule: "GW-L19", part: "security", path: `${statement("LlmIntegrationTaskRole", 0)}/Resource`, value: "*" },
  {
    rule: "GW-L19",
    part: "api",
    path: properties("AgentRuntimeMessages", "PolicyDocument/Statement/0/Resource"),
    value: ["*"],
  },
  {
    rule: "GW-L19",
    part: "security",
    path: properties("WorkloadBoundary", "PolicyDocument/Statement/0"),
    value: everything,
  },
  { rule: "GW-L19", part: "security", path: `${statement("LlmIntegrationTaskRole", 2)}/Condition` },
  { rule: "GW-L20", part: "api", path: properties("AuthorizerRole", "Path"), value: "/" },
  { rule: "GW-L20", part: "api", path: properties("MessageSenderRole", "PermissionsBoundary") },
  {
    rule: "GW-L20",
    part: "security",
    path: properties("AgentRuntimeTaskRole", "AssumeRolePolicyDocument/Statement/0/Condition/StringEquals"),
  },
  ...(
    [
      { part: "security", id: "LogsKey", path: "KeyPolicy/Statement/1/Condition" },
      { part: "security", id: "LogsKey", path: "KeyPolicy/Statement/2/Condition/StringEquals" },
      { part: "storage", id: "LogsBucketPolicy", path: "PolicyDocument/Statement/2/Condition" },
      { part: "storage", id: "WebBucketPolicy", path: "PolicyDocument/Statement/2/Condition", value: otherAccount },
      { part: "monitoring", id: "CriticalTopicPolicy", path: "PolicyDocument/Statement/1/Condition" },
      { part: "api", id: "RestAuthorizerPermission", path: "SourceArn" },
      { part: "bootstrap", id: "LogsBucketPolicy", path: "PolicyDocument/Statement/2/Condition" },
    ] as const
  ).map(({ part, id, path, ...rest }) => ({ rule: "GW-L20", part, path: properties(id, path), ...rest })),
  {
    rule: "GW-L20",
    part: "security",
    path: properties("OperatorRole", "AssumeRolePolicyDocument/Statement/0/Principal"),
    value: "*",
  },
  {
    rule: "GW-L20",
    part: "security",
    path: properties("OperatorRole", "AssumeRolePolicyDocument/Statement/0/Principal/AWS"),
    value: "arn:aws:iam::999999999999:root",
  },
  {
    rule: "GW-L20",
    part: "security",
    path: properties(
      "GithubDeployRole",
      "AssumeRolePolicyDocument/Statement/0/Condition/StringEquals/token.actions.githubusercontent.com:sub",
    ),
    value: "repo:example/*",
  },
];

const data: readonly Fixture[] = [
  {
    rule: "GW-L05",
    part: "storage",
    path: properties(
      "LogsBucket",
      "BucketEncryption/ServerSideEncryptionConfiguration/0/ServerSideEncryptionByDefault/SSEAlgorithm",
    ),
    value: "aws:kms",
  },
  {
    rule: "GW-L05",
    part: "storage",
    path: properties("LogsBucketPolicy", "PolicyDocument/Statement/2"),
    found: ["SnapshotsBucket", "WebBucket"],
  },
  { rule: "GW-L08", part: "storage", path: properties("Redis", "ReplicasPerNodeGroup"), value: 2 },
  { rule: "GW-L08", part: "storage", path: properties("Redis", "NumCacheClusters") },
  { rule: "GW-L08", part: "storage", path: properties("Redis", "NumCacheClusters"), value: 1 },
  { rule: "GW-L08", part: "storage", path: properties("Redis", "AutomaticFailoverEnabled"), value: false },
  {
    rule: "GW-L08",
    part: "storage",
    path: properties("RedisSubnetGroup", "SubnetIds"),
    value: ["subnet-1"],
    found: ["Redis"],
  },
  {
    rule: "GW-L08",
    part: "network",
    path: "Outputs/IsolatedSubnetIds/Value",
    value: { "Fn::Join": [",", [{ Ref: "Isolated1Subnet" }]] },
    found: ["Redis"],
    foundIn: "storage",
  },
  {
    rule: "GW-L24",
    part: "storage",
    path: properties("WebBucket", "VersioningConfiguration/Status"),
    value: "Suspended",
  },
  {
    rule: "GW-L24",
    part: "storage",
    path: properties("WebBucket", "PublicAccessBlockConfiguration/IgnorePublicAcls"),
    value: false,
  },
  { rule: "GW-L24", part: "storage", path: properties("WebBucket", "OwnershipControls") },
  {
    rule: "GW-L24",
    part: "storage",
    path: properties("WebBucketPolicy", "PolicyDocument/Statement/0"),
    found: ["WebBucket"],
  },
  {
    rule: "GW-L24",
    part: "storage",
    path: properties("WebBucketPolicy", "PolicyDocument/Statement/1"),
    found: ["WebBucket"],
  },
  {
    rule: "GW-L24",
    part: "storage",
    path: properties("SnapshotsBucket", "BucketEncryption/ServerSideEncryptionConfiguration/0/BucketKeyEnabled"),
    value: false,
  },
  { rule: "GW-L24", part: "bootstrap", path: properties("StateBucket", "LifecycleConfiguration/Rules/0") },
  {
    rule: "GW-L26",
    part: "storage",
    path: properties("MemoryStreamsTable", "GlobalSecondaryIndexes/0/Projection/NonKeyAttributes/0"),
    value: "embedding",
  },
  {
    rule: "GW-L26",
    part: "storage",
    path: properties("MemoryStreamsTable", "GlobalSecondaryIndexes/0/Projection"),
    value: { ProjectionType: "ALL" },
  },
];

const running: readonly Fixture[] = [
  {
    rule: "GW-L01",
    part: "compute",
    path: properties("ClusterCapacity", "CapacityProviders/1"),
    found: ["AgentRuntimeService"],
  },
  { rule: "GW-L12", part: "compute", path: properties("AgentRuntimeService", "DesiredCount"), value: 3 },
  { rule: "GW-L12", part: "compute", path: properties("AgentRuntimeScaling", "MinCapacity"), value: 31 },
  {
    rule: "GW-L12",
    part: "compute",
    path: properties("AgentRuntimeScaling", "ResourceId"),
    value: "service/a/b",
    found: ["AgentRuntimeService"],
  },
  { rule: "GW-L12", part: "compute", path: "Resources/LlmIntegrationMemoryScaling", found: ["LlmIntegrationScaling"] },
  {
    rule: "GW-L13",
    part: "compute",
    path: "Parameters/AgentRuntimeImage/Default",
    value: "node:latest",
    found: ["AgentRuntimeTaskDefinition"],
  },
  { rule: "GW-L13", part: "compute", path: task("Image"), value: "node" },
  { rule: "GW-L14", part: "compute", path: properties("AgentRuntimeTaskDefinition", "Memory"), value: "512" },
  { rule: "GW-L14", part: "compute", path: properties("AgentRuntimeTaskDefinition", "RuntimePlatform") },
  { rule: "GW-L17", part: "compute", path: properties("AgentRuntimeLogGroup", "RetentionInDays") },
  { rule: "GW-L17", part: "api", path: properties("RestLogGroup", "RetentionInDays"), value: 1 },
  { rule: "GW-L17", part: "api", path: properties("RestLogGroup", "KmsKeyId") },
  {
    rule: "GW-L17",
    part: "api",
    path: properties("AuthorizerFunction", "LoggingConfig/LogGroup"),
    value: "/aws/lambda/authorizer",
  },
  { rule: "GW-L17", part: "compute", path: task("LogConfiguration/Options/awslogs-group"), value: "/ecs/agent" },
  { rule: "GW-L17", part: "api", path: properties("RestStage", "AccessLogSetting") },
  { rule: "GW-L17", part: "api", path: properties("WebSocketStage", "AccessLogSettings") },
];

const ways: readonly Fixture[] = [
  { rule: "GW-L04", part: "edge", path: properties("Firewall", "Scope"), value: "REGIONAL" },
  {
    rule: "GW-L09",
    part: "api",
    path: "Resources/Account",
    value: { Type: "AWS::ApiGateway::Account", DeletionPolicy: "Retain" },
  },
  { rule: "GW-L09", part: "bootstrap", path: "Resources/ApiGatewayAccount/DeletionPolicy", value: "Delete" },
  { rule: "GW-L15", part: "network", path: properties("EndpointSecurityGroup", "SecurityGroupIngress/0"), value: open },
  { rule: "GW-L15", part: "network", path: properties("BalancerFromLink", "CidrIp"), value: "0.0.0.0/0" },
  { rule: "GW-L15", part: "network", path: properties("RedisFromService", "CidrIpv6"), value: "::/0" },
  { rule: "GW-L15", part: "network", path: properties("RedisFromService", "Description") },
  { rule: "GW-L15", part: "network", path: properties("ServiceSecurityGroup", "SecurityGroupEgress/0/Description") },
  { rule: "GW-L15", part: "network", path: properties("RedisSecurityGroup", "SecurityGroupEgress/0") },
  { rule: "GW-L15", part: "compute", path: "Resources/DefaultSecurityGroup", found: ["Vpc"], foundIn: "network" },
  {
    rule: "GW-L16",
    part: "compute",
    path: properties("AgentRuntimeService", "NetworkConfiguration/AwsvpcConfiguration/AssignPublicIp"),
    value: "ENABLED",
  },
  { rule: "GW-L16", part: "network", path: properties("Private2Subnet", "MapPublicIpOnLaunch"), value: true },
  { rule: "GW-L16", part: "network", path: properties("KmsEndpoint", "SubnetIds/0"), value: { Ref: "Public1Subnet" } },
  {
    rule: "GW-L16",
    part: "network",
    path: "Outputs/PrivateSubnetIds/Value/Fn::Join/1/0",
    value: { Ref: "Public1Subnet" },
    found: ["PrivateSubnetIds"],
  },
  { rule: "GW-L16", part: "compute", path: properties("LoadBalancer", "Scheme"), value: "internet-facing" },
  { rule: "GW-L21", part: "api", path: properties("RestApi", "Tags"), value: [{ Key: "gworld:env", Value: "dev" }] },
  { rule: "GW-L21", part: "compute", path: properties("AgentRuntimeService", "PropagateTags") },
  {
    rule: "GW-L25",
    part: "network",
    path: properties("StsEndpoint", "ServiceName"),
    value: { "Fn::Sub": "com.amazonaws.${AWS::Region}.execute-api" },
  },
  {
    rule: "GW-L27",
    part: "monitoring",
    path: properties("Dashboard", "DashboardBody"),
    value: { "Fn::ImportValue": "Other" },
  },
];

const wide = (id: string, path: string, value: string, part: StackPart): Fixture => ({
  rule: "GW-L23",
  part,
  path: properties(id, path),
  value,
});

const sizes: readonly Fixture[] = [
  { rule: "GW-L22", part: "edge", path: "Description", value: "d".repeat(1025), found: [""] },
  {
    rule: "GW-L22",
    part: "edge",
    path: "Parameters/Long",
    value: { Type: "String", Default: "v".repeat(4097) },
    found: [""],
  },
  { rule: "GW-L22", part: "edge", path: "Metadata", value: "m".repeat(900_000), found: [""] },
  { rule: "GW-L22", part: "edge", path: "Outputs", value: many(181, { Value: "" }), found: [""] },
  { rule: "GW-L22", part: "edge", path: "Parameters", value: many(181, { Type: "String", Default: "" }), found: [""] },
  { rule: "GW-L22", part: "edge", path: "Resources", value: many(451, { Type: "AWS::SSM::Parameter" }), found: [""] },
  {
    rule: "GW-L22",
    part: "edge",
    path: "Metadata",
    value: Array.from({ length: 51 }, () => "{{resolve:ssm:a}}"),
    found: [""],
  },
  wide("AuthorizerRole", "RoleName", `gworld-prod-${"r".repeat(42)}`, "api"),
  wide("AgentRuntimeTargetGroup", "Name", "gworld-prod-agent-runtime", "compute"),
  wide("TraceSampling", "SamplingRule/RuleName", "gworld-prod-everything-of-it", "monitoring"),
];

function many(count: number, value: object): object {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`N${index}`, value]));
}

export const fixtures: readonly Fixture[] = [...security, ...data, ...running, ...ways, ...sizes];
