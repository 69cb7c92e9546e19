import { expect, test } from "vitest";
import { snsPart } from "../../../src/local/sns/part.ts";
import { caller, fakeGround } from "../fake-ground.ts";
import { doneStep, providerOf, stepRequest } from "../stack-step.ts";

function opened() {
  const ground = fakeGround();
  const part = snsPart(ground);
  const admin = async (route: string, input = {}) => Object(await part.admin?.[route]?.(input));
  return { ground, part, call: caller(part), admin };
}

const alarms = "arn:aws:sns:eu-west-1:000000000000:alarms";

test("messages are to be seen, with who would have had them", async () => {
  const { call, admin, ground } = opened();
  await call("CreateTopic", { Name: "alarms" });
  await call("CreateTopic", { Name: "others" });
  await call("Subscribe", { TopicArn: alarms, Protocol: "email", Endpoint: "ops@example.com" });
  await call("Publish", { TopicArn: alarms, Subject: "early", Message: "unheard" });
  const { confirmations } = await admin("sns-confirmations");
  expect(confirmations).toMatchObject([{ protocol: "email", endpoint: "ops@example.com" }]);
  await call("ConfirmSubscription", { TopicArn: alarms, Token: confirmations[0].token });
  await call("Publish", { TopicArn: alarms, Message: '{"default":"heard","email":"e"}', MessageStructure: "json" });
  expect((await admin("sns-messages", { topicArn: alarms })).messages).toMatchObject([
    { subject: "early", message: "unheard", at: ground.clock.now(), deliveredTo: [] },
    { message: "heard", deliveredTo: ["email:ops@example.com"] },
  ]);
  expect((await admin("sns-messages", { topicArn: "others" })).messages).toEqual([]);
  expect((await admin("sns-confirmations")).confirmations).toEqual([]);
});

test("the newest thousand messages are kept", async () => {
  const { call, admin } = opened();
  await call("CreateTopic", { Name: "alarms" });
  for (let count = 0; count < 1_005; count++) await call("Publish", { TopicArn: alarms, Message: String(count) });
  const { messages } = await admin("sns-messages");
  expect(messages).toHaveLength(1_000);
  expect(messages[0].message).toBe("5");
});

test.each([
  ["CreateTopic", { Name: "alarms", Attributes: { DisplayName: "x" } }, "InvalidParameter"],
  ["CreateTopic", { Name: "alarms", Tags: [{ Key: "a", Value: "b" }] }, "InvalidParameter"],
  ["CreateTopic", { Name: "a.fifo" }, "InvalidParameter"],
  ["SetTopicAttributes", { TopicArn: alarms, AttributeName: "Colour" }, "InvalidParameter"],
  ["Subscribe", { TopicArn: alarms, Protocol: "pigeon", Endpoint: "x" }, "InvalidParameter"],
  ["Subscribe", { TopicArn: alarms, Protocol: "email", Endpoint: "nobody" }, "InvalidParameter"],
  ["Subscribe", { TopicArn: `${alarms}2`, Protocol: "email", Endpoint: "a@b" }, "NotFound"],
  ["ConfirmSubscription", { TopicArn: alarms, Token: "guess" }, "InvalidParameter"],
  ["Publish", { TopicArn: alarms, Message: "" }, "InvalidParameter"],
  ["Publish", { Message: "x" }, "InvalidParameter"],
  ["Publish", { TopicArn: alarms, Message: "x".repeat(262_145) }, "InvalidParameter"],
  ["Publish", { TopicArn: alarms, Message: "x", Subject: "two\nlines" }, "InvalidParameter"],
  ["Publish", { TopicArn: alarms, Message: "x", MessageStructure: "json" }, "InvalidParameter"],
  ["PublishBatch", { TopicArn: alarms, PublishBatchRequestEntries: [] }, "EmptyBatchRequest"],
  ["GetSubscriptionAttributes", { SubscriptionArn: "none" }, "NotFound"],
  ["ListTagsForResource", { ResourceArn: "none" }, "NotFound"],
])("%s with %j is refused", async (operation, input, code) => {
  const { call } = opened();
  await call("CreateTopic", { Name: "alarms" });
  await expect(call(operation, input)).rejects.toMatchObject({ code });
});

test("one bad message of a batch does not spoil the others", async () => {
  const { call } = opened();
  await call("CreateTopic", { Name: "alarms" });
  const PublishBatchRequestEntries = [
    { Id: "a", Message: "x" },
    { Id: "b", Message: "" },
  ];
  expect(await call("PublishBatch", { TopicArn: alarms, PublishBatchRequestEntries })).toMatchObject({
    Successful: [{ Id: "a" }],
    Failed: [{ Id: "b", Code: "InvalidParameter", SenderFault: true }],
  });
});

test("a stack's topic comes with its subscriptions and goes with them", async () => {
  const { part, call } = opened();
  const provider = providerOf([part], "AWS::SNS::Topic");
  const properties = {
    TopicName: "alarms",
    KmsMasterKeyId: "alias/data",
    Subscription: [{ Protocol: "email", Endpoint: "ops@example.com" }],
    Tags: [{ Key: "use", Value: "alarms" }],
  };
  const request = stepRequest("AWS::SNS::Topic", properties);
  for (let retry = 0; retry < 2; retry++)
    expect(doneStep(await provider.create(request))).toMatchObject({
      physicalId: alarms,
      attributes: { TopicArn: alarms, TopicName: "alarms" },
    });
  expect(Object((await call("ListSubscriptionsByTopic", { TopicArn: alarms }))["Subscriptions"])).toHaveLength(1);
  expect(await provider.create({ ...request, token: "other" })).toMatchObject({ state: "failed" });

  const changed = { TopicName: "alarms", DisplayName: "Alarms" };
  const physicalId = alarms;
  doneStep(await provider.update({ ...request, properties: changed, previous: properties, physicalId, token: "t2" }));
  const { entry } = Object((await call("GetTopicAttributes", { TopicArn: alarms }))["Attributes"]);
  expect(entry).toContainEqual({ key: "DisplayName", value: "Alarms" });
  expect(entry).toContainEqual({ key: "KmsMasterKeyId", value: "" });
  expect(await call("ListSubscriptionsByTopic", { TopicArn: alarms })).toMatchObject({ Subscriptions: [] });
  for (let retry = 0; retry < 2; retry++) doneStep(await provider.delete({ ...request, physicalId }));
  expect(await call("ListTopics")).toMatchObject({ Topics: [] });
});

test("a stack's subscription and policy are laid on a topic and taken off", async () => {
  const { part, call } = opened();
  await call("CreateTopic", { Name: "alarms" });
  const subscriptions = providerOf([part], "AWS::SNS::Subscription");
  const given = { TopicArn: alarms, Protocol: "https", Endpoint: "https://example.com/hook" };
  const request = stepRequest("AWS::SNS::Subscription", given);
  const { physicalId } = doneStep(await subscriptions.create(request));
  expect(doneStep(await subscriptions.create(request)).physicalId).toBe(physicalId);
  const filtered = { ...given, FilterPolicy: { kind: ["alarm"] } };
  doneStep(await subscriptions.update({ ...request, properties: filtered, previous: given, physicalId }));
  const { entry } = Object((await call("GetSubscriptionAttributes", { SubscriptionArn: physicalId }))["Attributes"]);
  expect(entry).toContainEqual({ key: "FilterPolicy", value: '{"kind":["alarm"]}' });
  for (let retry = 0; retry < 2; retry++) doneStep(await subscriptions.delete({ ...request, physicalId }));

  const policies = providerOf([part], "AWS::SNS::TopicPolicy");
  const properties = { Topics: [alarms], PolicyDocument: { Version: "2012-10-17", Id: "ours", Statement: [] } };
  const policy = async () =>
    Object((await call("GetTopicAttributes", { TopicArn: alarms }))["Attributes"]).entry.find(
      ({ key }: { key: string }) => key === "Policy",
    ).value;
  const made = doneStep(await policies.create(stepRequest("AWS::SNS::TopicPolicy", properties)));
  expect(JSON.parse(await policy())).toMatchObject({ Id: "ours" });
  doneStep(await policies.delete({ ...stepRequest("AWS::SNS::TopicPolicy", properties), physicalId: made.physicalId }));
  expect(JSON.parse(await policy())).toMatchObject({ Id: "__default_policy_ID" });
});
