import {
  CfnDeletionPolicy,
  Fn,
  type Stack,
  aws_apigateway as apigateway,
  aws_dynamodb as dynamodb,
  aws_iam as iam,
} from "aws-cdk-lib";
import type { Construct } from "constructs";
import { backendNeeds, backendVersion } from "../src/model/bootstrapped.ts";
import { bootstrapStackName, stateTableName } from "../src/model/names.ts";
import { bootstrapBuckets } from "./bootstrap/buckets.ts";
import { keepState, stateKey } from "./bootstrap/keys.ts";
import { servicePrincipal } from "./policy.ts";
import { output, plainStack } from "./stack.ts";

/** Once for each account and Region: who deployed what and who holds which lock, and what a Region has only one of. */
export function bootstrapStack(scope: Construct): Stack {
  const stack = plainStack(scope, bootstrapStackName);
  const keyArn = stateKey(stack);
  const table = stateTable(stack, keyArn);
  const bucket = bootstrapBuckets(stack, keyArn);
  apiGatewayLogging(stack);

  output(stack, "BucketName", bucket, "Templates, plans and journals");
  output(stack, "TableName", table, "Revisions, operations and locks");
  output(stack, "KeyArn", keyArn, "Encrypts both");
  output(stack, "Version", String(backendVersion), "Version of this stack");
  output(stack, "Needs", backendNeeds, "The oldest gworld that may change it");
  return stack;
}

function stateTable(stack: Stack, keyArn: string): string {
  const table = new dynamodb.CfnTable(stack, "StateTable", {
    tableName: stateTableName,
    billingMode: "PAY_PER_REQUEST",
    attributeDefinitions: ["pk", "sk"].map((attributeName) => ({ attributeName, attributeType: "S" })),
    keySchema: [
      { attributeName: "pk", keyType: "HASH" },
      { attributeName: "sk", keyType: "RANGE" },
    ],
    sseSpecification: { sseEnabled: true, sseType: "KMS", kmsMasterKeyId: keyArn },
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    // For rows that may go; never a lock, since expiry can be days late.
    timeToLiveSpecification: { attributeName: "ttl", enabled: true },
  });
  keepState(table);
  return table.ref;
}

/** One setting a Region lets all its APIs write logs; an environment that owned it would take it from the others. */
function apiGatewayLogging(stack: Stack): void {
  const role = new iam.CfnRole(stack, "ApiGatewayLogsRole", {
    path: "/gworld/",
    description: "Lets the APIs of this Region write logs",
    assumeRolePolicyDocument: servicePrincipal("apigateway.amazonaws.com"),
    // API Gateway checks for the rights of this policy of AWS's when it is given the role.
    managedPolicyArns: [
      Fn.sub("arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"),
    ],
  });
  const account = new apigateway.CfnAccount(stack, "ApiGatewayAccount", { cloudWatchRoleArn: role.attrArn });
  for (const resource of [role, account]) {
    resource.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN;
    resource.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
  }
}
