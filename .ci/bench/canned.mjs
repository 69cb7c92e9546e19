// A local cloud in which one world has any number of memories that nobody stores: its pages are made up as they are asked
// for, what is written to the table of memories is counted and dropped, and chunks lie in files. All else goes to the real one.
import { createReadStream, createWriteStream, existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { createServer, request as ask } from "node:http";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { memory } from "./memories.mjs";

const pageItems = 225;

export async function cannedCloud(world) {
  mkdirSync(world.dir, { recursive: true });
  const counts = { read: 0, written: 0 };
  const server = createServer((request, response) => {
    answer({ ...world, counts }, request, response).catch((error) => {
      console.error(error);
      response.destroy();
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${server.address().port}`,
    counts,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function answer(cloud, request, response) {
  const target = request.headers["x-amz-target"] ?? "";
  if (/\/chunks\/[0-9a-f]{2}\//.test(request.url)) return chunk(cloud, request, response);
  const prefix = new URL(request.url, cloud.endpoint).searchParams.get("prefix") ?? "";
  if (prefix.endsWith("/chunks/")) return listing(cloud, prefix, response);
  if (!/\.(Query|BatchWriteItem)$/.test(target)) return forward(cloud, request, response);
  const body = await bytesOf(request);
  if (!body.includes('"gworld-dev-MemoryStreams"')) return forward(cloud, request, response, body);
  if (target.endsWith(".Query")) return json(response, page(cloud, JSON.parse(body.toString())));
  cloud.counts.written += occurrences(body, '"PutRequest"');
  return json(response, '{"UnprocessedItems":{},"ConsumedCapacity":[]}');
}

function page({ worldId, agents, memories, counts }, { ExpressionAttributeValues, ExclusiveStartKey }) {
  const [, agentId, bucket] = ExpressionAttributeValues[":p"].S.split("#");
  const through = ExpressionAttributeValues[":t"]?.S ?? "9";
  const agent = Number(agentId.slice(2));
  const after = ExclusiveStartKey === undefined ? 0 : Number(ExclusiveStartKey.seq.S);
  const first = after === 0 ? Number(bucket) * 8_192 : (after - agent - 1) / agents + 1;
  const end = Math.min(memories, (Number(bucket) + 1) * 8_192, first + pageItems);
  const items = [];
  for (let index = first; index < end; index += 1) {
    const item = memory(`${worldId}@1`, agent, index, agents);
    if (item.seq.S <= through) items.push(item);
  }
  counts.read += items.length;
  const last = items.length === pageItems ? items.at(-1) : undefined;
  const more = last && { "g#agentId#bucket": last["g#agentId#bucket"], seq: last.seq };
  return JSON.stringify({ Items: items, Count: items.length, LastEvaluatedKey: more });
}

function listing({ dir }, prefix, response) {
  const contents = readdirSync(dir).map((name) => {
    const size = statSync(join(dir, name)).size;
    const at = "2026-01-01T00:00:00.000Z";
    return `<Contents><Key>${prefix}${name.slice(0, 2)}/${name}</Key><LastModified>${at}</LastModified><Size>${size}</Size></Contents>`;
  });
  response.writeHead(200, { "content-type": "application/xml", "x-amz-request-id": "canned" });
  response.end(`<ListBucketResult><IsTruncated>false</IsTruncated>${contents.join("")}</ListBucketResult>`);
}

async function chunk({ dir }, request, response) {
  const file = join(dir, request.url.split("?")[0].split("/").at(-1));
  const headers = { "x-amz-request-id": "canned", etag: '"canned"' };
  if (request.method === "PUT") {
    await pipeline(request, createWriteStream(file));
    return response.writeHead(200, headers).end();
  }
  if (!existsSync(file)) return response.writeHead(404, headers).end();
  response.writeHead(200, { ...headers, "content-length": statSync(file).size });
  return request.method === "HEAD" ? response.end() : pipeline(createReadStream(file), response);
}

async function forward({ endpoint }, request, response, body) {
  const { method, url: path, headers } = request;
  const { hostname: host, port } = new URL(endpoint);
  const there = ask({ host, port, method, path, headers });
  const answered = new Promise((resolve, reject) => there.once("response", resolve).once("error", reject));
  if (body === undefined) await pipeline(request, there);
  else there.end(body);
  const found = await answered;
  response.writeHead(found.statusCode, found.headers);
  await pipeline(found, response);
}

function json(response, text) {
  response.writeHead(200, { "content-type": "application/x-amz-json-1.0", "x-amzn-requestid": "canned" }).end(text);
}

async function bytesOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

function occurrences(body, text) {
  let count = 0;
  for (let at = body.indexOf(text); at !== -1; at = body.indexOf(text, at + text.length)) count += 1;
  return count;
}
