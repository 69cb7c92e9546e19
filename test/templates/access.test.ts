import { describe, expect, test } from "vitest";
import { allows, type Request } from "./evaluate.ts";
import {
  account,
  arn,
  type Environment,
  iamRole,
  making,
  may,
  type Role,
  roles,
  row,
  stack,
  stateKey,
  through,
  verbs,
} from "./requests.ts";
import { configOf, templateOf } from "./synthesized.ts";

/** Who can run which verb to its end. */
const able: Readonly<Record<keyof typeof verbs, readonly Role[]>> = {
  status: ["Readonly", "Operator", "Deployer", "GithubPlan", "GithubDeploy"],
  logs: ["Readonly", "Operator", "Deployer", "GithubPlan", "GithubDeploy"],
  diff: ["Deployer", "GithubPlan", "GithubDeploy"],
  deploy: ["Deployer", "GithubDeploy"],
  scale: ["Operator"],
  import: ["Deployer", "GithubDeploy"],
  drift: ["Deployer", "GithubDeploy"],
};

describe.each(["status", "logs", "diff", "deploy", "scale", "import", "drift"] as const)("%s", (verb) => {
  test.each(able[verb])("is all there for %s", (role) => {
    expect(verbs[verb].filter((request) => !may("dev", role, request))).toEqual([]);
  });

  test.each(roles.filter((role) => !able[verb].includes(role)))("is not for %s", (role) => {
    expect(verbs[verb].every((request) => may("dev", role, request))).toBe(false);
  });
});

describe("resources are touched by CloudFormation only", () => {
  test.each(["Deployer", "GithubDeploy", "Execution"] as const)("in requests it makes for %s", (role) => {
    expect(making.map(through).filter((request) => !may("dev", role, request))).toEqual([]);
  });

  test.each(["Deployer", "GithubDeploy", "GithubPlan", "Operator", "Readonly"] as const)(
    "never by %s itself",
    (role) => {
      expect(making.filter((request) => may("dev", role, request))).toEqual([]);
    },
  );
});

const key = { action: "kms:ScheduleKeyDeletion", resource: arn("kms", "key/1234") };
const execution = { "cloudformation:RoleArn": iamRole("cfn-exec") };
const update = { action: "cloudformation:UpdateStack", resource: stack("gworld-dev-api") };

test.each<{ what: string; role: Role; on?: Environment; request: Request; allowed?: true }>([
  {
    what: "hands over the execution role",
    role: "Deployer",
    request: { ...update, context: execution },
    allowed: true,
  },
  {
    what: "hands over another role",
    role: "Deployer",
    request: { ...update, context: { "cloudformation:RoleArn": iamRole("operator") } },
  },
  {
    what: "passes the execution role to CloudFormation",
    role: "Deployer",
    request: {
      action: "iam:PassRole",
      resource: iamRole("cfn-exec"),
      context: { "iam:PassedToService": "cloudformation.amazonaws.com" },
    },
    allowed: true,
  },
  {
    what: "passes a task role to ECS itself",
    role: "Deployer",
    request: {
      action: "iam:PassRole",
      resource: iamRole("agent-runtime-task"),
      context: { "iam:PassedToService": "ecs-tasks.amazonaws.com" },
    },
  },
  { what: "changes a stack of prod", role: "Deployer", request: { ...update, resource: stack("gworld-prod-api") } },
  { what: "writes state of prod", role: "Deployer", request: row("PutItem", "prod") },
  { what: "writes state of dev2", role: "Deployer", request: row("PutItem", "dev2") },
  { what: "reads state of dev2", role: "Readonly", request: row("Query", "dev2") },
  {
    what: "takes down prod",
    role: "Deployer",
    on: "prod",
    request: { action: "cloudformation:DeleteStack", resource: stack("gworld-prod-api") },
  },
  {
    what: "takes down prod with broken glass",
    role: "Deployer",
    on: "prod",
    request: {
      action: "cloudformation:DeleteStack",
      resource: stack("gworld-prod-api"),
      context: { "aws:PrincipalTag/gworld:break-glass": "true" },
    },
    allowed: true,
  },
  {
    what: "makes a role without the boundary",
    role: "Execution",
    request: through({ action: "iam:CreateRole", resource: iamRole("agent-runtime-task") }),
  },
  {
    what: "gives the role of AWS Backup a policy of its own",
    role: "Execution",
    request: through({ action: "iam:PutRolePolicy", resource: iamRole("backup") }),
  },
  {
    what: "makes the role of AWS Backup an administrator",
    role: "Execution",
    request: through({
      action: "iam:AttachRolePolicy",
      resource: iamRole("backup"),
      context: { "iam:PolicyARN": "arn:aws:iam::aws:policy/AdministratorAccess" },
    }),
  },
  {
    what: "loosens the operator",
    role: "Execution",
    request: through({
      action: "iam:PutRolePolicy",
      resource: iamRole("operator"),
      context: { "iam:PermissionsBoundary": `arn:aws:iam::${account}:policy/gworld/dev/gworld-dev-boundary` },
    }),
  },
  {
    what: "makes a service's own role for a service no stack uses",
    role: "Execution",
    request: through({
      action: "iam:CreateServiceLinkedRole",
      resource: `arn:aws:iam::${account}:role/aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS`,
      context: { "iam:AWSServiceName": "rds.amazonaws.com" },
    }),
  },
  {
    what: "deletes the role of deployers, so that it destroys no environment",
    role: "Deployer",
    request: through({ action: "iam:DeleteRole", resource: iamRole("deployer") }),
  },
  {
    what: "deletes what a bucket keeps",
    role: "Deployer",
    request: through({
      action: "s3:DeleteObjectVersion",
      resource: `arn:aws:s3:::gworld-dev-snapshots-${account}-eu-central-1/a`,
    }),
  },
  {
    what: "looks for a bucket of prod to take over",
    role: "Deployer",
    on: "prod",
    request: { action: "s3:ListBucket", resource: `arn:aws:s3:::gworld-prod-snapshots-${account}-eu-central-1` },
  },
  { what: "deletes a key that is not of dev", role: "Execution", request: through(key) },
  {
    what: "deletes a key of prod",
    role: "Execution",
    on: "prod",
    request: through({ ...key, context: { "aws:ResourceTag/gworld:env": "prod" } }),
  },
  {
    what: "carries its plan out",
    role: "GithubPlan",
    request: { action: "cloudformation:ExecuteChangeSet", resource: stack("gworld-dev-api") },
  },
  {
    what: "plans with the execution role",
    role: "GithubPlan",
    request: {
      action: "cloudformation:CreateChangeSet",
      resource: stack("gworld-dev-api"),
      context: { ...execution, "cloudformation:ChangeSetName": "gw-1" },
    },
  },
  {
    what: "leaves a change set on prod",
    role: "GithubPlan",
    on: "prod",
    request: {
      action: "cloudformation:CreateChangeSet",
      resource: stack("gworld-prod-api"),
      context: { "cloudformation:ChangeSetName": "gw-1" },
    },
  },
  {
    what: "reads a secret",
    role: "Operator",
    request: { action: "secretsmanager:GetSecretValue", resource: arn("secretsmanager", "secret:gworld/dev/redis-a1") },
  },
  {
    what: "reads a world",
    role: "Readonly",
    request: { action: "dynamodb:GetItem", resource: arn("dynamodb", "table/gworld-dev-Worlds") },
  },
  {
    what: "reads logs of prod",
    role: "Readonly",
    request: { action: "logs:FilterLogEvents", resource: arn("logs", "log-group:/gworld/prod/agent-runtime:*") },
  },
  {
    what: "decrypts with the state key itself",
    role: "Readonly",
    request: { ...stateKey("Decrypt", "dynamodb"), context: { "kms:ResourceAliases": ["alias/gworld-state"] } },
  },
  {
    what: "opens a shell in prod",
    role: "Operator",
    on: "prod",
    request: { action: "ecs:ExecuteCommand", resource: arn("ecs", "task/gworld-prod/1") },
  },
])("$role $what: $allowed", ({ role, on = "dev", request, allowed = false }) => {
  expect(may(on, role, request)).toBe(allowed);
});

test("an environment at home in the Region of the edge names no Region twice", () => {
  const text = JSON.stringify(templateOf(configOf("dev"), "security").Resources["DeployerRole"]);
  expect(text).not.toContain(":us-east-1:");
});

describe("a very large restore by the service that restores", () => {
  const bucket = `arn:aws:s3:::gworld-dev-snapshots-${account}-eu-central-1`;
  const security = templateOf(configOf("dev", { region: "eu-central-1" }), "security");
  const service = (request: Request) =>
    allows(security, "WorldManagementTaskRole", { account, region: "eu-central-1" }, request);
  const table = (name: string) => arn("dynamodb", `table/gworld-dev-${name}`);
  const load = `${table("Agents")}/bulk-operation/01`;

  test("stages, loads, follows, stops and cleans up", () => {
    const calls: readonly Request[] = [
      ...["Agents", "MemoryStreams", "WorldObjects", "Events"].map((name) => ({
        action: "dynamodb:StartBulkPutItems",
        resource: table(name),
      })),
      { action: "dynamodb:DescribeBulkOperation", resource: load },
      { action: "dynamodb:CancelBulkOperation", resource: load },
      { action: "dynamodb:ListBulkOperations", resource: "*" },
      { action: "s3:ListBucket", resource: bucket, context: { "s3:prefix": "dev/staging/01/Agents/" } },
      ...["GetObject", "PutObject", "DeleteObject"].map((action) => ({
        action: `s3:${action}`,
        resource: `${bucket}/dev/staging/01/Agents/input/000000.json.gz`,
      })),
    ];
    expect(calls.filter((call) => !service(call))).toEqual([]);
  });

  test.each<Request>([
    { action: "dynamodb:StartBulkPutItems", resource: table("Worlds") },
    { action: "dynamodb:StartBulkPutItems", resource: arn("dynamodb", "table/gworld-prod-Agents") },
    { action: "s3:DeleteObject", resource: `${bucket}/dev/worlds/w/chunks/aa/aa.gz` },
    { action: "s3:PutObject", resource: `${bucket}/prod/staging/01/x` },
  ])("may not $action on $resource", (request) => {
    expect(service(request)).toBe(false);
  });
});
