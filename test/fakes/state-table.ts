import { localCloudForTests } from "./local-cloud.ts";

/** A local cloud with the table that a bootstrap makes for the state. */
export async function cloudWithState() {
  const cloud = await localCloudForTests();
  const dynamoDb = await cloud.clients.dynamoDb();
  await dynamoDb.createTable({
    TableName: "gworld-state",
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [
      { AttributeName: "pk", AttributeType: "S" },
      { AttributeName: "sk", AttributeType: "S" },
    ],
    KeySchema: [
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
    ],
  });
  return cloud;
}
