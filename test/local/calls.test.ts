import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { faultKinds } from "../../src/local/faults/fault.ts";
import { serveCloud } from "../../src/local/cloud.ts";
import type { Serving } from "../../src/local/server.ts";
import { ask, tempFolder } from "./serving.ts";

const home = tempFolder();
let cloud: Serving;
beforeAll(async () => {
  cloud = await serveCloud({ dir: home.dir });
});
afterAll(async () => {
  await cloud.stop();
  home.remove();
});
const credentials = { accessKeyId: "AKIATESTER", secretAccessKey: "hidden-from-everybody" };
const settings = (more: object = {}) => ({
  endpoint: cloud.endpoint,
  region: "us-east-1",
  credentials,
  maxAttempts: 1,
  ...more,
});
interface Call {
  readonly by: string;
  readonly outcome: string;
  readonly faults: readonly string[];
}
const admin = async (path: string, options: RequestInit = {}) => {
  const response = await fetch(`${cloud.endpoint}/_gworld/${path}`, options);
  const answer: { last: number; calls: readonly Call[] } = JSON.parse(await response.text());
  return answer;
};
const forget = async () => {
  await admin("call-faults", { method: "DELETE" });
  await admin("calls", { method: "DELETE" });
};
beforeEach(forget);

test("each call is told with its caller, what it names, and how it ended; secrets and bodies are not", async () => {
  const s3 = new S3Client({ ...settings(), forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: "snapshots" }));
  await s3.send(new PutObjectCommand({ Bucket: "snapshots", Key: "w-1/manifest", Body: "all of it" }));
  await new SSMClient(settings()).send(new PutParameterCommand({ Name: "/key", Value: "open sesame", Type: "String" }));
  const dynamodb = new DynamoDBClient(settings());
  await dynamodb.send(
    new CreateTableCommand({
      TableName: "Worlds",
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    }),
  );
  await dynamodb.send(new PutItemCommand({ TableName: "None", Item: { id: { S: "soul" } } })).catch(() => {});
  const stacks = new CloudFormationClient(settings());
  await stacks.send(new DescribeStacksCommand({ StackName: "gone" })).catch(() => {});
  const { calls } = await admin("calls");
  expect(calls).toMatchObject([
    { service: "s3", operation: "CreateBucket", names: { Bucket: "snapshots" }, status: 200, outcome: "OK" },
    { service: "s3", operation: "PutObject", names: { Bucket: "snapshots", Key: "w-1/manifest" }, outcome: "OK" },
    { service: "ssm", operation: "PutParameter", names: { Name: "/key" }, by: "AKIATESTER" },
    { service: "dynamodb", operation: "CreateTable", names: { TableName: "Worlds" }, region: "us-east-1" },
    { operation: "PutItem", names: { TableName: "None" }, status: 400, outcome: "ResourceNotFoundException" },
    { operation: "DescribeStacks", names: { StackName: "gone" }, outcome: "ValidationError", faults: [] },
  ]);
  expect(JSON.stringify(calls)).not.toMatch(/sesame|hidden|all of it|soul/);
});

test("a session is told by its name", async () => {
  const role = { RoleArn: "arn:aws:iam::000000000000:role/deployer", RoleSessionName: "ci-17" };
  const { Credentials } = await new STSClient(settings()).send(new AssumeRoleCommand(role));
  const { AccessKeyId: accessKeyId = "", SecretAccessKey: secretAccessKey = "" } = Credentials ?? {};
  const client = new CloudFormationClient(settings({ credentials: { accessKeyId, secretAccessKey } }));
  await client.send(new DescribeStacksCommand({}));
  expect((await admin("calls")).calls.map(({ by }) => by)).toEqual(["AKIATESTER", "ci-17"]);
});

test("calls are filtered, go on where one left off, and are forgotten on demand", async () => {
  const stacks = new CloudFormationClient(settings());
  const { last } = await admin("calls");
  await stacks.send(new DescribeStacksCommand({}));
  await new SSMClient(settings()).send(new PutParameterCommand({ Name: "/n", Value: "1", Type: "String" }));
  const counted = async (query: string) => (await admin(`calls?${query}`)).calls.length;
  expect(await counted(`since=${last}`)).toBe(2);
  expect(await counted(`since=${last + 1}`)).toBe(1);
  expect(await counted("service=ssm")).toBe(1);
  expect(await counted("operation=DescribeStacks")).toBe(1);
  expect(await counted("service=ssm&operation=DescribeStacks")).toBe(0);
  expect(await admin("calls?since=abc")).toMatchObject({
    message: 'since is a whole number of at least 0, not "abc".',
  });
  expect(await admin("calls?operaton=x")).toMatchObject({
    message: expect.stringContaining("Did you mean operation?"),
  });
  await forget();
  expect(await admin("calls")).toEqual({ last: last + 2, calls: [] });
});

test("a call of a service that there is not is told, too", async () => {
  const headers = {
    authorization:
      "AWS4-HMAC-SHA256 Credential=K/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=00ff",
    "x-amz-target": "AmazonSQS.SendMessage",
  };
  await ask(cloud.endpoint, headers, "{}");
  expect((await admin("calls")).calls).toMatchObject([
    { service: "sqs", operation: "SendMessage", status: 501, outcome: "UnsupportedOperation" },
  ]);
});

test("every kind of fault strikes, and the call it struck says so", async () => {
  const faults: Readonly<Record<string, object>> = {
    "cut request": { cut: "request" },
    "cut response": { cut: "response" },
    "cut half": { cut: "half" },
    "cut reset": { cut: "reset" },
    bucket: { bucket: { rate: 0, burst: 0 } },
    clockOffset: { clockOffset: 3_600_000 },
    code: { code: "ExpiredTokenException" },
    latency: { latency: 1 },
  };
  expect(Object.keys(faults)).toEqual(faultKinds);
  const outcomes: Record<string, string> = {};
  for (const [kind, fault] of Object.entries(faults)) {
    await forget();
    await admin("call-faults", { method: "POST", body: JSON.stringify({ service: "ssm", ...fault }) });
    // A client of its own: a cut connection must not be taken up again.
    const client = new SSMClient(settings());
    await client.send(new PutParameterCommand({ Name: `/${kind}`, Value: "1", Type: "String" })).catch(() => {});
    client.destroy();
    const [call] = (await admin("calls")).calls;
    expect(call?.faults).toEqual([expect.stringMatching(new RegExp(`^${kind} [0-9a-f-]{36}$`))]);
    outcomes[kind] = call?.outcome ?? "not told";
  }
  expect(outcomes).toEqual({
    "cut request": "NoAnswer",
    "cut response": "NoAnswer",
    "cut half": "NoAnswer",
    "cut reset": "NoAnswer",
    bucket: "ThrottlingException",
    clockOffset: "InvalidSignatureException",
    code: "ExpiredTokenException",
    latency: "OK",
  });
});
