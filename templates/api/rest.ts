import { Fn, type Stack, aws_apigateway as apigateway, type aws_lambda as lambda } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { restApiName } from "../../src/model/names.ts";
import { fingerprint } from "../fingerprint.ts";
import { restStage } from "../service-facts.ts";
import { accessLog } from "./access-log.ts";
import { authorizerUri, letApiAsk } from "./authorizer.ts";
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
  const api = new apigateway.CfnRestApi(stack, "RestApi", {
    name: restApiName(config.name),
    description: `gworld ${config.name}`,
    endpointConfiguration: { types: ["REGIONAL"] },
  });
  const authorizer = new apigateway.CfnAuthorizer(stack, "RestAuthorizer", {
    restApiId: api.ref,
    name: "token",
    type: "REQUEST",
    identitySource: "method.request.header.Authorization",
    authorizerUri: authorizerUri(parts.authorizer),
    authorizerResultTtlInSeconds: 300,
  });
  letApiAsk(stack, "RestAuthorizerPermission", parts.authorizer, api.ref);
  const validator = new apigateway.CfnRequestValidator(stack, "RestValidator", {
    restApiId: api.ref,
    name: "parameters",
    validateRequestParameters: true,
    validateRequestBody: false,
  });
  const resource = (id: string, pathPart: string) =>
    new apigateway.CfnResource(stack, id, { restApiId: api.ref, parentId: api.attrRootResourceId, pathPart }).ref;
  const shared = { restApiId: api.ref, requestValidatorId: validator.ref };
  const health = new apigateway.CfnMethod(stack, "HealthMethod", {
    ...shared,
    resourceId: resource("HealthResource", "health"),
    httpMethod: "GET",
    authorizationType: "NONE",
    integration: privateIntegration(parts, "GET", "health"),
  });
  const everything = new apigateway.CfnMethod(stack, "ProxyMethod", {
    ...shared,
    resourceId: resource("ProxyResource", "{proxy+}"),
    httpMethod: "ANY",
    authorizationType: "CUSTOM",
    authorizerId: authorizer.ref,
    requestParameters: { "method.request.path.proxy": true },
    integration: {
      ...privateIntegration(parts, "ANY", "{proxy}"),
      requestParameters: { "integration.request.path.proxy": "method.request.path.proxy" },
    },
  });
  return { id: api.ref, stage: stage(stack, config, [health, everything], parts) };
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

function stage(
  stack: Stack,
  config: EnvironmentConfig,
  methods: readonly apigateway.CfnMethod[],
  { logsKey }: RestParts,
): apigateway.CfnStage {
  const [{ restApiId } = { restApiId: "" }] = methods;
  const content = JSON.stringify(
    stack.resolve(methods.map(({ httpMethod, integration }) => [httpMethod, integration])),
  );
  const deployment = new apigateway.CfnDeployment(stack, `RestDeployment${fingerprint(content)}`, { restApiId });
  for (const method of methods) deployment.addResourceDependency(method);
  return new apigateway.CfnStage(stack, "RestStage", {
    restApiId,
    deploymentId: deployment.ref,
    stageName: restStage,
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
