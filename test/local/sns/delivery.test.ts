import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import {
  CreateTopicCommand,
  ListSubscriptionsByTopicCommand,
  type MessageAttributeValue,
  PublishCommand,
  SetSubscriptionAttributesCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import { describe, expect, onTestFinished, test } from "vitest";
import { isOwn } from "../../../src/local/sns/outbox.ts";
import { snsPart } from "../../../src/local/sns/part.ts";
import { settings } from "../cloudwatch/watched.ts";
import { type HandClock, handClock } from "../fake-ground.ts";
import { errorLines } from "../error-lines.ts";
import { ask, folder, serving } from "../serving.ts";

interface Delivered {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A web server that keeps what it is sent; `next` waits for the one that comes next. */
async function receiver(status = 200) {
  const waiting: ((delivered: Delivered) => void)[] = [];
  const kept: Delivered[] = [];
  const answers = { status, location: "" };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const delivered = { headers: request.headers, body: Buffer.concat(chunks).toString() };
      response.writeHead(answers.status, { location: answers.location }).end();
      const wanted = waiting.shift();
      if (wanted) wanted(delivered);
      else kept.push(delivered);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  const next = () => {
    const first = kept.shift();
    return first ? Promise.resolve(first) : new Promise<Delivered>((resolve) => waiting.push(resolve));
  };
  return { url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/hook`, next, kept, answers };
}

async function topical() {
  const clock = handClock();
  const dir = folder();
  const server = await serving((ground) => [snsPart(ground)], { clock, dir });
  const { endpoint } = server;
  const client = new SNSClient(settings(endpoint));
  const { TopicArn = "" } = await client.send(new CreateTopicCommand({ Name: "alarms" }));
  const subscribe = async (Protocol: string, Endpoint: string, Attributes: Record<string, string> = {}) =>
    (await client.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint, Attributes, ReturnSubscriptionArn: true })))
      .SubscriptionArn ?? "";
  /** Subscribes a web server and confirms as that would: by the URL that it was sent. */
  const connect = async (to: Awaited<ReturnType<typeof receiver>>, attributes: Record<string, string> = {}) => {
    const arn = await subscribe("http", to.url, attributes);
    const confirmation = await to.next();
    await ask(JSON.parse(confirmation.body).SubscribeURL);
    return { arn, confirmation };
  };
  const publish = (Message: string, MessageAttributes?: Record<string, MessageAttributeValue>, more: object = {}) =>
    client.send(new PublishCommand({ TopicArn, Message, MessageAttributes, ...more }));
  const written = () => {
    const file = join(dir, "sns-messages.ndjson");
    if (!existsSync(file)) return [];
    return readFileSync(file, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
  };
  return { client, clock, TopicArn, subscribe, connect, publish, written, endpoint, dir, stop: () => server.stop() };
}

test("a web server of this machine is asked to confirm, and then told, in SNS's shape", async () => {
  const { connect, publish, TopicArn } = await topical();
  const server = await receiver();
  const { confirmation, arn } = await connect(server);
  expect(confirmation.headers).toMatchObject({
    "x-amz-sns-message-type": "SubscriptionConfirmation",
    "x-amz-sns-topic-arn": TopicArn,
    "content-type": "text/plain; charset=UTF-8",
  });
  expect(JSON.parse(confirmation.body)).toMatchObject({
    Type: "SubscriptionConfirmation",
    TopicArn,
    Token: expect.stringMatching(/^[0-9a-f]{128}$/),
    Timestamp: "2026-01-01T00:00:00.000Z",
  });
  await publish("it burns", { level: { DataType: "String", StringValue: "high" } }, { Subject: "fire" });
  const { headers, body } = await server.next();
  expect(headers).toMatchObject({ "x-amz-sns-message-type": "Notification", "x-amz-sns-subscription-arn": arn });
  expect(JSON.parse(body)).toMatchObject({
    Type: "Notification",
    MessageId: headers["x-amz-sns-message-id"],
    TopicArn,
    Subject: "fire",
    Message: "it burns",
    MessageAttributes: { level: { Type: "String", Value: "high" } },
  });
});

test("raw delivery is the message alone, in the text of its protocol", async () => {
  const { connect, publish } = await topical();
  const server = await receiver();
  await connect(server, { RawMessageDelivery: "true" });
  await publish(JSON.stringify({ default: "all", http: "web" }), undefined, { MessageStructure: "json" });
  const { headers, body } = await server.next();
  expect(headers["x-amz-sns-rawdelivery"]).toBe("true");
  expect(body).toBe("web");
});

test("who has not confirmed or has unsubscribed is not told", async () => {
  const { connect, publish, subscribe, client, endpoint } = await topical();
  const [silent, gone, there] = [await receiver(), await receiver(), await receiver()];
  await subscribe("http", silent.url);
  await silent.next();
  const { arn } = await connect(gone);
  await client.send(new UnsubscribeCommand({ SubscriptionArn: arn }));
  await connect(there);
  await publish("hello");
  await there.next();
  const { messages } = JSON.parse((await ask(`${endpoint}/_gworld/sns-messages`)).body);
  expect(messages).toMatchObject([{ deliveredTo: [`http:${there.url}`] }]);
});

/** Moves the clock until what was not delivered is delivered again: the failure is noted some turns after the answer. */
async function retried(clock: HandClock, again: Promise<Delivered>) {
  const told = { is: false };
  void again.then(() => (told.is = true));
  await turnsUntil(
    () => told.is,
    () => clock.advance(20_000),
  );
}

/** Lets turns of the event loop pass until something is so; so many at most. */
async function turnsUntil(isSo: () => boolean, each: () => Promise<void> = async () => {}) {
  for (let turn = 0; turn < 100_000 && !isSo(); turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    await each();
  }
  expect(isSo()).toBe(true);
}

test("what could not be delivered yet is taken up after a restart", async () => {
  const { connect, publish, stop, clock, dir } = await topical();
  const server = await receiver();
  await connect(server);
  server.answers.status = 503;
  await publish("hello");
  await server.next();
  await stop();
  server.answers.status = 200;
  await serving((ground) => [snsPart(ground)], { clock, dir });
  expect(JSON.parse((await server.next()).body).Message).toBe("hello");
});

test("a password of an address is sent in a header, and shown nowhere", async () => {
  const { client, connect, publish, endpoint, TopicArn } = await topical();
  const server = await receiver();
  const url = server.url.replace("http://", "http://user:p%40ss@");
  await connect({ ...server, url });
  await publish("hello");
  expect((await server.next()).headers["authorization"]).toBe(`Basic ${btoa("user:p@ss")}`);
  const shown = server.url.replace("http://", "http://user:****@");
  const { Subscriptions } = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
  expect(Subscriptions).toMatchObject([{ Endpoint: shown }]);
  const { messages } = JSON.parse((await ask(`${endpoint}/_gworld/sns-messages`)).body);
  expect(messages).toMatchObject([{ deliveredTo: [`http:${shown}`] }]);
});

test("who subscribes again before confirming is asked again; other attributes are refused", async () => {
  const { subscribe } = await topical();
  const server = await receiver();
  const arn = await subscribe("http", server.url);
  const { body } = await server.next();
  expect(await subscribe("http", server.url)).toBe(arn);
  expect(JSON.parse((await server.next()).body).Token).toBe(JSON.parse(body).Token);
  await expect(subscribe("http", server.url, { RawMessageDelivery: "true" })).rejects.toMatchObject({
    name: "InvalidParameterException",
  });
});

test("a server that fails is asked again twenty seconds later", async () => {
  const { connect, publish, clock } = await topical();
  const server = await receiver();
  await connect(server);
  server.answers.status = 500;
  await publish("hello");
  await server.next();
  server.answers.status = 200;
  const again = server.next();
  await retried(clock, again);
  expect(JSON.parse((await again).body).Message).toBe("hello");
});

test("what is not for this machine is written to a file", async () => {
  const { subscribe, publish, written, endpoint } = await topical();
  await subscribe("sms", "+15550100");
  await subscribe("https", "https://example.com/hook");
  await publish("hello");
  expect(written()).toMatchObject([{ protocol: "sms", endpoint: "+15550100" }]);
  const { confirmations } = JSON.parse((await ask(`${endpoint}/_gworld/sns-confirmations`)).body);
  const [{ topicArn, token }] = confirmations;
  await ask(`${endpoint}/_gworld/sns-confirm?${new URLSearchParams({ topicArn, token }).toString()}`);
  await publish("again");
  expect(written().map(({ protocol, body }) => [protocol, JSON.parse(body).Message])).toEqual([
    ["sms", "hello"],
    ["sms", "again"],
    ["https", "again"],
  ]);
  const { messages } = JSON.parse((await ask(`${endpoint}/_gworld/sns-messages`)).body);
  expect(messages).toMatchObject([{ deliveredTo: ["sms:+15550100"] }, { message: "again" }]);
});

test.each([
  ["http://127.0.0.1:80/", true],
  ["https://localhost/x", true],
  ["http://[::1]:1/", true],
  ["http://127.0.0.1.example.com/", false],
  ["http://example.com/?127.0.0.1", false],
  ["http://127.0.0.1@example.com/", false],
  ["http://192.168.0.1/", false],
  ["http://0.0.0.0/", false],
  ["http://", false],
])("%s is of this machine: %s", (endpoint, own) => {
  expect(isOwn({ protocol: "http", endpoint })).toBe(own);
});

test("a redirection is neither followed nor tried again", async () => {
  const said = errorLines();
  const { connect, publish } = await topical();
  const [server, elsewhere] = [await receiver(), await receiver()];
  await connect(server);
  Object.assign(server.answers, { status: 302, location: elsewhere.url });
  await publish("hello");
  await server.next();
  await turnsUntil(() => said.length > 0);
  expect(said).toEqual([`A message to ${server.url} could not be delivered: the endpoint answered 302`]);
  expect([...server.kept, ...elsewhere.kept]).toEqual([]);
});

describe("a filter policy", () => {
  const text = (StringValue: string) => ({ DataType: "String", StringValue });
  const attributes = {
    kind: text("alarm"),
    size: { DataType: "Number", StringValue: "5" },
    tags: { DataType: "String.Array", StringValue: '["a","b"]' },
    seal: { DataType: "Binary", BinaryValue: new Uint8Array([1]) },
  };

  test.each<[object, boolean]>([
    [{ kind: ["alarm"] }, true],
    [{ kind: ["news", "alarm"], size: [5] }, true],
    [{ kind: ["alarm"], other: ["x"] }, false],
    [{ kind: [{ prefix: "al" }] }, true],
    [{ kind: [{ suffix: "x" }] }, false],
    [{ kind: [{ "anything-but": "alarm" }] }, false],
    [{ kind: [{ "anything-but": ["news", "ads"] }] }, true],
    [{ kind: [{ "anything-but": { prefix: "al" } }] }, false],
    [{ other: [{ "anything-but": "x" }] }, false],
    [{ kind: [{ exists: true }], other: [{ exists: false }] }, true],
    [{ kind: [{ "equals-ignore-case": "ALARM" }] }, true],
    [{ size: [{ numeric: [">", 1, "<=", 5] }] }, true],
    [{ size: [{ numeric: ["=", 4] }] }, false],
    [{ tags: ["b"] }, true],
    [{ tags: [{ "anything-but": ["a"] }] }, true],
    [{ tags: [{ "anything-but": ["a", "b"] }] }, false],
    [{ seal: [{ exists: true }] }, false],
  ])("%j lets an alarm pass: %s", async (policy, passed) => {
    const { subscribe, publish, written } = await topical();
    await subscribe("sms", "+15550100", { FilterPolicy: JSON.stringify(policy) });
    await publish("hello", attributes);
    expect(written()).toHaveLength(passed ? 1 : 0);
  });

  test("lets no message without any attributes pass", async () => {
    const { subscribe, publish, written } = await topical();
    await subscribe("sms", "+15550100", { FilterPolicy: '{"other":[{"exists":false}]}' });
    await publish("hello");
    expect(written()).toEqual([]);
    await publish("hello", attributes);
    expect(written()).toHaveLength(1);
  });

  test("can look at the body, and be changed", async () => {
    const { client, subscribe, publish, written } = await topical();
    const policy = { FilterPolicy: '{"detail":{"state":["ALARM"]}}', FilterPolicyScope: "MessageBody" };
    const SubscriptionArn = await subscribe("sms", "+15550100", policy);
    await publish('{"detail":{"state":"OK"}}');
    await publish("no JSON");
    expect(written()).toEqual([]);
    await publish('{"detail":{"state":"ALARM"}}');
    expect(written()).toHaveLength(1);
    const set = (AttributeValue: string) =>
      client.send(
        new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName: "FilterPolicy", AttributeValue }),
      );
    await set("{}");
    await publish("anything");
    expect(written()).toHaveLength(2);
    for (const wrong of ["{", '{"a":"b"}', '{"a":[{"cidr":"10.0.0.0/8"}]}'])
      await expect(set(wrong)).rejects.toMatchObject({ name: "InvalidParameterException" });
  });
});
