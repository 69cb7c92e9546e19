import { expect, test } from "vitest";
import { cloudWatchLogs } from "../../src/aws/logs.ts";
import type { LiveUpdate } from "../../src/model/log-merge/log-call.ts";
import { localClients } from "./local-cloud.ts";

const clients = await localClients();
const logs = cloudWatchLogs(clients);
const client = await clients.logs();
const group = "/gworld/dev/agent-runtime";
const logStreamName = "agent-runtime/app/t1";
await client.createLogGroup({ logGroupName: group });
await client.createLogStream({ logGroupName: group, logStreamName });

const put = (...messages: readonly string[]) => {
  const timestamp = Date.now();
  const logEvents = messages.map((message) => ({ timestamp, message }));
  return client.putLogEvents({ logGroupName: group, logStreamName, logEvents });
};
const admin = async (input: Readonly<Record<string, string>>): Promise<string> => {
  const answer = await fetch(`${clients.endpoint}/_gworld/live-tails`, { method: "POST", body: JSON.stringify(input) });
  return answer.text();
};

/** A session over a group that is there and one that is not; `next` skips updates without events. */
async function session(pattern?: string) {
  const abort = new AbortController();
  const updates = logs.live({ groups: [group, "/gworld/dev/absent"], pattern }, abort.signal)[Symbol.asyncIterator]();
  const first: unknown = await updates.next();
  const next = async (): Promise<LiveUpdate | undefined> => {
    const { value, done } = await updates.next();
    return done || value.events.length > 0 ? value : next();
  };
  return { abort, first, next };
}

test("a session says that it runs, then tells what is ingested, with the names of group and stream", async () => {
  const { abort, first, next } = await session("chosen");
  expect(first).toEqual({ done: false, value: { events: [], sampled: false } });
  await put("left", "chosen");
  expect(await next()).toMatchObject({
    events: [{ group, stream: logStreamName, message: "chosen", ingestionTime: expect.any(Number) }],
    sampled: false,
  });
  abort.abort();
  expect(await next()).toBeUndefined();
  await expect.poll(() => admin({})).toBe('{"sessions":[]}\n');
});

test("of more than 500 lines a second it says that some are left out", async () => {
  const { abort, next } = await session();
  await put(...Array.from({ length: 600 }, (_, index) => `line ${index}`));
  const update = await next();
  expect(update?.sampled).toBe(true);
  expect(update?.events).toHaveLength(500);
  abort.abort();
});

test.each(["SessionTimeoutException", "SessionStreamingException"])("a session ends with %s", async (end) => {
  const { next } = await session();
  await admin({ end });
  await expect(next()).rejects.toMatchObject({ failure: "unreachable", awsCode: end });
});

test("a session whose connection breaks ends with an error", async () => {
  const { next } = await session();
  await admin({ end: "cut" });
  await expect(next()).rejects.toMatchObject({ failure: "unreachable", message: expect.stringContaining("ended") });
});

test("without any of its log groups there is no session", async () => {
  const updates = logs.live({ groups: ["/gworld/dev/absent"] }, new AbortController().signal)[Symbol.asyncIterator]();
  await expect(updates.next()).rejects.toMatchObject({ code: "notFound" });
});
