import {
  CloudWatchLogsClient,
  StartLiveTailCommand,
  type StartLiveTailCommandInput,
  type StartLiveTailResponseStream,
} from "@aws-sdk/client-cloudwatch-logs";
import { EventStreamCodec } from "@smithy/core/event-streams";
import { expect, onTestFinished, test } from "vitest";
import { eventMessage, exceptionMessage } from "../../../src/local/event-stream.ts";
import { faultsPart } from "../../../src/local/faults/part.ts";
import type { JsonObject } from "../../../src/local/json.ts";
import { outbox } from "../../../src/local/logs/live-tail/outbox.ts";
import { logsPart } from "../../../src/local/logs/part.ts";
import { caller, handClock } from "../fake-ground.ts";
import { ask, serving } from "../serving.ts";

const region = "eu-west-1";
const arnOf = (name: string) => `arn:aws:logs:${region}:000000000000:log-group:${name}`;
const hour = 3_600_000;

/** Two groups with two streams each behind a port, and an SDK client that tails them. */
async function tailing() {
  const clock = handClock();
  const parts: ReturnType<typeof logsPart>[] = [];
  const { endpoint } = await serving(
    (ground) => {
      const part = logsPart(ground);
      parts.push(part);
      return [faultsPart(ground, part.services), part];
    },
    { clock },
  );
  const [part] = parts;
  if (!part) throw new Error("nothing was served");
  const call = caller(part, region);
  for (const logGroupName of ["/one", "/two"]) {
    await call("CreateLogGroup", { logGroupName });
    for (const logStreamName of ["web/1", "job/1"]) await call("CreateLogStream", { logGroupName, logStreamName });
  }
  const client = new CloudWatchLogsClient({
    endpoint,
    region,
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
    maxAttempts: 1,
    disableHostPrefix: true,
  });
  onTestFinished(() => client.destroy());
  const tail = async (input: Partial<StartLiveTailCommandInput> = {}) => {
    const asked = { logGroupIdentifiers: [arnOf("/one")], ...input };
    const { responseStream } = await client.send(new StartLiveTailCommand(asked));
    return reader(responseStream);
  };
  const put = (group: string, stream: string, ...messages: readonly string[]) =>
    part.sink.write(
      { region, group, stream },
      messages.map((message) => ({ timestamp: clock.now(), message })),
    );
  const admin = (route: string, input: JsonObject) => ask(`${endpoint}/_gworld/${route}`, {}, JSON.stringify(input));
  // What the SDK answers cannot be closed by its iterator: the client's end is the session's.
  const leave = () => client.destroy();
  return { clock, tail, put, admin, call, leave };
}

function reader(stream: AsyncIterable<StartLiveTailResponseStream> | undefined) {
  const events = stream?.[Symbol.asyncIterator]();
  const next = async (): Promise<StartLiveTailResponseStream | undefined> => (await events?.next())?.value;
  return {
    next,
    /** The messages of the next update. */
    messages: async () => {
      const { sessionUpdate } = (await next()) ?? {};
      return sessionUpdate?.sessionResults?.map(({ message }) => message);
    },
  };
}

test("a session starts with what was asked and tells every second what is new, in order of time", async () => {
  const { clock, tail, put } = await tailing();
  put("/one", "web/1", "before the session");
  const { next, messages } = await tail({ logGroupIdentifiers: [arnOf("/one"), arnOf("/two")] });
  expect(await next()).toMatchObject({
    sessionStart: { logGroupIdentifiers: [arnOf("/one"), arnOf("/two")], sessionId: expect.any(String) },
  });
  put("/two", "job/1", "first");
  await clock.advance(500);
  put("/one", "web/1", "second");
  await clock.advance(500);
  expect(await next()).toMatchObject({
    sessionUpdate: {
      sessionMetadata: { sampled: false },
      sessionResults: [
        { message: "first", logGroupIdentifier: arnOf("/two"), logStreamName: "job/1", timestamp: clock.now() - 1000 },
        { message: "second", logGroupIdentifier: arnOf("/one"), ingestionTime: clock.now() - 500 },
      ],
    },
  });
  await clock.advance(1000);
  expect(await messages()).toEqual([]);
});

test.each([
  [{ logStreamNames: ["job/1"] }, ["job error", "job fine"]],
  [{ logStreamNamePrefixes: ["we"] }, ["web error"]],
  [{ logEventFilterPattern: "error" }, ["job error", "web error"]],
])("%o chooses %o", async (input, expected) => {
  const { clock, tail, put } = await tailing();
  const { next, messages } = await tail(input);
  await next();
  put("/one", "job/1", "job error", "job fine");
  put("/one", "web/1", "web error");
  await clock.advance(1000);
  expect(await messages()).toEqual(expected);
});

test("streams made during a session belong to it", async () => {
  const { call, clock, tail, put } = await tailing();
  const { next, messages } = await tail();
  await next();
  put("/one", "web/1", "known");
  await call("CreateLogStream", { logGroupName: "/one", logStreamName: "web/2" });
  put("/one", "web/2", "new");
  await clock.advance(1000);
  expect(await messages()).toEqual(["known", "new"]);
});

test("of more than 500 events in a second 500 come, and the update says so", async () => {
  const { clock, tail, put } = await tailing();
  const { next } = await tail();
  await next();
  put("/one", "web/1", ...Array.from({ length: 501 }, (_, index) => String(index)));
  await clock.advance(1000);
  const update = (await next())?.sessionUpdate;
  expect(update?.sessionMetadata).toEqual({ sampled: true });
  expect(new Set(update?.sessionResults?.map(({ message }) => message)).size).toBe(500);
});

test("events that are ingested late come when they are", async () => {
  const { clock, tail, put, admin } = await tailing();
  await admin("log-delays", { group: "/one", milliseconds: 2500 });
  const { next, messages } = await tail();
  await next();
  put("/one", "web/1", "late");
  const seen: unknown[] = [];
  for (let second = 0; second < 3; second++) {
    await clock.advance(1000);
    seen.push(await messages());
  }
  expect(seen).toEqual([[], [], ["late"]]);
});

test("a session ends after three hours, and with an exception or a broken connection when that is asked for", async () => {
  const { clock, tail, admin } = await tailing();
  const last = await tail({ logEventFilterPattern: "nothing" });
  await last.next();
  const updates = Promise.all(Array.from({ length: 10 }, () => last.next()));
  await clock.advance(10_000);
  await updates;
  await admin("live-tails", { end: "SessionStreamingException" });
  await expect(last.next()).rejects.toMatchObject({ name: "SessionStreamingException" });

  const cut = await tail();
  await cut.next();
  await admin("live-tails", { end: "cut" });
  await expect(cut.next()).rejects.toMatchObject({ message: "aborted" });

  const long = await tail();
  await long.next();
  await clock.advance(3 * hour);
  const rest = async () => {
    while (await long.next());
  };
  await expect(rest()).rejects.toMatchObject({ name: "SessionTimeoutException" });
});

test("a client that leaves ends its session", async () => {
  const { clock, tail, admin, leave } = await tailing();
  const session = await tail();
  await session.next();
  expect((await admin("live-tails", {})).body).toContain(arnOf("/one"));
  leave();
  await expect.poll(async () => (await admin("live-tails", {})).body).toBe('{"sessions":[]}\n');
  await clock.advance(1000);
});

test.each([
  [{ logGroupIdentifiers: [] }, "InvalidParameterException"],
  [{ logGroupIdentifiers: ["/one"] }, "InvalidParameterException"],
  [{ logGroupIdentifiers: [`${arnOf("/one")}:*`] }, "InvalidParameterException"],
  [{ logGroupIdentifiers: [arnOf("/none")] }, "ResourceNotFoundException"],
  [{ logGroupIdentifiers: Array.from({ length: 11 }, () => arnOf("/one")) }, "InvalidParameterException"],
  [{ logGroupIdentifiers: [arnOf("/one"), arnOf("/two")], logStreamNames: ["web/1"] }, "InvalidParameterException"],
  [{ logStreamNames: ["web/1"], logStreamNamePrefixes: ["web"] }, "InvalidParameterException"],
  [{ logEventFilterPattern: "{ broken" }, "InvalidParameterException"],
])("%o is refused with %s", async (input, name) => {
  const { tail } = await tailing();
  await expect(tail(input)).rejects.toMatchObject({ name });
});

test("the sixteenth session at one time is refused", async () => {
  const { tail } = await tailing();
  for (let count = 0; count < 15; count++) await tail();
  await expect(tail()).rejects.toMatchObject({ name: "LimitExceededException" });
});

test("a client that does not read loses the oldest updates, not the start", async () => {
  const box = outbox(() => {});
  box.send({ bytes: Buffer.from("start ") });
  for (let update = 1; update <= 12; update++) box.send({ bytes: Buffer.from(`${update} `), events: 1 });
  box.send({ bytes: Buffer.from("many "), events: 4_995 });
  box.end();
  const read: string[] = [];
  for await (const chunk of box.stream) read.push(String(chunk));
  expect(read.join("")).toBe("start 8 9 10 11 12 many ");
});

test("messages are framed as the SDK's codec reads them", () => {
  const codec = new EventStreamCodec(
    (bytes) => (typeof bytes === "string" ? bytes : Buffer.from(bytes).toString()),
    (text) => Buffer.from(text),
  );
  const payload = { message: "Zürich 🌍 “quoted”" };
  const event = codec.decode(eventMessage("sessionUpdate", payload));
  expect(JSON.parse(Buffer.from(event.body).toString())).toEqual(payload);
  expect(event.headers[":event-type"]).toEqual({ type: "string", value: "sessionUpdate" });
  const exception = codec.decode(exceptionMessage("SessionTimeoutException", "over"));
  expect(exception.headers[":message-type"]?.value).toBe("exception");
});
