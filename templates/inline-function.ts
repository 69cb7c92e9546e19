import { type Stack, aws_lambda as lambda } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../src/model/environment.ts";
import { logGroup } from "./log-group.ts";
import { allow, servicePrincipal, type Statement } from "./policy.ts";
import { role, workloadBoundaryArn } from "./role.ts";

export interface FunctionDefinition {
  /** Ends the function's name and names its role and log group: `gworld-<env>-<use>`. */
  readonly use: string;
  readonly description: string;
  /** CommonJS, at most 4096 characters: the code stands in the template, so that a stack needs no asset. */
  readonly code: string;
  readonly statements: readonly Statement[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly logsKey: string;
}

/** A small function whose code is in the template, with a role and a log group of its own. */
export function inlineFunction(
  stack: Stack,
  id: string,
  config: EnvironmentConfig,
  definition: FunctionDefinition,
): lambda.CfnFunction {
  const { use, description, code, environment } = definition;
  const group = logGroup(stack, config, use, { id: `${id}LogGroup`, key: definition.logsKey });
  const { attrArn } = role(stack, `${id}Role`, config, {
    use,
    description: `Runs a function: ${description.charAt(0).toLowerCase()}${description.slice(1)}`,
    trust: servicePrincipal("lambda.amazonaws.com"),
    boundary: workloadBoundaryArn(config),
    statements: [allow(["logs:CreateLogStream", "logs:PutLogEvents"], [group.attrArn]), ...definition.statements],
  });
  return new lambda.CfnFunction(stack, `${id}Function`, {
    functionName: `gworld-${config.name}-${use}`,
    description,
    runtime: "nodejs24.x",
    architectures: ["arm64"],
    handler: "index.handler",
    code: { zipFile: code },
    role: attrArn,
    memorySize: 256,
    timeout: 30,
    environment: environment && { variables: { ...environment } },
    loggingConfig: { logFormat: "JSON", logGroup: group.ref },
  });
}
