import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import { lostWith } from "../../src/model/stateful-types.ts";
import { allStatements } from "./policies.ts";
import {
  allResources,
  at,
  configOf,
  environments,
  fullConfig,
  ofType,
  type Placed,
  synth,
  templateOf,
} from "./synthesized.ts";

const configs = [...environments.map((name) => configOf(name)), ...environments.map(fullConfig)];
const resources = allResources(configs);
const statements = allStatements(configs);
const of = (type: string) => resources.filter(({ resource }) => resource.Type === type);
const text = (value: unknown) => (typeof value === "string" ? value : "");

/** Actions whose resource IAM cannot name. */
const nameless = new Set([
  "dynamodb:ListBulkOperations",
  "ecr:GetAuthorizationToken",
  "xray:PutTraceSegments",
  "xray:PutTelemetryRecords",
  "xray:GetSamplingRules",
  "xray:GetSamplingTargets",
  "cloudwatch:PutMetricData",
  "application-autoscaling:DescribeScalableTargets",
  "ec2:DescribeSecurityGroups",
  "logs:DescribeLogGroups",
  "logs:DescribeQueryDefinitions",
  "ssmmessages:CreateControlChannel",
  "ssmmessages:CreateDataChannel",
  "ssmmessages:OpenControlChannel",
  "ssmmessages:OpenDataChannel",
]);

/** Where a rule is broken: an empty list is what every rule wants. */
const broken = <T extends { readonly where: string }>(found: readonly T[], keeps: (one: T) => boolean) =>
  found.filter((one) => !keeps(one)).map(({ where }) => where);

describe("network", () => {
  test("nothing comes in from anywhere", () => {
    const anywhere = /0\.0\.0\.0\/0|::\/0/;
    const ingress = ({ resource: { Type, Properties } }: Placed) =>
      JSON.stringify([Properties["SecurityGroupIngress"], Type.endsWith("SecurityGroupIngress") && Properties]);
    expect(broken(resources, (one) => !anywhere.test(ingress(one)))).toEqual([]);
  });

  test("every rule says why, and every group says what may leave it", () => {
    const said = (value: unknown) => typeof at(value, "Description") === "string";
    const groups = of("AWS::EC2::SecurityGroup");
    const rules = ({ resource: { Properties } }: Placed): readonly unknown[] =>
      [Properties["SecurityGroupEgress"], Properties["SecurityGroupIngress"] ?? []].flat();
    expect(broken(groups, (group) => rules(group).length > 0 && rules(group).every(said))).toEqual([]);
    expect(broken(of("AWS::EC2::SecurityGroupIngress"), ({ resource }) => said(resource.Properties))).toEqual([]);
  });

  test("nothing gets a public address, and the default security group is emptied", () => {
    const has = (type: string, property: string, value: unknown) =>
      broken(of(type), ({ resource }) => resource.Properties[property] === value);
    expect(has("AWS::EC2::Subnet", "MapPublicIpOnLaunch", false)).toEqual([]);
    expect(has("AWS::ElasticLoadBalancingV2::LoadBalancer", "Scheme", "internal")).toEqual([]);
    expect(of("AWS::CloudFormation::CustomResource")).toHaveLength(configs.length);
  });
});

describe("policies", () => {
  test("no action is *, and whole services are allowed to CloudFormation's role and to keys' own accounts only", () => {
    expect(broken(statements, ({ actions }) => !actions.includes("*"))).toEqual([]);
    const whole = statements.filter(
      ({ effect, actions }) => effect === "Allow" && actions.some((action) => action.endsWith(":*")),
    );
    const called = (condition: unknown) =>
      at(condition, "ForAnyValue:StringEquals", "aws:CalledVia") === "cloudformation.amazonaws.com";
    expect(
      broken(
        whole,
        ({ where, condition }) =>
          /\/ExecutionRole \(AWS::IAM::Role\)|AWS::KMS::Key/.test(where) ||
          (/\/Deploy(Named|Other) /.test(where) && called(condition)),
      ),
    ).toEqual([]);
  });

  test("no name of an environment stands before a wildcard without an end, and state is read by the exact key", () => {
    const open = /[/:]gworld-(local|dev|staging|prod)\*|gworld\/(local|dev|staging|prod)\*/;
    expect(broken(statements, ({ resources }) => !resources.some((resource) => open.test(resource)))).toEqual([]);
    const keyed = statements.filter(({ condition }) => JSON.stringify(condition ?? "").includes("LeadingKeys"));
    expect(keyed.length).toBeGreaterThan(0);
    const exact = (condition: unknown) =>
      /^ENV#[a-z]+$/.test(text(at(condition, "ForAllValues:StringEquals", "dynamodb:LeadingKeys")));
    expect(broken(keyed, ({ condition }) => exact(condition))).toEqual([]);
  });

  test("PassRole names roles and the services they go to", () => {
    const passing = statements.filter(({ actions }) => actions.includes("iam:PassRole"));
    expect(passing.length).toBeGreaterThan(0);
    const named = (resources: readonly string[]) => resources.every((resource) => resource.includes("role/gworld/"));
    const limited = (condition: unknown) => at(condition, "StringEquals", "iam:PassedToService") !== undefined;
    expect(broken(passing, ({ resources, condition }) => named(resources) && limited(condition))).toEqual([]);
  });

  test("workloads reach everything but what IAM cannot name by name", () => {
    const workload = /(Task|[a-z]Execution|Authorizer|DefaultSecurityGroup|MessageSender|FlowLog)Role /;
    const unbound = statements.filter(
      ({ where, effect, resources }) => workload.test(where) && effect === "Allow" && resources.includes("*"),
    );
    expect(unbound.length).toBeGreaterThan(0);
    expect(broken(unbound, ({ actions }) => actions.every((action) => nameless.has(action)))).toEqual([]);
  });

  test("only LLM Integration may call models, and nobody scans tables or deletes snapshots", () => {
    const tasks = statements.filter(({ where, effect }) => /TaskRole /.test(where) && effect === "Allow");
    const callers = tasks.filter(({ actions }) => actions.some((action) => action.startsWith("bedrock:")));
    expect(callers.length).toBeGreaterThan(0);
    expect(broken(callers, ({ where }) => where.includes("/LlmIntegrationTaskRole"))).toEqual([]);
    const never = ["dynamodb:Scan", "dynamodb:DeleteTable", "ecs:UpdateService"];
    expect(broken(tasks, ({ actions }) => !never.some((action) => actions.includes(action)))).toEqual([]);
    const deleting = tasks.filter(({ actions }) => actions.includes("s3:DeleteObject"));
    expect(broken(deleting, ({ resources: where }) => where.every((one) => one.includes("/staging/*")))).toEqual([]);
  });

  test("workload roles have the boundary; all roles have the environment's path", () => {
    const roles = of("AWS::IAM::Role").filter(({ where }) => !where.startsWith("gworld-bootstrap"));
    const path = /^\/gworld\/(local|dev|staging|prod)\/$/;
    expect(broken(roles, ({ resource }) => path.test(text(resource.Properties["Path"])))).toEqual([]);
    const unbound = /\/(Readonly|Operator|Deployer|GithubPlan|GithubDeploy|Backup|Execution)Role /;
    const bounded = ({ resource }: Placed) => resource.Properties["PermissionsBoundary"] !== undefined;
    expect(broken(roles, (role) => bounded(role) !== unbound.test(role.where))).toEqual([]);
  });

  test("roles and the boundary fit IAM's sizes", () => {
    const size = (value: unknown) => JSON.stringify(value ?? "").replaceAll(/"Fn::Sub":|AWS::/g, "").length;
    const fits = ({ resource: { Properties } }: Placed) =>
      size(Properties["Policies"]) < 10_240 && text(Properties["RoleName"]).length <= 64;
    expect(broken(of("AWS::IAM::Role"), fits)).toEqual([]);
    const policies = of("AWS::IAM::ManagedPolicy");
    expect(broken(policies, ({ resource }) => size(resource.Properties["PolicyDocument"]) < 6144)).toEqual([]);
  });

  test("GitHub is trusted for one repository and one subject, without wildcards, and only when configured", () => {
    const trusted = statements.filter(({ actions }) => actions.includes("sts:AssumeRoleWithWebIdentity"));
    expect(trusted).toHaveLength(2 * environments.length);
    const exact = /^repo:example\/worlds:(pull_request|environment:\w+)$/;
    const subject = (condition: unknown) =>
      text(at(condition, "StringEquals", "token.actions.githubusercontent.com:sub"));
    expect(broken(trusted, ({ condition }) => exact.test(subject(condition)))).toEqual([]);
    expect(JSON.stringify(synth(configOf("prod")))).not.toContain("githubusercontent");
  });
});

describe("data", () => {
  test("every key rotates, and lives as long as what it encrypts", () => {
    const kept = (where: string) => /gworld-(staging|prod|bootstrap)/.test(where);
    const lasts = ({ where, resource }: Placed) =>
      isDeepStrictEqual(
        [resource.DeletionPolicy, resource.UpdateReplacePolicy, resource.Properties["PendingWindowInDays"]],
        kept(where) ? ["RetainExceptOnCreate", "Retain", 30] : ["Delete", "Delete", 7],
      );
    const found = of("AWS::KMS::Key");
    expect(broken(found, lasts)).toEqual([]);
    expect(broken(found, ({ resource }) => resource.Properties["EnableKeyRotation"] === true)).toEqual([]);
  });

  test("what holds data says what becomes of it", () => {
    const found = resources.filter(({ resource }) => lostWith(resource.Type) !== undefined);
    const decided = ({ resource }: Placed) =>
      resource.DeletionPolicy !== undefined && resource.UpdateReplacePolicy !== undefined;
    expect(broken(found, decided)).toEqual([]);
  });

  test("nothing refuses a deletion that CloudFormation decided: a failed creation must be able to clean up", () => {
    const refuses = ({ resource: { Properties } }: Placed) =>
      Properties["DeletionProtectionEnabled"] === true ||
      Properties["DeletionProtection"] === true ||
      /deletion_protection[^}]*true/.test(JSON.stringify(Properties["LoadBalancerAttributes"] ?? []));
    expect(broken(resources, (one) => !refuses(one))).toEqual([]);
  });

  test("buckets are private, versioned, encrypted, and speak TLS only", () => {
    for (const { id, resource } of of("AWS::S3::Bucket")) {
      expect(resource.Properties).toMatchObject({
        VersioningConfiguration: { Status: "Enabled" },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
      });
      // Log deliveries cannot write under a customer key.
      const algorithm = id === "LogsBucket" ? "AES256" : "aws:kms";
      expect(JSON.stringify(resource.Properties["BucketEncryption"])).toContain(algorithm);
    }
    const tls = statements
      .filter(({ effect, condition }) => effect === "Deny" && at(condition, "Bool", "aws:SecureTransport") === "false")
      .map(({ where }) => where.split(" ")[0]);
    expect(broken(of("AWS::S3::Bucket"), ({ where }) => tls.includes(`${where.split(" ")[0]}Policy`))).toEqual([]);
  });

  test("snapshots move to cheaper classes and never expire by age: chunks are shared", () => {
    const bucket = templateOf(configOf("dev"), "storage").Resources["SnapshotsBucket"]?.Properties;
    expect(JSON.stringify(bucket)).toContain("GLACIER_IR");
    const rules = at(bucket, "LifecycleConfiguration", "Rules");
    const expiring = Array.isArray(rules) ? rules.filter((rule) => at(rule, "ExpirationInDays") !== undefined) : [];
    expect(expiring.map((rule) => at(rule, "Prefix"))).toEqual(["dev/staging/"]);
  });

  test("every log group is declared with a retention, and a key where there is one in time and in its Region", () => {
    const groups = of("AWS::Logs::LogGroup");
    const name = /^\/gworld\/\w+\/[a-z-]+$/;
    expect(broken(groups, ({ resource }) => name.test(text(resource.Properties["LogGroupName"])))).toEqual([]);
    expect(broken(groups, ({ resource }) => typeof resource.Properties["RetentionInDays"] === "number")).toEqual([]);
    const keyless = broken(groups, ({ resource }) => resource.Properties["KmsKeyId"] !== undefined);
    expect(keyless.filter((where) => !/\/EdgeLogGroup /.test(where))).toEqual([]);
  });

  test("no secret stands in a template", () => {
    const token = /^\{\{resolve:secretsmanager:gworld\/\w+\/redis:SecretString\}\}$/;
    const redis = of("AWS::ElastiCache::ReplicationGroup");
    expect(broken(redis, ({ resource }) => token.test(text(resource.Properties["AuthToken"])))).toEqual([]);
    const generated = ({ resource: { Properties } }: Placed) =>
      Properties["SecretString"] === undefined && Properties["GenerateSecretString"] !== undefined;
    expect(broken(of("AWS::SecretsManager::Secret"), generated)).toEqual([]);
    const readable = ({ resource: { Properties } }: Placed) =>
      JSON.stringify([at(Properties, "ContainerDefinitions", "0", "Environment"), Properties["Name"]]);
    const open = [...of("AWS::ECS::TaskDefinition"), ...of("AWS::SSM::Parameter")];
    expect(broken(open, (one) => !/TOKEN|PASSWORD|SECRET/i.test(readable(one)))).toEqual([]);
  });

  test("EventBridge publishes to encrypted topics without a condition it could not fulfil; the others say for whom", () => {
    const to = (service: string) =>
      statements.filter(
        ({ type, effect, principal }) =>
          /^AWS::(KMS::Key|SNS::TopicPolicy)$/.test(type) &&
          effect === "Allow" &&
          JSON.stringify(principal ?? "").includes(service),
      );
    expect(new Set(to("events.").map(({ type }) => type))).toEqual(new Set(["AWS::KMS::Key", "AWS::SNS::TopicPolicy"]));
    expect(broken(to("events."), ({ condition }) => condition === undefined)).toEqual([]);
    const ours = (condition: unknown) => at(condition, "StringEquals", "aws:SourceAccount") !== undefined;
    for (const service of ["cloudwatch.", "budgets."])
      expect(broken(to(service), ({ condition }) => ours(condition))).toEqual([]);
  });

  test("alarms can use the key of their topics, or nobody would be told", () => {
    for (const name of environments) {
      const keys = ofType(templateOf(configOf(name), "security").Resources, "AWS::KMS::Key");
      const policies = JSON.stringify(keys);
      for (const service of ["cloudwatch.amazonaws.com", "budgets.amazonaws.com", "logs."])
        expect(policies).toContain(service);
    }
  });
});

describe("edge and APIs", () => {
  test("the distribution reads the bucket by access control, redirects to TLS and sends security headers", () => {
    for (const { resource } of of("AWS::CloudFront::Distribution")) {
      const config = resource.Properties["DistributionConfig"];
      expect(at(config, "DefaultCacheBehavior", "ViewerProtocolPolicy")).toBe("redirect-to-https");
      expect(at(config, "Origins", "0", "OriginAccessControlId")).toEqual({ Ref: "WebAccess" });
      expect(at(config, "DefaultCacheBehavior", "ResponseHeadersPolicyId")).toEqual({ Ref: "SecurityHeaders" });
    }
  });

  test("every way in but the health check asks the authorizer, is throttled and is logged", () => {
    const { Resources } = templateOf(configOf("dev"), "api");
    const methods = ofType(Resources, "AWS::ApiGateway::Method").map(([id, { Properties }]) => [
      id,
      Properties["AuthorizationType"],
    ]);
    expect(methods).toEqual([
      ["HealthMethod", "NONE"],
      ["ProxyMethod", "CUSTOM"],
    ]);
    expect(Resources["WebSocketConnectRoute"]?.Properties["AuthorizationType"]).toBe("CUSTOM");
    expect(at(Resources["RestStage"]?.Properties, "MethodSettings", "0", "ThrottlingRateLimit")).toBe(50);
    expect(at(Resources["WebSocketStage"]?.Properties, "DefaultRouteSettings", "ThrottlingRateLimit")).toBe(50);
    expect(Resources["RestStage"]?.Properties["AccessLogSetting"]).toBeDefined();
    expect(Resources["WebSocketStage"]?.Properties["AccessLogSettings"]).toBeDefined();
  });

  test("firewalls stand at both doors, each in its scope, when configured", () => {
    for (const name of environments) {
      const config = configOf(name);
      const scopes = (["api", "edge"] as const).map((part) =>
        ofType(templateOf(config, part).Resources, "AWS::WAFv2::WebACL").map(
          ([, { Properties }]) => Properties["Scope"],
        ),
      );
      expect(scopes).toEqual(config.waf ? [["REGIONAL"], ["CLOUDFRONT"]] : [[], []]);
    }
  });
});
