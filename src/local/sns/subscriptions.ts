import { randomBytes, randomUUID } from "node:crypto";
import { bool, type JsonObject, object, text } from "../json.ts";
import { pageOf } from "../paging.ts";
import type { Operation } from "../service.ts";
import { xmlMap } from "../xml.ts";
import { checkFilterPolicy } from "./filter-policy.ts";
import { isOwn, shownEndpoint } from "./outbox.ts";
import { confirmationParcel } from "./parcels.ts";
import { findTopic, invalid, type Notifications, notFound, type Subscription, subscriptionsOf } from "./topic.ts";

/** Who is told of a topic's messages, once they said that they want it. */
export function subscriptionOperations(sns: Notifications): Record<string, Operation> {
  const one = (input: JsonObject) => {
    const found = sns.subscriptions.get(text(input, "SubscriptionArn") ?? "");
    if (!found) throw notFound("Subscription does not exist");
    return found;
  };
  const page = (all: readonly Subscription[], input: JsonObject, account: string): JsonObject => {
    const { page, next } = pageOf(all, ({ arn }) => arn, { token: text(input, "NextToken"), limit: 100 });
    return { Subscriptions: page.map((subscription) => view(subscription, account)), NextToken: next };
  };
  return {
    Subscribe(input) {
      const made = subscribe(sns, text(input, "TopicArn") ?? "", newSubscription(input));
      const isTold = made.confirmation === undefined || (bool(input, "ReturnSubscriptionArn") ?? false);
      return { SubscriptionArn: isTold ? made.arn : "pending confirmation" };
    },
    ConfirmSubscription: (input) => ({
      SubscriptionArn: confirm(sns, text(input, "TopicArn") ?? "", text(input, "Token") ?? "").arn,
    }),
    Unsubscribe(input) {
      sns.subscriptions.delete(text(input, "SubscriptionArn") ?? "");
      return undefined;
    },
    ListSubscriptions: (input, { region, account }) =>
      page(
        sns.subscriptions.values().filter(({ topicArn }) => topicArn.split(":")[3] === region),
        input,
        account,
      ),
    ListSubscriptionsByTopic: (input, { account }) =>
      page(subscriptionsOf(sns, findTopic(sns, text(input, "TopicArn") ?? "").arn), input, account),
    GetSubscriptionAttributes(input, { account }) {
      const found = one(input);
      return {
        Attributes: xmlMap({
          ...view(found, account),
          SubscriptionArn: found.arn,
          PendingConfirmation: String(found.confirmation !== undefined),
          ConfirmationWasAuthenticated: "true",
          RawMessageDelivery: "false",
          ...found.attributes,
        }),
      };
    },
    SetSubscriptionAttributes(input) {
      const found = one(input);
      const name = text(input, "AttributeName") ?? "";
      checkAttributes({ [name]: text(input, "AttributeValue") ?? "" });
      const attributes = { ...found.attributes, [name]: text(input, "AttributeValue") ?? "" };
      sns.subscriptions.put(found.arn, { ...found, attributes });
      return undefined;
    },
  };
}

/** Takes the token that an endpoint was sent; the admin route does too, for it asks for no signature. */
export function confirm(sns: Notifications, topicArn: string, token: string): Subscription {
  const found = subscriptionsOf(sns, topicArn).find((row) => row.confirmation === token);
  if (!found) throw invalid("Invalid parameter: Token");
  sns.subscriptions.put(found.arn, { ...found, confirmation: undefined });
  return found;
}

export type NewSubscription = Pick<Subscription, "protocol" | "endpoint" | "attributes" | "token">;

/** Queues, functions and streams of the account are trusted; people and web servers must confirm. Asked again it is the same one, and is sent what it must confirm with again. */
export function subscribe(sns: Notifications, topicArn: string, given: NewSubscription): Subscription {
  const topic = findTopic(sns, topicArn);
  checkEndpoint(given);
  checkAttributes(given.attributes);
  const { protocol, endpoint } = given;
  const existing = subscriptionsOf(sns, topic.arn).find(
    (row) => row.protocol === protocol && row.endpoint === endpoint,
  );
  if (existing) {
    checkSame(existing, given);
    askToConfirm(sns, existing);
    return existing;
  }
  const isTrusted = ["sqs", "lambda", "firehose", "application", "sms"].includes(protocol);
  const confirmation = isTrusted ? undefined : randomBytes(64).toString("hex");
  const made = { ...given, topicArn: topic.arn, arn: `${topic.arn}:${randomUUID()}`, confirmation };
  sns.subscriptions.put(made.arn, made);
  askToConfirm(sns, made);
  return made;
}

function askToConfirm(sns: Notifications, subscription: Subscription): void {
  if (subscription.confirmation === undefined || !isOwn(subscription)) return;
  sns.outbox.hand(confirmationParcel(sns.endpoint(), subscription, sns.now()));
}

/** A subscription is changed by SetSubscriptionAttributes alone. */
function checkSame({ attributes }: Subscription, given: NewSubscription): void {
  for (const [name, value] of Object.entries(given.attributes))
    if ((attributes[name] ?? standard[name] ?? "") !== value)
      throw invalid("Invalid parameter: Attributes Reason: Subscription already exists with different attributes");
}

const standard: Readonly<Record<string, string>> = {
  RawMessageDelivery: "false",
  FilterPolicyScope: "MessageAttributes",
};

const endpoints: Readonly<Record<string, RegExp>> = {
  http: /^http:\/\/.+/,
  https: /^https:\/\/.+/,
  email: /^[^@\s]+@[^@\s]+$/,
  "email-json": /^[^@\s]+@[^@\s]+$/,
  sms: /^\+?[\d-]+$/,
  sqs: /^arn:aws[\w-]*:sqs:/,
  lambda: /^arn:aws[\w-]*:lambda:/,
  firehose: /^arn:aws[\w-]*:firehose:/,
  application: /^arn:aws[\w-]*:sns:/,
};

function checkEndpoint({ protocol, endpoint }: NewSubscription) {
  const shape = Object.hasOwn(endpoints, protocol) ? endpoints[protocol] : undefined;
  if (!shape) throw invalid(`Invalid parameter: Does not support this protocol string: ${protocol}`);
  if (!shape.test(endpoint))
    throw invalid(`Invalid parameter: Endpoint Reason: Endpoint does not fit the protocol ${protocol}`);
}

const settable = new Set([
  "DeliveryPolicy",
  "FilterPolicy",
  "FilterPolicyScope",
  "RawMessageDelivery",
  "RedrivePolicy",
  "SubscriptionRoleArn",
  "ReplayPolicy",
]);

function checkAttributes(attributes: Readonly<Record<string, string>>) {
  for (const name of Object.keys(attributes))
    if (!settable.has(name)) throw invalid("Invalid parameter: AttributeName");
  checkFilterPolicy(attributes["FilterPolicy"] ?? "");
}

function newSubscription(input: JsonObject): NewSubscription {
  const given = object(input, "Attributes");
  return {
    protocol: text(input, "Protocol") ?? "",
    endpoint: text(input, "Endpoint") ?? "",
    attributes: Object.fromEntries(Object.keys(given).map((name) => [name, text(given, name) ?? ""])),
  };
}

const view = ({ arn, topicArn, protocol, endpoint, confirmation }: Subscription, account: string): JsonObject => ({
  SubscriptionArn: confirmation === undefined ? arn : "PendingConfirmation",
  Owner: account,
  Protocol: protocol,
  Endpoint: shownEndpoint(endpoint),
  TopicArn: topicArn,
});
