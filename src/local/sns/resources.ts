import { attempt } from "../attempt.ts";
import { isObject, type Json, type JsonObject, list, text, texts } from "../json.ts";
import type { ResourceProvider, ResourceRequest, Step, UpdateRequest } from "../resource.ts";
import { ServiceError } from "../service.ts";
import { tagsOf } from "../tag-list.ts";
import { liveTopic } from "./live-topic.ts";
import { subscribe } from "./subscriptions.ts";
import { findTopic, type Notifications, subscriptionsOf } from "./topic.ts";
import { createTopic, deleteTopic, setAttributes } from "./topics.ts";

/** What stacks make of SNS: topics with their subscriptions, subscriptions of their own, policies. */
export const notificationProviders = (sns: Notifications): readonly ResourceProvider[] => [
  topicProvider(sns),
  subscriptionProvider(sns),
  topicPolicyProvider(sns),
];

const topicProvider = (sns: Notifications): ResourceProvider => ({
  types: ["AWS::SNS::Topic"],
  create(request) {
    const { properties, token } = request;
    const suffix = text(properties, "FifoTopic") === "true" ? ".fifo" : "";
    const name = text(properties, "TopicName") ?? `${request.generatedName(256 - suffix.length)}${suffix}`;
    return attempt(request, () => {
      const existing = sns.topics.values().find((topic) => topic.name === name && topic.region === request.region);
      if (existing && existing.token !== token) throw new ServiceError("AlreadyExists", `${name} already exists`);
      const settings = { attributes: topicAttributes(properties), tags: tags(request), token };
      const { arn } = existing ?? createTopic(sns, request, name, settings);
      subscribeInline(sns, arn, request);
      return topicStep(arn, name);
    });
  },
  update(request) {
    return attempt(request, () => {
      const topic = findTopic(sns, request.physicalId);
      const gone = Object.fromEntries(Object.keys(topicAttributes(request.previous)).map((name) => [name, ""]));
      setAttributes(sns, { ...topic, tags: tags(request) }, { ...gone, ...topicAttributes(request.properties) });
      unsubscribeInline(sns, topic.arn, request);
      subscribeInline(sns, topic.arn, request);
      return topicStep(topic.arn, topic.name);
    });
  },
  read: (request) => liveTopic(sns, request),
  delete({ physicalId }) {
    deleteTopic(sns, physicalId);
    return done(physicalId);
  },
});

const subscriptionProvider = (sns: Notifications): ResourceProvider => ({
  types: ["AWS::SNS::Subscription"],
  create: (request) =>
    attempt(request, () => {
      const { properties, token } = request;
      const given = { protocol: text(properties, "Protocol") ?? "", endpoint: text(properties, "Endpoint") ?? "" };
      const attributes = subscriptionAttributes(properties);
      return done(subscribe(sns, text(properties, "TopicArn") ?? "", { ...given, attributes, token }).arn);
    }),
  update: (request) =>
    attempt(request, () => {
      const { properties, physicalId } = request;
      const found = sns.subscriptions.get(physicalId);
      if (!found) throw new ServiceError("NotFound", "Subscription does not exist");
      sns.subscriptions.put(physicalId, { ...found, attributes: subscriptionAttributes(properties) });
      return done(physicalId);
    }),
  delete({ physicalId }) {
    sns.subscriptions.delete(physicalId);
    return done(physicalId);
  },
});

const topicPolicyProvider = (sns: Notifications): ResourceProvider => ({
  types: ["AWS::SNS::TopicPolicy"],
  create: (request) => attempt(request, () => applyPolicy(sns, request, request.generatedName(128))),
  update: (request) => attempt(request, () => applyPolicy(sns, request, request.physicalId)),
  delete({ physicalId, properties }) {
    for (const arn of texts(properties, "Topics")) {
      const topic = sns.topics.get(arn);
      if (!topic) continue;
      const { Policy: _policy, ...attributes } = topic.attributes;
      sns.topics.put(arn, { ...topic, attributes });
    }
    return done(physicalId);
  },
});

function applyPolicy(sns: Notifications, { properties }: ResourceRequest, physicalId: string): Step {
  const Policy = documentText(properties, "PolicyDocument") ?? "";
  for (const arn of texts(properties, "Topics")) setAttributes(sns, findTopic(sns, arn), { Policy });
  return { state: "done", physicalId, attributes: { Id: physicalId } };
}

function subscribeInline(sns: Notifications, arn: string, { properties, token }: ResourceRequest) {
  for (const inline of list(properties, "Subscription"))
    subscribe(sns, arn, {
      protocol: text(inline, "Protocol") ?? "",
      endpoint: text(inline, "Endpoint") ?? "",
      attributes: {},
      token,
    });
}

/** Takes off what the template had and has no more. */
function unsubscribeInline(sns: Notifications, arn: string, { previous, properties }: UpdateRequest) {
  const kept = new Set(list(properties, "Subscription").map(endpointOf));
  const gone = new Set(
    list(previous, "Subscription")
      .map(endpointOf)
      .filter((endpoint) => !kept.has(endpoint)),
  );
  for (const { arn: id, protocol, endpoint } of subscriptionsOf(sns, arn))
    if (gone.has(`${protocol} ${endpoint}`)) sns.subscriptions.delete(id);
}

const endpointOf = (inline: Json) => `${text(inline, "Protocol")} ${text(inline, "Endpoint")}`;

function pick(properties: JsonObject, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = documentText(properties, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

const topicAttributes = (properties: JsonObject) => {
  const { FifoTopic, ...others } = pick(properties, [
    "ContentBasedDeduplication",
    "DataProtectionPolicy",
    "ArchivePolicy",
    "DisplayName",
    "FifoThroughputScope",
    "FifoTopic",
    "KmsMasterKeyId",
    "SignatureVersion",
    "TracingConfig",
  ]);
  return FifoTopic === "true" ? { ...others, FifoTopic } : others;
};

const subscriptionAttributes = (properties: JsonObject) =>
  pick(properties, [
    "DeliveryPolicy",
    "FilterPolicy",
    "FilterPolicyScope",
    "RawMessageDelivery",
    "RedrivePolicy",
    "ReplayPolicy",
    "SubscriptionRoleArn",
  ]);

/** SNS keeps JSON documents as text. */
function documentText(properties: JsonObject, name: string): string | undefined {
  const value = properties[name];
  return isObject(value) ? JSON.stringify(value) : text(properties, name);
}

const tags = ({ tags, properties }: ResourceRequest) => ({ ...tags, ...tagsOf(properties) });

const topicStep = (arn: string, name: string): Step => ({
  state: "done",
  physicalId: arn,
  attributes: { TopicArn: arn, TopicName: name },
});

const done = (physicalId: string): Step => ({ state: "done", physicalId, attributes: { Arn: physicalId } });
