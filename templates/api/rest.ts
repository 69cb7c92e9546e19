import { Fn, type Stack, aws_apigateway as apigateway, type aws_lambda as lambda } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { restApiName } from "../../src/model/names.ts";
import { restStage } from "../service-facts.ts";
import { accessLog } from "./access-log.ts";
import { authorizerUri, letApiAsk } from "./authorizer.ts";
import { type ApiContent, apiContent } from "./content.ts";
import { throttle } from "./throttle.ts";

export interface RestParts {
  readonly vpcLink: string;
  readonly balancer: string;
  readonly authorizer: lambda.CfnFunction;
  readonly logsKey: string;
}

export interface RestApi {
  readonly id: string;
  readonly stage: apigateway.CfnStage;
}

/** The REST API: every path to the load balancer with a token, and the health check without. */
export function restApi(stack: Stack, config: EnvironmentConfig, parts: RestParts): RestApi {
  const content = apiContent(stack);
  const api = new apigateway.CfnRestApi(stack, "RestApi", {
    name: restApiName(config.name),
    description: `gworld ${config.name}`,
    endpointConfiguration: { types: ["REGIONAL"] },
  });
  const paths = methods(stack, api, { ...parts, content });
  return { id: api.ref, stage: stage(stack, config, { ...parts, content, api: api.ref, paths }) };
}

function methods(
  stack: Stack,
  api: apigateway.CfnRestApi,
  { content: { note }, ...parts }: RestParts & { readonly content: ApiContent },
): readonly apigateway.CfnMethod[] {
  const restApiId = api.ref;
  const validator = new apigateway.CfnRequestValidator(
    stack,
    "RestValidator",
    note({ restApiId, name: "whole", validateRequestParameters: true, validateRequestBody: true }),
  );
  const method = (
    id: string,
    pathPart: string,
    properties: Omit<apigateway.CfnMethodProps, "restApiId" | "resourceId">,
  ) => {
    const resource = { restApiId, parentId: api.attrRootResourceId, pathPart };
    const { ref: resourceId } = new apigateway.CfnResource(stack, `${id}Resource`, note(resource));
    const shared = { restApiId, resourceId, requestValidatorId: validator.ref };
    return new apigateway.CfnMethod(stack, `${id}Method`, note({ ...shared, ...properties }));
  };
  return [
    method("Health", "health", {
      httpMethod: "GET",
      authorizationType: "NONE",
      integration: privateIntegration(parts, "GET", "health"),
    }),
    method("Proxy", "{proxy+}", {
      httpMethod: "ANY",
      authorizationType: "CUSTOM",
      authorizerId: restAuthorizer(stack, restApiId, { ...parts, note }),
      requestParameters: { "method.request.path.proxy": true },
      integration: {
        ...privateIntegration(parts, "ANY", "{proxy}"),
        requestParameters: { "integration.request.path.proxy": "method.request.path.proxy" },
      },
    }),
  ];
}

function restAuthorizer(
  stack: Stack,
  restApiId: string,
  { authorizer, note }: Pick<RestParts, "authorizer"> & Pick<ApiContent, "note">,
): string {
  letApiAsk(stack, "RestAuthorizerPermission", authorizer, restApiId);
  return new apigateway.CfnAuthorizer(
    stack,
    "RestAuthorizer",
    note({
      restApiId,
      name: "token",
      type: "REQUEST",
      identitySource: "method.request.header.Authorization",
      authorizerUri: authorizerUri(authorizer),
      authorizerResultTtlInSeconds: 300,
    }),
  ).ref;
}

/**
 * Through the VPC link to the load balancer. The integration target says where to; of the URI, the host becomes a header
 * and the path is what services see: without the stage, as a client without CloudFront would ask them.
 */
const privateIntegration = ({ vpcLink, balancer }: RestParts, method: string, path: string) => ({
  type: "HTTP_PROXY",
  integrationHttpMethod: method,
  uri: `http://gworld.internal/${path}`,
  connectionType: "VPC_LINK",
  connectionId: vpcLink,
  integrationTarget: balancer,
  timeoutInMillis: 29_000,
});

interface StageParts extends Pick<RestParts, "logsKey"> {
  readonly api: string;
  readonly paths: readonly apigateway.CfnMethod[];
  readonly content: ApiContent;
}

function stage(
  stack: Stack,
  config: EnvironmentConfig,
  { api: restApiId, paths, content, logsKey }: StageParts,
): apigateway.CfnStage {
  const deployment = new apigateway.CfnDeployment(stack, `RestDeployment${content.fingerprint()}`, { restApiId });
  for (const method of paths) deployment.addResourceDependency(method);
  return new apigateway.CfnStage(stack, "RestStage", {
    restApiId,
    deploymentId: deployment.ref,
    stageName: restStage,
    description: "The one stage: traced, throttled, every request logged",
    tracingEnabled: true,
    accessLogSetting: accessLog(stack, config, { id: "RestLogGroup", name: "api", key: logsKey }),
    methodSettings: [
      {
        resourcePath: "/*",
        httpMethod: "*",
        metricsEnabled: true,
        loggingLevel: "ERROR",
        dataTraceEnabled: false,
        throttlingRateLimit: throttle(config).rate,
        throttlingBurstLimit: throttle(config).burst,
      },
    ],
  });
}

/** Where the API answers, without CloudFront. */
export const restUrl = (id: string) =>
  Fn.join("", ["https://", id, Fn.sub(`.execute-api.\${AWS::Region}.\${AWS::URLSuffix}/${restStage}`)]);
