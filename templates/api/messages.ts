import { Aws, CfnDeletionPolicy, type Stack, aws_iam as iam, aws_sqs as sqs } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { roleName } from "../../src/model/names.ts";
import { arn } from "../arn.ts";
import { allow, policyDocument, servicePrincipal, tlsOnly } from "../policy.ts";
import { role, workloadBoundaryArn } from "../role.ts";
import { webSocketStage } from "../service-facts.ts";

export interface Messages {
  readonly queue: sqs.CfnQueue;
  readonly sender: string;
}

/** The queue between the WebSocket API and the agent runtime; what fails five times is kept for people. */
export function messageQueue(stack: Stack, config: EnvironmentConfig, dataKey: string): Messages {
  const queue = (id: string, name: string, days: number, failed?: sqs.CfnQueue) => {
    const resource = new sqs.CfnQueue(stack, id, {
      queueName: `gworld-${config.name}-${name}`,
      kmsMasterKeyId: dataKey,
      messageRetentionPeriod: days * 86_400,
      visibilityTimeout: 30,
      receiveMessageWaitTimeSeconds: 20,
      redrivePolicy: failed && { deadLetterTargetArn: failed.attrArn, maxReceiveCount: 5 },
    });
    // Messages on their way, not data: a queue that stayed would take the name from the next one.
    resource.cfnOptions.deletionPolicy = CfnDeletionPolicy.DELETE;
    resource.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.DELETE;
    return resource;
  };
  const failed = queue("FailedMessages", "messages-failed", 14);
  const messages = queue("Messages", "messages", 1, failed);
  for (const [id, target] of Object.entries({ MessagesPolicy: messages, FailedMessagesPolicy: failed })) {
    const [plaintext] = tlsOnly([target.attrArn], "sqs:*");
    if (plaintext === undefined) continue;
    new sqs.CfnQueuePolicy(stack, id, { queues: [target.ref], policyDocument: policyDocument([plaintext]) });
  }
  const sender = role(stack, "MessageSenderRole", config, {
    use: "message-sender",
    description: "Puts messages of WebSocket clients into the queue",
    trust: servicePrincipal("apigateway.amazonaws.com"),
    boundary: workloadBoundaryArn(config),
    statements: [
      allow(["sqs:SendMessage"], [messages.attrArn]),
      allow(["kms:Decrypt", "kms:GenerateDataKey"], [dataKey], {
        StringEquals: { "kms:ViaService": `sqs.${Aws.REGION}.amazonaws.com` },
      }),
    ],
  });
  return { queue: messages, sender: sender.attrArn };
}

/** What the agent runtime may do here, added to its role once the API's ID is known: read messages, answer clients. */
export function letRuntimeAnswer(stack: Stack, config: EnvironmentConfig, queueArn: string, api: string): void {
  const connections = (method: string) => arn("execute-api", `\${${api}}/${webSocketStage}/${method}/@connections/*`);
  new iam.CfnRolePolicy(stack, "AgentRuntimeMessages", {
    roleName: roleName(config.name, "agent-runtime-task"),
    policyName: "messages",
    policyDocument: policyDocument([
      allow(
        ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes"],
        [queueArn],
      ),
      allow(["execute-api:ManageConnections"], [connections("POST"), connections("DELETE")]),
    ]),
  });
}
