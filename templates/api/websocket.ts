import { Fn, type Stack, aws_apigatewayv2 as apigateway, type aws_lambda as lambda } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { webSocketStage } from "../service-facts.ts";
import { accessLog } from "./access-log.ts";
import { authorizerUri, letApiAsk } from "./authorizer.ts";
import { type ApiContent, apiContent } from "./content.ts";
import { throttle } from "./throttle.ts";

export interface WebSocketParts {
  readonly queueName: string;
  /** The role API Gateway sends to the queue with. */
  readonly sender: string;
  readonly authorizer: lambda.CfnFunction;
  readonly logsKey: string;
}

/** What each route puts into the queue; connects and disconnects have no body of their own. */
const bodies = {
  $connect: "$context.eventType",
  $disconnect: "$context.eventType",
  $default: "$util.urlEncode($input.body)",
} as const;

/** The WebSocket API: connecting takes a token, and whatever comes in is a message for the agent runtime. */
export function webSocketApi(stack: Stack, config: EnvironmentConfig, parts: WebSocketParts): string {
  const content = apiContent(stack);
  const api = new apigateway.CfnApi(
    stack,
    "WebSocketApi",
    content.note({
      name: `gworld-${config.name}-websocket`,
      description: `gworld ${config.name}`,
      protocolType: "WEBSOCKET",
      routeSelectionExpression: "$request.body.action",
    }),
  );
  const authorizer = new apigateway.CfnAuthorizer(
    stack,
    "WebSocketAuthorizer",
    content.note({
      apiId: api.ref,
      name: "token",
      authorizerType: "REQUEST",
      authorizerUri: authorizerUri(parts.authorizer),
      // Browsers cannot set headers on a WebSocket.
      identitySource: ["route.request.querystring.token"],
    }),
  );
  letApiAsk(stack, "WebSocketAuthorizerPermission", parts.authorizer, api.ref);
  const routes = Object.entries(bodies).map(([key, body]) => {
    const id = `WebSocket${key.charAt(1).toUpperCase()}${key.slice(2)}`;
    const integration = { apiId: api.ref, ...intoQueue(parts, body) };
    const { ref } = new apigateway.CfnIntegration(stack, `${id}Integration`, content.note(integration));
    const authorization =
      key === "$connect"
        ? { authorizationType: "CUSTOM", authorizerId: authorizer.ref }
        : { authorizationType: "NONE" };
    const route = { apiId: api.ref, routeKey: key, target: Fn.join("/", ["integrations", ref]), ...authorization };
    return new apigateway.CfnRoute(stack, `${id}Route`, content.note(route));
  });
  stage(stack, config, { routes, content, apiId: api.ref, logsKey: parts.logsKey });
  return api.ref;
}

/** A WebSocket API has no private integration with an internal load balancer; a queue also outlives a restart. */
const intoQueue = ({ queueName, sender }: WebSocketParts, body: string) => ({
  integrationType: "AWS",
  integrationMethod: "POST",
  integrationUri: Fn.join("", [
    Fn.sub("arn:${AWS::Partition}:apigateway:${AWS::Region}:sqs:path/${AWS::AccountId}/"),
    queueName,
  ]),
  credentialsArn: sender,
  passthroughBehavior: "NEVER",
  requestParameters: { "integration.request.header.Content-Type": "'application/x-www-form-urlencoded'" },
  templateSelectionExpression: String.raw`\$default`,
  requestTemplates: {
    $default: `Action=SendMessage&MessageBody=${body}${attribute(1, "connectionId")}${attribute(2, "eventType")}`,
  },
});

const attribute = (index: number, name: string) =>
  `&MessageAttribute.${index}.Name=${name}` +
  `&MessageAttribute.${index}.Value.StringValue=$context.${name}` +
  `&MessageAttribute.${index}.Value.DataType=String`;

interface StageParts extends Pick<WebSocketParts, "logsKey"> {
  readonly apiId: string;
  readonly routes: readonly apigateway.CfnRoute[];
  readonly content: ApiContent;
}

function stage(stack: Stack, config: EnvironmentConfig, { apiId, routes, content, logsKey: key }: StageParts): void {
  const deployment = new apigateway.CfnDeployment(stack, `WebSocketDeployment${content.fingerprint()}`, { apiId });
  for (const route of routes) deployment.addResourceDependency(route);
  new apigateway.CfnStage(stack, "WebSocketStage", {
    apiId,
    deploymentId: deployment.ref,
    stageName: webSocketStage,
    description: "The one stage: throttled, every message logged",
    accessLogSettings: accessLog(stack, config, { id: "WebSocketLogGroup", name: "websocket", key }),
    defaultRouteSettings: {
      throttlingRateLimit: throttle(config).rate,
      throttlingBurstLimit: throttle(config).burst,
      detailedMetricsEnabled: true,
      loggingLevel: "ERROR",
      dataTraceEnabled: false,
    },
  });
}
