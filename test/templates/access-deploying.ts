import { account, arn, deployers, lookers, maker, region, row, type Row, stranger } from "./access-rows.ts";

const edge = "us-east-1";
const everywhere = "*";

/** Looking, operating and deploying: people, workflows, and CloudFormation acting for them. */
export const deployingRows = (env: string): readonly Row[] => [
  ...lookingRows(env),
  ...operatingRows(env),
  ...stackRows(env),
  ...passingRows(env),
  ...makingRows(env),
  ...roleRows(env),
];

const stack = (name: string, where = region) => arn("cloudformation", `stack/${name}/1b2c`, where);
const role = (env: string, use: string) => `arn:aws:iam::${account}:role/gworld/${env}/gworld-${env}-${use}`;
const policy = (env: string, use: string) => `arn:aws:iam::${account}:policy/gworld/${env}/gworld-${env}-${use}`;

function lookingRows(env: string): readonly Row[] {
  const group = (environment: string, where = region) => arn("logs", `log-group:/gworld/${environment}/edge:*`, where);
  return [
    row("cloudformation:DescribeStacks", stack(`gworld-${env}-api`), lookers),
    row("cloudformation:ListStackResources", stack(`gworld-${env}-edge`, edge), lookers),
    row("cloudformation:DetectStackDrift", stack(`gworld-${env}-api`), lookers),
    row("cloudformation:DetectStackDrift", stack("gworld-other-api"), []),
    row("cloudformation:DescribeStacks", stack("gworld-bootstrap"), lookers),
    row("cloudformation:DescribeStacks", stack("gworld-other-api"), []),
    row("logs:FilterLogEvents", group(env), [...lookers, maker]),
    row("logs:StartLiveTail", group(env, edge), [...lookers, maker]),
    row("logs:FilterLogEvents", group("other"), []),
    ...[
      "tag:GetResources",
      "cloudformation:DescribeStackDriftDetectionStatus",
      "servicequotas:GetServiceQuota",
      "ssm:DescribeParameters",
      "ce:GetCostAndUsage",
      "xray:BatchGetTraces",
      "logs:GetQueryResults",
    ].map((action) => row(action, everywhere, lookers)),
    row("secretsmanager:DescribeSecret", arn("secretsmanager", `secret:gworld/${env}/redis-AbCdEf`), [
      ...lookers,
      maker,
    ]),
    row("secretsmanager:DescribeSecret", arn("secretsmanager", "secret:gworld/other/redis-AbCdEf"), []),
    row("secretsmanager:ListSecrets", everywhere, []),
  ];
}

function operatingRows(env: string): readonly Row[] {
  const task = (environment: string) => arn("ecs", `task/gworld-${environment}/1`);
  const topic = (environment: string) => arn("sns", `gworld-${environment}-critical`);
  const alarm = (environment: string) => arn("cloudwatch", `alarm:gworld-${environment}-ApiErrors`);
  const distribution = (owner: string) => `arn:aws:cloudfront::${owner}:distribution/E1`;
  return [
    row("ecs:StopTask", task(env), ["Operator"]),
    row("ecs:StopTask", task("other"), []),
    { ...row("ecs:ExecuteCommand", task(env), ["Operator"]), guarded: [] },
    row("ecs:ExecuteCommand", task("other"), []),
    row("sns:Publish", topic(env), ["Operator", maker]),
    row("sns:Publish", topic("other"), []),
    row("cloudwatch:SetAlarmState", alarm(env), ["Operator", maker]),
    row("cloudwatch:SetAlarmState", alarm("other"), []),
    row("cloudfront:CreateInvalidation", distribution(account), ["Operator", maker]),
    row("cloudfront:CreateInvalidation", distribution(stranger), [maker]),
  ];
}

/** Stacks change for deployers, plans forget themselves, and a protected environment falls to a broken glass only. */
function stackRows(env: string): readonly Row[] {
  const named = (name: string) => ({ "cloudformation:ChangeSetName": name });
  const by = (use: string) => ({ "cloudformation:RoleArn": role(env, use) });
  const glass = { "aws:PrincipalTag/gworld:break-glass": "true" };
  const own = stack(`gworld-${env}-api`);
  const planners = { who: ["GithubPlan", ...deployers], guarded: deployers };
  return [
    { ...row("cloudformation:CreateChangeSet", own, [], named("gw-1")), ...planners },
    { ...row("cloudformation:DeleteChangeSet", stack(`gworld-${env}-edge`, edge), [], named("gw-1")), ...planners },
    { ...row("cloudformation:TagResource", own, []), ...planners },
    row("cloudformation:CreateChangeSet", own, deployers, named("mine")),
    row("cloudformation:CreateChangeSet", own, deployers, { ...named("gw-1"), ...by("cfn-exec") }),
    row("cloudformation:UpdateStack", own, [], by("operator")),
    row("cloudformation:ExecuteChangeSet", own, deployers),
    // Of a template, which is no stack's; whoever may ask so, may ask for the parameters of any stack.
    { ...row("cloudformation:GetTemplateSummary", everywhere, deployers), guarded: [] },
    { ...row("cloudformation:GetTemplateSummary", stack("gworld-other-api"), deployers), guarded: [] },
    { ...row("cloudformation:DeleteStack", own, deployers), guarded: [] },
    { ...row("cloudformation:SetStackPolicy", own, deployers), guarded: [] },
    row("cloudformation:DeleteStack", own, deployers, glass),
    ...["CreateChangeSet", "ExecuteChangeSet", "TagResource", "DeleteStack"].map((action) =>
      row(`cloudformation:${action}`, stack("gworld-other-api"), [], { ...glass, ...named("gw-1") }),
    ),
    { ...row("ec2:DescribeAvailabilityZones", everywhere, ["GithubPlan", maker]), guarded: [maker] },
  ];
}

function passingRows(env: string): readonly Row[] {
  const to = (service: string) => ({ "iam:PassedToService": `${service}.amazonaws.com` });
  return [
    row("iam:PassRole", role(env, "cfn-exec"), deployers, to("cloudformation")),
    row("iam:PassRole", role("other", "cfn-exec"), [], to("cloudformation")),
    row("iam:PassRole", role(env, "agent-runtime-task"), [maker], to("ecs-tasks")),
    row("iam:PassRole", role(env, "agent-runtime-task"), [], to("ec2")),
    row("iam:PassRole", role("other", "agent-runtime-task"), [], to("ecs-tasks")),
  ];
}

/** One action on a resource of ours, which CloudFormation may, and on the same of another environment, which nobody may. */
function makingRows(env: string): readonly Row[] {
  const named: readonly (readonly [string, (environment: string) => string])[] = [
    ["dynamodb:CreateTable", (name) => arn("dynamodb", `table/gworld-${name}-Worlds`)],
    ["s3:CreateBucket", (name) => `arn:aws:s3:::gworld-${name}-web-1`],
    ["ecs:CreateCluster", (name) => arn("ecs", `cluster/gworld-${name}`)],
    ["ecr:CreateRepository", (name) => arn("ecr", `repository/gworld-${name}/agent-runtime`)],
    ["logs:CreateLogGroup", (name) => arn("logs", `log-group:/gworld/${name}/edge`, edge)],
    ["secretsmanager:CreateSecret", (name) => arn("secretsmanager", `secret:gworld/${name}/redis`)],
    ["ssm:PutParameter", (name) => arn("ssm", `parameter/gworld/${name}/tables/Worlds`)],
    ["sns:CreateTopic", (name) => arn("sns", `gworld-${name}-critical`)],
    ["sqs:CreateQueue", (name) => arn("sqs", `gworld-${name}-messages`)],
    ["lambda:CreateFunction", (name) => arn("lambda", `function:gworld-${name}-authorizer`)],
    ["cloudwatch:PutMetricAlarm", (name) => arn("cloudwatch", `alarm:gworld-${name}-ApiErrors`)],
    ["cloudwatch:PutDashboard", (name) => `arn:aws:cloudwatch::${account}:dashboard/gworld-${name}`],
    ["elasticache:CreateReplicationGroup", (name) => arn("elasticache", `replicationgroup:gworld-${name}`)],
    ["cloudtrail:CreateTrail", (name) => arn("cloudtrail", `trail/gworld-${name}`)],
    ["events:PutRule", (name) => arn("events", `rule/gworld-${name}-failed-deployment`)],
    ["budgets:ModifyBudget", (name) => `arn:aws:budgets::${account}:budget/gworld-${name}`],
  ];
  return [
    ...named.flatMap(([action, of]) => [row(action, of(env), [maker]), row(action, of("other"), [])]),
    ...["kms:ListAliases", "ec2:CreateVpc", "apigateway:POST", "wafv2:CreateWebACL", "logs:PutResourcePolicy"].map(
      (action) => row(action, everywhere, [maker]),
    ),
    ...["rds:CreateDBInstance", "ec2:RunInstances", "organizations:LeaveOrganization", "iam:CreateUser"].map((action) =>
      row(action, everywhere, []),
    ),
  ];
}

/** Roles of workloads are made with the boundary; those of people, and the boundary itself, not at all. */
function roleRows(env: string): readonly Row[] {
  const bounded = { "iam:PermissionsBoundary": policy(env, "boundary") };
  const attached = (name: string) => ({ "iam:PolicyARN": `arn:aws:iam::aws:policy/${name}` });
  const backups = attached("service-role/AWSBackupServiceRolePolicyForBackup");
  const linked = (service: string) => ({ "iam:AWSServiceName": `${service}.amazonaws.com` });
  const slr = `arn:aws:iam::${account}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`;
  return [
    row("iam:CreateRole", role(env, "flow-logs"), [maker], bounded),
    row("iam:CreateRole", role(env, "flow-logs"), []),
    row("iam:CreateRole", role("other", "flow-logs"), [], bounded),
    row("iam:PutRolePolicy", role(env, "operator"), [], bounded),
    row("iam:PutRolePolicy", role(env, "github-deploy"), [], bounded),
    row("iam:DeleteRole", role(env, "flow-logs"), [maker]),
    row("iam:DeleteRole", role("other", "flow-logs"), []),
    row("iam:DeleteRolePermissionsBoundary", role(env, "flow-logs"), []),
    row("iam:CreateRole", role(env, "backup"), [maker]),
    row("iam:AttachRolePolicy", role(env, "backup"), [maker], backups),
    row("iam:AttachRolePolicy", role(env, "backup"), [], attached("AdministratorAccess")),
    row("iam:AttachRolePolicy", role(env, "flow-logs"), [], backups),
    row("iam:CreateServiceLinkedRole", slr, [maker], linked("ecs")),
    row("iam:CreateServiceLinkedRole", slr, [], linked("rds")),
    row("iam:CreateServiceLinkedRole", role(env, "flow-logs"), [], linked("ecs")),
    row("iam:GetPolicy", policy(env, "boundary"), [maker]),
    row("iam:GetPolicy", policy("other", "boundary"), []),
    row("iam:CreatePolicyVersion", policy(env, "boundary"), []),
  ];
}
