import { type JsonObject, object, text, texts } from "../json.ts";
import { pageOf } from "../paging.ts";
import { type Operation } from "../service.ts";
import { tagList, type Tags, tagsOf, withoutTags } from "../tag-list.ts";
import { xmlMap } from "../xml.ts";
import {
  findTopic,
  invalid,
  type Notifications,
  notFound,
  type Place,
  subscriptionsOf,
  type Topic,
  topicArn,
} from "./topic.ts";

/** Topics, their attributes and tags. */
export function topicOperations(sns: Notifications): Record<string, Operation> {
  const tagged = (input: JsonObject) => {
    const topic = sns.topics.get(text(input, "ResourceArn") ?? "");
    if (!topic) throw notFound("Resource does not exist");
    return topic;
  };
  return {
    CreateTopic(input, call) {
      const given = { attributes: attributesOf(input), tags: tagsOf(input) };
      return { TopicArn: createTopic(sns, call, text(input, "Name") ?? "", given).arn };
    },
    DeleteTopic: (input) => deleteTopic(sns, text(input, "TopicArn") ?? ""),
    ListTopics(input, { region }) {
      const all = sns.topics.values().filter((topic) => topic.region === region);
      const { page, next } = pageOf(all, ({ arn }) => arn, { token: text(input, "NextToken"), limit: 100 });
      return { Topics: page.map(({ arn }) => ({ TopicArn: arn })), NextToken: next };
    },
    GetTopicAttributes: (input, { account }) => ({
      Attributes: xmlMap(attributes(sns, findTopic(sns, text(input, "TopicArn") ?? ""), account)),
    }),
    SetTopicAttributes(input) {
      const topic = findTopic(sns, text(input, "TopicArn") ?? "");
      const name = text(input, "AttributeName") ?? "";
      setAttributes(sns, topic, { [name]: text(input, "AttributeValue") ?? "" });
      return undefined;
    },
    TagResource(input) {
      const topic = tagged(input);
      sns.topics.put(topic.arn, { ...topic, tags: { ...topic.tags, ...tagsOf(input) } });
      return {};
    },
    UntagResource(input) {
      const topic = tagged(input);
      sns.topics.put(topic.arn, { ...topic, tags: withoutTags(topic.tags, texts(input, "TagKeys")) });
      return {};
    },
    ListTagsForResource: (input) => ({ Tags: tagList(tagged(input).tags) }),
  };
}

interface NewTopic {
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: Tags;
  readonly token?: string;
}

/** A topic of that name with the same attributes and tags is answered as if it were made now. */
export function createTopic(sns: Notifications, place: Place, name: string, given: NewTopic): Topic {
  const isFifo = given.attributes["FifoTopic"] === "true";
  if (!/^[\w-]{1,256}(?:\.fifo)?$/.test(name) || name.endsWith(".fifo") !== isFifo)
    throw invalid("Invalid parameter: Topic Name");
  checkAttributes(given.attributes);
  const arn = topicArn(place, name);
  const existing = sns.topics.get(arn);
  if (!existing) {
    const topic = { ...given, arn, name, region: place.region };
    sns.topics.put(arn, topic);
    return topic;
  }
  if (Object.entries(given.attributes).some(([key, value]) => existing.attributes[key] !== value))
    throw invalid("Invalid parameter: Attributes Reason: Topic already exists with different attributes");
  if (Object.entries(given.tags).some(([key, value]) => existing.tags[key] !== value))
    throw invalid("Invalid parameter: Tags Reason: Topic already exists with different tags");
  return existing;
}

/** Deleting a topic that is not there succeeds, as SNS says. Its subscriptions and messages go with it. */
export function deleteTopic(sns: Notifications, arn: string): undefined {
  for (const subscription of subscriptionsOf(sns, arn)) sns.subscriptions.delete(subscription.arn);
  for (const { messageId, topicArn } of sns.messages.values()) if (topicArn === arn) sns.messages.delete(messageId);
  sns.topics.delete(arn);
}

export function setAttributes(sns: Notifications, topic: Topic, changes: Readonly<Record<string, string>>): void {
  checkAttributes(changes);
  sns.topics.put(topic.arn, { ...topic, attributes: { ...topic.attributes, ...changes } });
}

const settable = new Set(
  "ArchivePolicy ContentBasedDeduplication DataProtectionPolicy DeliveryPolicy DisplayName FifoThroughputScope FifoTopic KmsMasterKeyId Policy SignatureVersion TracingConfig".split(
    " ",
  ),
);

/** The feedback roles and rates of each delivery protocol share their endings. */
const feedback = /^(?:Application|Firehose|HTTP|Lambda|SQS)(?:Success|Failure)Feedback(?:RoleArn|SampleRate)$/;

function checkAttributes(attributes: Readonly<Record<string, string>>) {
  for (const name of Object.keys(attributes))
    if (!settable.has(name) && !feedback.test(name)) throw invalid("Invalid parameter: AttributeName");
}

function attributesOf(input: JsonObject): Readonly<Record<string, string>> {
  const given = object(input, "Attributes");
  return Object.fromEntries(Object.keys(given).map((name) => [name, text(given, name) ?? ""]));
}

function attributes(sns: Notifications, topic: Topic, account: string): Record<string, string> {
  const subscriptions = subscriptionsOf(sns, topic.arn);
  const pending = subscriptions.filter(({ confirmation }) => confirmation !== undefined).length;
  return {
    TopicArn: topic.arn,
    Owner: account,
    DisplayName: "",
    Policy: defaultPolicy(topic.arn, account),
    EffectiveDeliveryPolicy: effectiveDelivery,
    ...topic.attributes,
    SubscriptionsConfirmed: String(subscriptions.length - pending),
    SubscriptionsPending: String(pending),
    SubscriptionsDeleted: "0",
  };
}

const effectiveDelivery = JSON.stringify({
  http: {
    defaultHealthyRetryPolicy: {
      minDelayTarget: 20,
      maxDelayTarget: 20,
      numRetries: 3,
      numMaxDelayRetries: 0,
      numNoDelayRetries: 0,
      numMinDelayRetries: 0,
      backoffFunction: "linear",
    },
    disableSubscriptionOverrides: false,
    defaultRequestPolicy: { headerContentType: "text/plain; charset=UTF-8" },
  },
});

const ownerActions =
  "GetTopicAttributes SetTopicAttributes AddPermission RemovePermission DeleteTopic Subscribe ListSubscriptionsByTopic Publish";

/** What SNS writes for a new topic: the owner's account may do everything. */
const defaultPolicy = (arn: string, account: string) =>
  JSON.stringify({
    Version: "2008-10-17",
    Id: "__default_policy_ID",
    Statement: [
      {
        Sid: "__default_statement_ID",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: ownerActions.split(" ").map((action) => `SNS:${action}`),
        Resource: arn,
        Condition: { StringEquals: { "AWS:SourceOwner": account } },
      },
    ],
  });
