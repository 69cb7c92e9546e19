import { expect, test } from "vitest";
import { awsClients } from "../../src/aws/clients.ts";
import { rawDynamo } from "../../src/aws/raw-dynamodb.ts";
import { localClients } from "./local-cloud.ts";

test("a call in wire form is told as the operation it is", async () => {
  const { endpoint } = await localClients();
  const lines: string[] = [];
  const clients = awsClients({
    region: "eu-central-1",
    endpoint,
    credentials: { accessKeyId: "AKIALOCAL", secretAccessKey: "local" },
    trace: (line) => void lines.push(line),
  });
  const raw = rawDynamo(() => clients.dynamoDb());
  await expect(raw("DescribeTable", { TableName: "nowhere" })).rejects.toThrow("not found");
  await raw("CreateTable", {
    TableName: "somewhere",
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "k", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "k", KeyType: "HASH" }],
  });
  expect(lines).toEqual(["DynamoDB DescribeTable 400", "DynamoDB CreateTable 200"]);
});
