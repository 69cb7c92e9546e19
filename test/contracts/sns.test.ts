import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  PublishBatchCommand,
  PublishCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import { expect, test } from "vitest";
import { contract } from "./endpoints.ts";

contract("SNS", ({ account, name: side }, config) => {
  const client = () => new SNSClient(config());
  const topic = async (Name: string) => (await client().send(new CreateTopicCommand({ Name }))).TopicArn ?? "";

  test("a topic has an ARN of its Region, and making it again answers the same one", async () => {
    const arn = await topic("alarms");
    expect(arn).toBe(`arn:aws:sns:eu-central-1:${account}:alarms`);
    expect(await topic("alarms")).toBe(arn);
    expect((await client().send(new ListTopicsCommand({}))).Topics).toContainEqual({ TopicArn: arn });
  });

  test("attributes are what was set, tags what was given", async () => {
    const made = await client().send(
      new CreateTopicCommand({
        Name: "attributed",
        Attributes: { DisplayName: "a <b> & c" },
        Tags: [{ Key: "env", Value: "dev & test" }],
      }),
    );
    const TopicArn = made.TopicArn ?? "";
    await client().send(
      new SetTopicAttributesCommand({ TopicArn, AttributeName: "DisplayName", AttributeValue: "d > e" }),
    );
    const { Attributes } = await client().send(new GetTopicAttributesCommand({ TopicArn }));
    expect(Attributes).toMatchObject({ TopicArn, DisplayName: "d > e", Owner: account, SubscriptionsConfirmed: "0" });
    expect(JSON.parse(Attributes?.["Policy"] ?? "")).toMatchObject({ Id: "__default_policy_ID" });
    const { Tags } = await client().send(new ListTagsForResourceCommand({ ResourceArn: TopicArn }));
    expect(Tags).toEqual([{ Key: "env", Value: "dev & test" }]);
  });

  test.skipIf(side === "moto")("a person must confirm, a queue need not (moto: it trusts everybody)", async () => {
    const TopicArn = await topic("subscribed");
    const mail = new SubscribeCommand({ TopicArn, Protocol: "email", Endpoint: "ops@example.com" });
    expect((await client().send(mail)).SubscriptionArn).toBe("pending confirmation");
    const queue = `arn:aws:sqs:eu-central-1:${account}:queue`;
    const subscribed = await client().send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint: queue }));
    expect(subscribed.SubscriptionArn).toMatch(new RegExp(`^${TopicArn}:[\\w-]{36}$`));
    const listed = await client().send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    expect(listed.Subscriptions?.map(({ Protocol, SubscriptionArn }) => [Protocol, SubscriptionArn]).sort()).toEqual([
      ["email", "PendingConfirmation"],
      ["sqs", subscribed.SubscriptionArn],
    ]);
  });

  test("who unsubscribed is not listed any more", async () => {
    const TopicArn = await topic("unsubscribed");
    const Endpoint = `arn:aws:sqs:eu-central-1:${account}:queue`;
    const { SubscriptionArn } = await client().send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint }));
    await client().send(new UnsubscribeCommand({ SubscriptionArn }));
    expect((await client().send(new ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions ?? []).toEqual([]);
  });

  test("messages are taken one by one and several at once", async () => {
    const TopicArn = await topic("told");
    const one = await client().send(new PublishCommand({ TopicArn, Subject: "alarm", Message: "it burns" }));
    expect(one.MessageId).toMatch(/^[\w-]{36}$/);
    const PublishBatchRequestEntries = ["a", "b"].map((Id) => ({ Id, Message: `message ${Id}` }));
    const many = await client().send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries }));
    expect(many.Successful?.map(({ Id }) => Id)).toEqual(["a", "b"]);
    expect(many.Failed ?? []).toEqual([]);
  });

  test("a topic that is not there is not found", async () => {
    const TopicArn = `arn:aws:sns:eu-central-1:${account}:nowhere`;
    await expect(client().send(new GetTopicAttributesCommand({ TopicArn }))).rejects.toMatchObject({
      name: "NotFoundException",
      message: "Topic does not exist",
      $metadata: { httpStatusCode: 404 },
    });
    await expect(client().send(new PublishCommand({ TopicArn, Message: "hello" }))).rejects.toMatchObject({
      name: "NotFoundException",
    });
  });

  test("a deleted topic is gone, and deleting it again succeeds", async () => {
    const TopicArn = await topic("deleted");
    await client().send(new DeleteTopicCommand({ TopicArn }));
    await client().send(new DeleteTopicCommand({ TopicArn }));
    expect((await client().send(new ListTopicsCommand({}))).Topics).not.toContainEqual({ TopicArn });
  });

  test("a name that is no topic's is refused", async () => {
    await expect(topic("not a name")).rejects.toMatchObject({ name: "InvalidParameterException" });
  });
});
