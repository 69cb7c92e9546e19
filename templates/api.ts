import { Fn, type Stack, aws_apigatewayv2 as apigatewayv2, aws_wafv2 as waf } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { EnvironmentConfig } from "../src/model/environment.ts";
import { tokenAuthorizer } from "./api/authorizer.ts";
import { letRuntimeAnswer, messageQueue } from "./api/messages.ts";
import { type RestApi, restApi, restUrl } from "./api/rest.ts";
import { webSocketApi } from "./api/websocket.ts";
import { firewall } from "./firewall.ts";
import { restStage, webSocketStage } from "./service-facts.ts";
import { environmentStack, input, inputList, output, publish } from "./stack.ts";

/** The ways in: REST to the load balancer through a VPC link, WebSocket to a queue; both ask the same authorizer. */
export function apiStack(scope: Construct, config: EnvironmentConfig): Stack {
  const stack = environmentStack(scope, config, "api");
  const logsKey = input(stack, "security", "LogsKeyArn");
  const authorizer = tokenAuthorizer(stack, config, {
    secret: input(stack, "security", "ApiSecretArn"),
    secretKey: input(stack, "security", "SecretsKeyArn"),
    logsKey,
  });
  const link = new apigatewayv2.CfnVpcLink(stack, "VpcLink", {
    name: `gworld-${config.name}`,
    subnetIds: inputList(stack, "network", "PrivateSubnetIds"),
    securityGroupIds: [input(stack, "network", "LinkSecurityGroupId")],
  });
  const rest = restApi(stack, config, {
    vpcLink: link.ref,
    balancer: input(stack, "compute", "LoadBalancerArn"),
    authorizer,
    logsKey,
  });
  const { queue, sender } = messageQueue(stack, config, input(stack, "security", "DataKeyArn"));
  const webSocket = webSocketApi(stack, config, { queueName: queue.attrQueueName, sender, authorizer, logsKey });
  letRuntimeAnswer(stack, config, queue.attrArn, "WebSocketApi");
  if (config.waf) protect(stack, config, rest);

  const webSocketUrl = Fn.join("", [
    "wss://",
    webSocket,
    Fn.sub(`.execute-api.\${AWS::Region}.\${AWS::URLSuffix}/${webSocketStage}`),
  ]);
  output(stack, "RestApiId", rest.id, "The REST API");
  output(stack, "RestUrl", restUrl(rest.id), "Where the REST API answers");
  output(stack, "WebSocketApiId", webSocket, "The WebSocket API");
  output(stack, "WebSocketUrl", webSocketUrl, "Where the WebSocket API answers");
  publish(stack, config, "websocket/queue", { value: queue.ref, description: "Queue of what WebSocket clients say" });
  publish(stack, config, "websocket/url", { value: webSocketUrl, description: "Where the WebSocket API answers" });
  publish(stack, config, "rest/url", { value: restUrl(rest.id), description: "Where the REST API answers" });
  return stack;
}

function protect(stack: Stack, config: EnvironmentConfig, rest: RestApi): void {
  const { attrArn } = firewall(stack, config, "REGIONAL");
  const stage = Fn.join("", [
    Fn.sub("arn:${AWS::Partition}:apigateway:${AWS::Region}::/restapis/"),
    rest.id,
    `/stages/${restStage}`,
  ]);
  const association = new waf.CfnWebACLAssociation(stack, "FirewallAssociation", {
    resourceArn: stage,
    webAclArn: attrArn,
  });
  association.addResourceDependency(rest.stage);
}
