import { CreateTableCommand, DynamoDBClient, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { dynamodbPart } from "../../../src/local/dynamodb/part.ts";
import { s3Part } from "../../../src/local/s3/part.ts";
import { serveParts } from "../../../src/local/server.ts";

/** A program to be killed: counts two items up in one transaction, again and again, telling each that was acknowledged. */
const [dir = ""] = process.argv.slice(2);
const { endpoint } = await serveParts((ground) => [dynamodbPart(ground, s3Part(ground).objects)], { dir });
const credentials = { accessKeyId: "local", secretAccessKey: "local" };
const db = new DynamoDBClient({ endpoint, region: "eu-west-1", credentials });
await db.send(
  new CreateTableCommand({
    TableName: "counters",
    KeySchema: [{ AttributeName: "p", KeyType: "HASH" }],
    AttributeDefinitions: ["p", "n"].map((AttributeName) => ({
      AttributeName,
      AttributeType: AttributeName === "n" ? "N" : "S",
    })),
    GlobalSecondaryIndexes: [
      {
        IndexName: "byCount",
        KeySchema: [{ AttributeName: "n", KeyType: "HASH" }],
        Projection: { ProjectionType: "ALL" },
      },
    ],
    BillingMode: "PAY_PER_REQUEST",
  }),
);
const TransactItems = ["left", "right"].map((p) => ({
  Update: {
    TableName: "counters",
    Key: { p: { S: p } },
    UpdateExpression: "ADD n :one",
    ExpressionAttributeValues: { ":one": { N: "1" } },
  },
}));
for (let count = 1; ; count += 1) {
  await db.send(new TransactWriteItemsCommand({ TransactItems }));
  process.stdout.write(`${count}\n`);
}
