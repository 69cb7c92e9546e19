import { allows, type Request } from "./evaluate.ts";
import { configOf, templateOf } from "./synthesized.ts";

export const account = "111122223333";
const home = "eu-central-1";
const github = { repository: "example/worlds" };
const security = {
  dev: templateOf(configOf("dev", { region: home, github }), "security"),
  prod: templateOf(configOf("prod", { region: home, github }), "security"),
};
export type Environment = keyof typeof security;
export const roles = ["Readonly", "Operator", "Deployer", "GithubPlan", "GithubDeploy", "Execution"] as const;
export type Role = (typeof roles)[number];

/** IAM's decision for a role of an environment whose home is not the Region of the edge. */
export const may = (environment: Environment, role: Role, request: Request) =>
  allows(security[environment], `${role}Role`, { account, region: home }, request);

export const arn = (service: string, resource: string, region = home) =>
  `arn:aws:${service}:${region}:${account}:${resource}`;
export const stack = (name: string, region = home) => arn("cloudformation", `stack/${name}/1b2c`, region);
export const iamRole = (name: string, environment = "dev") =>
  `arn:aws:iam::${account}:role/gworld/${environment}/gworld-${environment}-${name}`;
const stateBucket = `arn:aws:s3:::gworld-state-${account}-${home}`;
export const stateKey = (action: string, service: string): Request => ({
  action: `kms:${action}`,
  resource: arn("kms", "key/1234"),
  context: { "kms:ResourceAliases": ["alias/gworld-state"], "kms:ViaService": `${service}.${home}.amazonaws.com` },
});
export const row = (action: string, environment: string): Request => ({
  action: `dynamodb:${action}`,
  resource: arn("dynamodb", "table/gworld-state"),
  context: { "dynamodb:LeadingKeys": [`ENV#${environment}`] },
});
const called = { "aws:CalledVia": ["cloudformation.amazonaws.com"], "aws:PrincipalAccount": account };

/** Every call that a verb of gworld makes, as src/aws/ makes it. */
const status: readonly Request[] = [
  { action: "cloudformation:DescribeStacks", resource: stack("gworld-dev-network") },
  { action: "cloudformation:DescribeStacks", resource: stack("gworld-dev-edge", "us-east-1") },
  { action: "ecs:ListTasks", resource: "*" },
  { action: "ecs:DescribeServices", resource: arn("ecs", "service/gworld-dev/agent-runtime") },
  { action: "ecs:DescribeTaskDefinition", resource: "*" },
  { action: "application-autoscaling:DescribeScalableTargets", resource: "*" },
  row("Query", "dev"),
  row("GetItem", "dev"),
  stateKey("Decrypt", "dynamodb"),
];
const logs: readonly Request[] = [
  { action: "logs:DescribeLogGroups", resource: "*" },
  { action: "logs:DescribeLogStreams", resource: arn("logs", "log-group:/gworld/dev/agent-runtime:*") },
  { action: "logs:FilterLogEvents", resource: arn("logs", "log-group:/gworld/dev/agent-runtime:*") },
  { action: "logs:FilterLogEvents", resource: arn("logs", "log-group:/gworld/dev/edge:*", "us-east-1") },
  { action: "logs:StartLiveTail", resource: arn("logs", "log-group:/gworld/dev/agent-runtime") },
  { action: "logs:StartQuery", resource: arn("logs", "log-group:/gworld/dev/agent-runtime") },
  { action: "logs:GetQueryResults", resource: "*" },
  { action: "logs:StopQuery", resource: "*" },
  { action: "logs:DescribeQueryDefinitions", resource: "*" },
  { action: "ecs:ListTasks", resource: "*" },
  { action: "ecs:DescribeTasks", resource: arn("ecs", "task/gworld-dev/1a2b3c") },
];
const diff: readonly Request[] = [
  { action: "cloudformation:DescribeStacks", resource: stack("gworld-bootstrap") },
  { action: "cloudformation:GetTemplate", resource: stack("gworld-dev-storage") },
  ...[stack("gworld-dev-compute"), stack("gworld-dev-edge", "us-east-1")].flatMap((resource) =>
    ["CreateChangeSet", "DescribeChangeSet", "DeleteChangeSet"].map((action) => ({
      action: `cloudformation:${action}`,
      resource,
      context: { "cloudformation:ChangeSetName": "gw-1-abc" },
    })),
  ),
  { action: "s3:ListBucket", resource: stateBucket },
  { action: "s3:PutObject", resource: `${stateBucket}/plans/dev/1.json` },
  { action: "s3:GetObject", resource: `${stateBucket}/plans/dev/1.json` },
  stateKey("GenerateDataKey", "s3"),
  stateKey("Decrypt", "s3"),
];
const lock: readonly Request[] = [row("UpdateItem", "dev"), stateKey("GenerateDataKey", "dynamodb")];
const deploy: readonly Request[] = [
  ...status,
  ...lock,
  ...logs,
  ...diff,
  ...["CreateStack", "ExecuteChangeSet", "SetStackPolicy", "UpdateTerminationProtection"].map((action) => ({
    action: `cloudformation:${action}`,
    resource: stack("gworld-dev-edge", "us-east-1"),
  })),
  { action: "cloudformation:DescribeStackEvents", resource: stack("gworld-dev-api") },
  { action: "cloudformation:ListStackResources", resource: stack("gworld-dev-api") },
  row("PutItem", "dev"),
  row("ConditionCheckItem", "dev"),
  { action: "servicequotas:GetServiceQuota", resource: arn("servicequotas", "vpc/L-F678F1CE") },
  { action: "secretsmanager:DescribeSecret", resource: arn("secretsmanager", "secret:gworld/dev/redis-AbCdEf") },
  { action: "ssm:DescribeParameters", resource: "*" },
  { action: "ecr:BatchGetImage", resource: arn("ecr", "repository/gworld-dev/agent-runtime") },
  { action: "ecr:DescribeImages", resource: arn("ecr", "repository/gworld-dev/agent-runtime") },
];
const scale: readonly Request[] = [
  ...status,
  ...lock,
  { action: "ecs:UpdateService", resource: arn("ecs", "service/gworld-dev/agent-runtime") },
  {
    action: "application-autoscaling:RegisterScalableTarget",
    resource: arn("application-autoscaling", "scalable-target/0ab1"),
    context: { "application-autoscaling:service-namespace": "ecs" },
  },
];

const snapshots = `arn:aws:s3:::gworld-dev-snapshots-${account}-${home}`;
const imports: readonly Request[] = [
  ...deploy,
  { action: "cloudformation:GetTemplateSummary", resource: "*" },
  { action: "s3:ListBucket", resource: snapshots },
  { action: "dynamodb:DescribeTable", resource: arn("dynamodb", "table/gworld-dev-Worlds") },
];

/** The calls of each verb. */
export const verbs = { status, logs, diff, deploy, scale, import: imports, drift: [...status, ...drift()] };

/** CloudFormation reads what it compares with the rights of who asks. */
function drift(): readonly Request[] {
  return [
    { action: "cloudformation:DetectStackDrift", resource: stack("gworld-dev-storage") },
    { action: "cloudformation:DescribeStackDriftDetectionStatus", resource: "*" },
    { action: "cloudformation:DescribeStackResourceDrifts", resource: stack("gworld-dev-storage") },
    ...[
      { action: "dynamodb:DescribeContinuousBackups", resource: arn("dynamodb", "table/gworld-dev-Worlds") },
      { action: "s3:GetBucketPolicy", resource: snapshots },
      { action: "s3:GetEncryptionConfiguration", resource: snapshots },
      { action: "kms:GetKeyRotationStatus", resource: arn("kms", "key/1234") },
      { action: "ec2:DescribeVpcs", resource: "*" },
      { action: "iam:GetRolePolicy", resource: iamRole("agent-runtime-task") },
    ].map(through),
  ];
}

/** What CloudFormation asks for on its way through the stacks. */
export const making: readonly Request[] = [
  { action: "dynamodb:CreateTable", resource: arn("dynamodb", "table/gworld-dev-Worlds") },
  { action: "events:PutRule", resource: arn("events", "rule/gworld-dev-failed-deployment") },
  { action: "logs:CreateLogGroup", resource: arn("logs", "log-group:/gworld/dev/edge", "us-east-1") },
  { action: "logs:PutResourcePolicy", resource: "*" },
  { action: "secretsmanager:GetRandomPassword", resource: "*" },
  { action: "kms:UntagResource", resource: arn("kms", "key/1234"), context: { "aws:ResourceTag/gworld:env": "dev" } },
  {
    action: "iam:CreateRole",
    resource: iamRole("flow-logs"),
    context: { "iam:PermissionsBoundary": `arn:aws:iam::${account}:policy/gworld/dev/gworld-dev-boundary` },
  },
  { action: "iam:CreateRole", resource: iamRole("backup") },
  {
    action: "iam:CreateServiceLinkedRole",
    resource: `arn:aws:iam::${account}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`,
    context: { "iam:AWSServiceName": "ecs.amazonaws.com" },
  },
  {
    action: "kms:ScheduleKeyDeletion",
    resource: arn("kms", "key/1234"),
    context: { "aws:ResourceTag/gworld:env": "dev" },
  },
];
export function through(request: Request): Request {
  return { ...request, context: { ...called, ...request.context } };
}
