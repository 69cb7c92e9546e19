import { type Stack } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { bootstrapStackName, bucketName, secretName, tableName, worldTables } from "../../src/model/names.ts";
import { account, arn, arnsEverywhere, bucketArn, globalArn, region } from "../arn.ts";
import { allow, deny, policyDocument, type Statement } from "../policy.ts";
import { role } from "../role.ts";
import { lockingState, readingState } from "./state-access.ts";

/** Whoever the account's own IAM lets take the role: who that is, is decided outside an environment. */
export const accountTrust = () =>
  policyDocument([{ Effect: "Allow", Principal: { AWS: globalArn("iam", "root") }, Action: ["sts:AssumeRole"] }]);

/** Roles of people: on-call reads everything but data and secrets, an operator also acts on what runs. */
export function peopleRoles(stack: Stack, config: EnvironmentConfig): void {
  role(stack, "ReadonlyRole", config, {
    use: "readonly",
    description: "On call: sees how everything stands, and neither data nor secrets",
    trust: accountTrust(),
    statements: reading(config),
  });
  role(stack, "OperatorRole", config, {
    use: "operator",
    description: "On call, and acts on what runs: tasks, alarms, caches",
    trust: accountTrust(),
    statements: [...reading(config), ...operating(config), ...lockingState(config)],
  });
}

/** What on-call may see: how everything stands, and neither data nor secrets. */
export const reading = (config: EnvironmentConfig): readonly Statement[] => [
  ...looking(config),
  ...readingState(config),
  ...dataIsPrivate(config),
];

/** What `status`, `logs`, `outputs`, `resources` and the watching half of `deploy` and `scale` read, but for the state. */
export function looking(config: EnvironmentConfig): readonly Statement[] {
  const { name } = config;
  return [
    allow(
      ["cloudformation:Describe*", "cloudformation:Get*", "cloudformation:List*", "cloudformation:DetectStack*"],
      [
        ...arnsEverywhere(config, "cloudformation", `stack/gworld-${name}-*`),
        arn("cloudformation", `stack/${bootstrapStackName}/*`),
      ],
    ),
    allow(
      ["logs:FilterLogEvents", "logs:GetLogEvents", "logs:StartLiveTail", "logs:StartQuery", "logs:DescribeLogStreams"],
      arnsEverywhere(config, "logs", `log-group:/gworld/${name}/*`),
    ),
    allow(["ssm:GetParameter*"], [arn("ssm", `parameter/gworld/${name}/*`)]),
    // Whether they are there, never their values.
    allow(["secretsmanager:DescribeSecret"], [arn("secretsmanager", `secret:${secretName(name, "*")}`)]),
    allow(
      ["dynamodb:DescribeTable", "dynamodb:DescribeContinuousBackups"],
      [arn("dynamodb", `table/gworld-${name}-*`)],
    ),
    allow(
      [
        "application-autoscaling:Describe*",
        "ce:GetCostAndUsage",
        "cloudwatch:Describe*",
        "cloudwatch:Get*",
        "cloudwatch:List*",
        "ecs:Describe*",
        "ecs:List*",
        "elasticache:Describe*",
        "elasticloadbalancing:Describe*",
        "logs:DescribeLogGroups",
        "logs:DescribeQueryDefinitions",
        "logs:GetQueryResults",
        "logs:StopQuery",
        "servicequotas:Get*",
        "servicequotas:List*",
        "ssm:DescribeParameters",
        "tag:GetResources",
        "xray:BatchGetTraces",
        "xray:Get*",
        // Asked by the ID of a detection, so that there is no stack to name.
        "cloudformation:DescribeStackDriftDetectionStatus",
      ],
      "*",
    ),
  ];
}

/** Said as denials, so that a policy attached later does not open what on-call must not see. */
const dataIsPrivate = ({ name }: EnvironmentConfig): readonly Statement[] => [
  deny(["secretsmanager:GetSecretValue"], "*"),
  deny(
    ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:Scan"],
    worldTables.map((table) => arn("dynamodb", `table/${tableName(name, table)}`)),
  ),
  deny(["s3:GetObject"], [bucketArn(bucketName(name, "snapshots", account, region), "/*")]),
];

/** What `scale` does, and what people do with their own tools: stop a task, open a shell, try an alarm. */
function operating({ name, protected: isProtected }: EnvironmentConfig): readonly Statement[] {
  const cluster = `gworld-${name}`;
  return [
    allow(["application-autoscaling:RegisterScalableTarget"], [arn("application-autoscaling", "scalable-target/*")], {
      StringEquals: { "application-autoscaling:service-namespace": "ecs" },
    }),
    allow(["ecs:UpdateService"], [arn("ecs", `service/${cluster}/*`)]),
    allow(["ecs:StopTask"], [arn("ecs", `task/${cluster}/*`)]),
    allow(["sns:Subscribe", "sns:Publish"], [arn("sns", `gworld-${name}-*`)]),
    allow(["cloudwatch:SetAlarmState"], [arn("cloudwatch", `alarm:gworld-${name}-*`)]),
    allow(["cloudfront:CreateInvalidation"], [globalArn("cloudfront", "distribution/*")]),
    isProtected
      ? deny(["ecs:ExecuteCommand"], "*")
      : allow(["ecs:ExecuteCommand"], [arn("ecs", `cluster/${cluster}`), arn("ecs", `task/${cluster}/*`)]),
  ];
}
