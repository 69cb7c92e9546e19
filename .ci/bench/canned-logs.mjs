// FilterLogEvents of one log group whose pages were made before; all else goes to the local cloud behind.
import { createServer, request as ask } from "node:http";
import { pipeline } from "node:stream/promises";

const streams = 20;
/** A page of CloudWatch Logs is at most a megabyte and 10,000 events. */
const pageBytes = 1_000_000;

export async function cannedLogs({ endpoint, group, events, from, to }) {
  const pages = pagesOf({ events, from, to });
  const server = createServer((request, response) => {
    answer({ endpoint, group, pages }, request, response).catch((error) => {
      console.error(error);
      response.destroy();
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${server.address().port}`,
    pages: pages.length,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function pagesOf({ events, from, to }) {
  const pages = [];
  let page = [];
  let bytes = 0;
  const end = (more) => {
    const token = more ? String(pages.length + 1) : undefined;
    pages.push(Buffer.from(JSON.stringify({ events: page, nextToken: token, searchedLogStreams: [] })));
    page = [];
    bytes = 0;
  };
  for (let index = 0; index < events; index += 1) {
    const timestamp = from + Math.floor(((to - from) * index) / events);
    const message = messageOf(index, timestamp);
    page.push({
      eventId: `3${String(index).padStart(55, "0")}`,
      logStreamName: `agent-runtime/app/${String(index % streams).padStart(32, "9f3a1c")}`,
      timestamp,
      ingestionTime: timestamp + 2_000,
      message,
    });
    bytes += message.length + 26;
    if (bytes >= pageBytes || page.length === 10_000) end(index + 1 < events);
  }
  if (page.length > 0) end(false);
  return pages;
}

const levels = ["debug", "info", "info", "info", "warn", "info", "error", "info"];

const messageOf = (index, timestamp) =>
  JSON.stringify({
    ts: new Date(timestamp).toISOString(),
    level: levels[index % levels.length],
    svc: "agent-runtime",
    env: "dev",
    traceId: String(index * 7_919).padStart(32, "0af7"),
    worldId: `w-${index % 50}`,
    agentId: `a-${index % 400}`,
    msg: "agent has chosen what to do next",
    latencyMs: (index * 37) % 2_000,
    tokens: (index * 13) % 4_000,
  });

async function answer({ endpoint, group, pages }, request, response) {
  const body = await bytesOf(request);
  const target = request.headers["x-amz-target"] ?? "";
  const asked = target.endsWith(".FilterLogEvents") ? JSON.parse(body.toString()) : {};
  if (asked.logGroupName === group) {
    response.writeHead(200, { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": "canned" });
    response.end(pages[Number(asked.nextToken ?? 0)]);
    return;
  }
  const { method, url: path, headers } = request;
  const { hostname: host, port } = new URL(endpoint);
  const there = ask({ host, port, method, path, headers });
  const answered = new Promise((resolve, reject) => there.once("response", resolve).once("error", reject));
  there.end(body);
  const found = await answered;
  response.writeHead(found.statusCode, found.headers);
  await pipeline(found, response);
}

async function bytesOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}
