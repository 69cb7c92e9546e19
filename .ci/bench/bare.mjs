// The floor: the AWS SDK alone, eight calls at once, nothing kept. `read <endpoint> <g> <agents>`, or `write` with memories.
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { agentName, agentRow, sdkMemory, worldRow } from "./memories.mjs";

const [what, endpoint, g, ...numbers] = process.argv.slice(2);
const [agents, memories, from = 0] = numbers.map(Number);
const client = new DynamoDB({
  endpoint,
  region: "us-east-1",
  credentials: { accessKeyId: "AKIALOCAL", secretAccessKey: "local" },
});
const table = "gworld-dev-MemoryStreams";

async function eightAtOnce(works) {
  const left = works[Symbol.iterator]();
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let next = left.next(); !next.done; next = left.next()) await next.value();
    }),
  );
}

async function read() {
  let items = 0;
  const partition = (agent) => async () => {
    let ExclusiveStartKey;
    do {
      const page = await client.query({
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: "#p = :p",
        ExpressionAttributeNames: { "#p": "g#agentId#bucket" },
        ExpressionAttributeValues: { ":p": { S: `${g}#${agentName(agent)}#0` } },
        ExclusiveStartKey,
      });
      items += page.Items.length;
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
  };
  await eightAtOnce(Array.from({ length: agents }, (_, agent) => partition(agent)));
  return items;
}

async function write() {
  function* batches() {
    let batch = [];
    for (let index = from; index < memories; index += 1)
      for (let agent = 0; agent < agents; agent += 1) {
        batch.push([agent, index]);
        if (batch.length === 25) {
          yield sending(batch);
          batch = [];
        }
      }
    if (batch.length > 0) yield sending(batch);
  }
  const sending = (batch) => async () => {
    let requests = batch.map(([agent, index]) => ({ PutRequest: { Item: sdkMemory(g, agent, index, agents) } }));
    while (requests.length > 0) {
      const { UnprocessedItems } = await client.batchWriteItem({ RequestItems: { [table]: requests } });
      requests = UnprocessedItems?.[table] ?? [];
    }
  };
  await eightAtOnce(batches());
  return agents * (memories - from);
}

/** The rows beside the memories, which make a world of them. */
async function world() {
  const worldId = g.split("@")[0];
  for (let agent = 0; agent < agents; agent += 1)
    await client.putItem({ TableName: "gworld-dev-Agents", Item: agentRow(g, agent, memories) });
  await client.putItem({ TableName: "gworld-dev-Worlds", Item: worldRow(worldId, agents, memories) });
  return 1;
}

console.log(JSON.stringify({ items: await { read, write, world }[what]() }));
client.destroy();
