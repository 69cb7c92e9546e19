import { randomUUID } from "node:crypto";
import type { JsonObject } from "../json.ts";
import type { Parcel } from "./outbox.ts";
import type { Message, Subscription } from "./topic.ts";

/** Nobody here has AWS's key: what is sent says so in the signature's place. */
const unsigned = { SignatureVersion: "1", Signature: "unsigned", SigningCertURL: "unsigned" };

const agent = { "content-type": "text/plain; charset=UTF-8", "user-agent": "Amazon Simple Notification Service Agent" };

/** What a web server must confirm with ("HTTP/HTTPS subscription confirmation JSON format"). */
export function confirmationParcel(endpoint: string, subscription: Subscription, at: number): Parcel {
  const { topicArn, confirmation = "" } = subscription;
  const messageId = randomUUID();
  const query = new URLSearchParams({ topicArn, token: confirmation });
  return parcel(
    subscription,
    { type: "SubscriptionConfirmation", messageId },
    {
      Type: "SubscriptionConfirmation",
      MessageId: messageId,
      Token: confirmation,
      TopicArn: topicArn,
      Message: `You have chosen to subscribe to the topic ${topicArn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`,
      SubscribeURL: `${endpoint}/_gworld/sns-confirm?${query.toString()}`,
      Timestamp: new Date(at).toISOString(),
      ...unsigned,
    },
  );
}

/** A message of a topic ("HTTP/HTTPS notification JSON format"), or the message alone where raw delivery is wanted. */
export function notificationParcel(endpoint: string, subscription: Subscription, message: Message): Parcel {
  const { topicArn, arn, attributes, protocol } = subscription;
  const { messageId, subject, at, texts } = message;
  const body = texts?.[protocol] ?? message.message;
  const about = { type: "Notification", messageId, subscriptionArn: arn };
  if (attributes["RawMessageDelivery"] === "true") {
    const raw = parcel(subscription, about, {});
    return { ...raw, headers: { ...raw.headers, "x-amz-sns-rawdelivery": "true" }, body };
  }
  return parcel(subscription, about, {
    Type: "Notification",
    MessageId: messageId,
    TopicArn: topicArn,
    ...(subject !== undefined && { Subject: subject }),
    Message: body,
    Timestamp: new Date(at).toISOString(),
    ...unsigned,
    UnsubscribeURL: `${endpoint}/_gworld/sns-unsubscribe?${new URLSearchParams({ subscriptionArn: arn }).toString()}`,
    ...(message.attributes && { MessageAttributes: message.attributes }),
  });
}

interface About {
  readonly type: string;
  readonly messageId: string;
  readonly subscriptionArn?: string;
}

const parcel = (
  { protocol, endpoint, topicArn }: Subscription,
  { type, messageId, subscriptionArn }: About,
  body: JsonObject,
): Parcel => ({
  protocol,
  endpoint,
  headers: {
    ...agent,
    "x-amz-sns-message-type": type,
    "x-amz-sns-message-id": messageId,
    "x-amz-sns-topic-arn": topicArn,
    ...(subscriptionArn !== undefined && { "x-amz-sns-subscription-arn": subscriptionArn }),
  },
  body: JSON.stringify(body),
});
