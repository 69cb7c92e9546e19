import { Aws, type Stack } from "aws-cdk-lib";
import { type EnvironmentConfig, type ServiceName, serviceNames } from "../../src/model/environment.ts";
import { logGroupName, pascalCase, repositoryName } from "../../src/model/names.ts";
import { arn } from "../arn.ts";
import { allow, ownAccount, servicePrincipal, type Statement } from "../policy.ts";
import { role } from "../role.ts";
import { allowsExec, usesRedis } from "../service-facts.ts";
import type { Keys } from "./keys.ts";
import type { Secrets } from "./secrets.ts";
import { agentRuntimeAccess, llmIntegrationAccess, worldManagementAccess } from "./service-access.ts";

export interface Protection {
  readonly keys: Keys;
  readonly secrets: Secrets;
  readonly boundary: string;
}

export interface ServiceRoles {
  readonly task: string;
  readonly execution: string;
}

const access: Readonly<Record<ServiceName, (config: EnvironmentConfig) => readonly Statement[]>> = {
  "world-management": worldManagementAccess,
  "agent-runtime": agentRuntimeAccess,
  "llm-integration": llmIntegrationAccess,
};

/** Two roles a service: what its code may do (task), and what ECS does to start it (execution). */
export function serviceRoles(
  stack: Stack,
  config: EnvironmentConfig,
  protection: Protection,
): readonly (readonly [ServiceName, ServiceRoles])[] {
  const trust = servicePrincipal("ecs-tasks.amazonaws.com", {
    StringEquals: ownAccount,
    ArnLike: { "aws:SourceArn": arn("ecs", "*") },
  });
  const of = (service: ServiceName, kind: "Task" | "Execution", statements: readonly Statement[]) =>
    role(stack, `${pascalCase(service)}${kind}Role`, config, {
      use: `${service}-${kind.toLowerCase()}`,
      description: kind === "Task" ? `What ${service} may do` : `How ECS starts ${service}`,
      trust,
      boundary: protection.boundary,
      statements,
    }).attrArn;
  return serviceNames.map((service) => [
    service,
    {
      task: of(service, "Task", [
        ...access[service](config),
        ...everyTask(config, protection.keys),
        ...(usesRedis(service) ? [redisEndpoint(config)] : []),
      ]),
      execution: of(service, "Execution", execution(config, service, protection)),
    },
  ]);
}

/** Traces and metrics, and the data key through the services that use it for the caller. */
const everyTask = (config: EnvironmentConfig, keys: Keys): readonly Statement[] => [
  allow(["xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules", "xray:GetSamplingTargets"], "*"),
  allow(["cloudwatch:PutMetricData"], "*", { StringEquals: { "cloudwatch:namespace": `GWorld/${config.name}` } }),
  allow(["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"], [keys.data], {
    StringEquals: { "kms:ViaService": ["dynamodb", "s3", "sqs"].map((name) => `${name}.${Aws.REGION}.amazonaws.com`) },
  }),
  // ECS Exec opens its channels with the task's own role.
  ...(allowsExec(config) ? [allow(shellChannels, "*")] : []),
];

const shellChannels = ["Create", "Open"].flatMap((verb) =>
  ["Control", "Data"].map((kind) => `ssmmessages:${verb}${kind}Channel`),
);

const redisEndpoint = ({ name }: EnvironmentConfig) =>
  allow(["ssm:GetParameter"], [arn("ssm", `parameter/gworld/${name}/redis/endpoint`)]);

function execution({ name }: EnvironmentConfig, service: ServiceName, protection: Protection): readonly Statement[] {
  const start = [
    allow(["ecr:GetAuthorizationToken"], "*"),
    allow(
      ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
      [arn("ecr", `repository/${repositoryName(name, service)}`)],
    ),
    allow(["logs:CreateLogStream", "logs:PutLogEvents"], [arn("logs", `log-group:${logGroupName(name, service)}:*`)]),
  ];
  if (!usesRedis(service)) return start;
  return [
    ...start,
    allow(["secretsmanager:GetSecretValue"], [protection.secrets.redis]),
    allow(["kms:Decrypt"], [protection.keys.secrets], {
      StringEquals: { "kms:ViaService": `secretsmanager.${Aws.REGION}.amazonaws.com` },
    }),
  ];
}
