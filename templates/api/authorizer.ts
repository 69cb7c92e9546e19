import { Aws, Fn, type Stack, aws_lambda as lambda } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { inlineFunction } from "../inline-function.ts";
import { allow } from "../policy.ts";

/** The function both APIs ask. A shared bearer token from Secrets Manager, compared in constant time. */
export function tokenAuthorizer(
  stack: Stack,
  config: EnvironmentConfig,
  { secret, secretKey, logsKey }: { readonly secret: string; readonly secretKey: string; readonly logsKey: string },
): lambda.CfnFunction {
  return inlineFunction(stack, "Authorizer", config, {
    use: "authorizer",
    description: "Lets requests with the environment's bearer token through",
    code,
    logsKey,
    environment: { SECRET: secret },
    statements: [
      allow(["secretsmanager:GetSecretValue"], [secret]),
      allow(["kms:Decrypt"], [secretKey], {
        StringEquals: { "kms:ViaService": `secretsmanager.${Aws.REGION}.amazonaws.com` },
      }),
    ],
  });
}

/** API Gateway calls an authorizer by this URI. */
export const authorizerUri = (authorizer: lambda.CfnFunction) =>
  Fn.sub(
    `arn:\${AWS::Partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${authorizer.logicalId}.Arn}/invocations`,
  );

/** Lets one API call the function, and no other. */
export function letApiAsk(stack: Stack, id: string, authorizer: lambda.CfnFunction, apiId: string): void {
  new lambda.CfnPermission(stack, id, {
    action: "lambda:InvokeFunction",
    functionName: authorizer.attrArn,
    principal: "apigateway.amazonaws.com",
    sourceArn: Fn.join("", [
      Fn.sub("arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:"),
      apiId,
      "/*",
    ]),
  });
}

/** The answer covers the whole stage, so that API Gateway's cache does not refuse the next path. */
const code = `const { env } = require("node:process");
const { createHash, timingSafeEqual } = require("node:crypto");
const { SecretsManagerClient, GetSecretValueCommand } = require("@aws-sdk/client-secrets-manager");
const secrets = new SecretsManagerClient();
const hash = (text) => createHash("sha256").update(text).digest();
let known = { until: -1 };
async function token() {
  if (performance.now() > known.until) {
    const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: env.SECRET }));
    known = { hash: hash(SecretString), until: performance.now() + 300000 };
  }
  return known.hash;
}
exports.handler = async ({ headers, queryStringParameters, methodArn }) => {
  const name = Object.keys(headers ?? {}).find((key) => key.toLowerCase() === "authorization");
  const given = name ? headers[name].replace(/^Bearer /i, "") : (queryStringParameters?.token ?? "");
  const Effect = timingSafeEqual(hash(given), await token()) ? "Allow" : "Deny";
  const Resource = methodArn.split("/").slice(0, 2).join("/") + "/*";
  const Statement = [{ Action: "execute-api:Invoke", Effect, Resource }];
  return { principalId: "client", policyDocument: { Version: "2012-10-17", Statement } };
};
`;
