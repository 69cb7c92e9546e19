import { type JsonObject, text } from "../json.ts";

/** Members of requests that say which resource a call is about. What is not listed is not kept: it may be a secret or long. */
const naming = [
  "StackName",
  "ChangeSetName",
  "LogicalResourceId",
  "TableName",
  "Bucket",
  "Key",
  "cluster",
  "clusterName",
  "service",
  "serviceName",
  "taskDefinition",
  "family",
  "logGroupName",
  "logGroupIdentifier",
  "logStreamName",
  "Name",
  "TopicArn",
  "SecretId",
  "KeyId",
  "AliasName",
  "RoleArn",
  "ResourceId",
  "ScalableDimension",
  "TargetGroupArn",
  "ServiceCode",
  "QuotaCode",
] as const;

const longest = 200;

/** The resources that a request names, each text cut to 200 characters. */
export function namesIn(input: JsonObject): Readonly<Record<string, string>> {
  const found = naming.map((member) => [member, text(input, member)?.slice(0, longest)] as const);
  return Object.fromEntries(found.flatMap(([member, value]) => (value === undefined ? [] : [[member, value]])));
}
