import { createServer } from "node:http";
import { afterAll, expect, test } from "vitest";
import { awsClients } from "../../src/aws/clients.ts";
import { cloudWatchLogs } from "../../src/aws/logs.ts";
import { localClients } from "./local-cloud.ts";

const clients = await localClients();
const logs = cloudWatchLogs(clients);
const now = Date.now();
const group = "/gworld/dev/agent-runtime";

const client = await clients.logs();
await client.createLogGroup({ logGroupName: group });
await client.createLogGroup({ logGroupName: "/gworld/dev/llm-integration" });
await client.createLogGroup({ logGroupName: "/other" });
for (const task of ["t1", "t2"]) {
  const logStreamName = `agent-runtime/app/${task}`;
  await client.createLogStream({ logGroupName: group, logStreamName });
  const logEvents = Array.from({ length: 6_000 }, (_, index) => ({
    timestamp: now - 60_000 + index,
    message: `${task} ${index}`,
  }));
  await client.putLogEvents({ logGroupName: group, logStreamName, logEvents });
}

test("a page holds events, where to go on, and the server's clock", async () => {
  const page = await logs.page({ group, from: now - 60_000, to: now - 59_999 });
  const events = [...page.parts].flat();
  expect(events.map(({ message }) => message).sort()).toEqual(["t1 0", "t1 1", "t2 0", "t2 1"]);
  expect(events[0]).toMatchObject({ group, stream: expect.stringMatching(/^agent-runtime\/app\/t[12]$/) });
  expect(Math.abs((page.serverTime ?? 0) - Date.now())).toBeLessThan(5_000);
  expect(page.next).toBeUndefined();
  expect(page.throttled).toBe(false);
});

test("with a filter pattern only what matches comes back, and one that is none is rejected", async () => {
  const { parts } = await logs.page({ group, from: now - 60_000, to: now - 59_000, pattern: "%^t1 99[89]|^t2 7$%" });
  expect(
    [...parts]
      .flat()
      .map(({ message }) => message)
      .sort(),
  ).toEqual(["t1 998", "t1 999", "t2 7"]);
  const refused = logs.page({ group, from: now - 60_000, pattern: "{ $.open" });
  await expect(refused).rejects.toMatchObject({ awsCode: "InvalidParameterException" });
});

test("all pages together are all events, each once", async () => {
  const ids = new Set<string>();
  let pages = 0;
  for await (const events of logs.events({ group, from: now - 60_000 })) {
    pages += 1;
    for (const { id } of events) ids.add(id);
  }
  expect(ids.size).toBe(12_000);
  expect(pages).toBe(2);
});

test("a group that is not there is not found", async () => {
  await expect(logs.page({ group: "/gworld/dev/absent", from: 0 })).rejects.toMatchObject({ code: "notFound" });
});

test("groups are found by how their names begin", async () => {
  await client.putRetentionPolicy({ logGroupName: group, retentionInDays: 30 });
  const createdAt = expect.any(Number);
  expect(await logs.groups("/gworld/dev/")).toEqual([
    { name: group, createdAt, retentionDays: 30 },
    { name: "/gworld/dev/llm-integration", createdAt, retentionDays: undefined },
  ]);
});

test("the streams of a group come with the time of their last event, the newest first", async () => {
  const streams = await logs.newestStreams(group);
  expect(new Set(streams.map(({ name }) => name))).toEqual(new Set(["agent-runtime/app/t1", "agent-runtime/app/t2"]));
  expect(streams[0]?.lastEventAt).toBe(now - 60_000 + 5_999);
  expect(await logs.newestStreams("/gworld/dev/llm-integration")).toEqual([]);
  await expect(logs.newestStreams("/gworld/dev/absent")).rejects.toMatchObject({ code: "notFound" });
});

test("a call that is no longer wanted is cut", async () => {
  const server = createServer(() => {}).listen(0, "127.0.0.1");
  afterAll(() => server.close());
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const silent = cloudWatchLogs(
    awsClients({
      region: "eu-central-1",
      endpoint: `http://127.0.0.1:${port}`,
      credentials: { accessKeyId: "AKIALOCAL", secretAccessKey: "local" },
    }),
  );
  const abort = new AbortController();
  server.once("request", () => abort.abort());
  await expect(silent.page({ group, from: 0 }, abort.signal)).rejects.toMatchObject({ name: "AbortError" });
});
