import { randomUUID } from "node:crypto";
import { isObject, type Json, type JsonObject, list, object, text } from "../json.ts";
import { type Operation, ServiceError } from "../service.ts";
import { passes } from "./filter-policy.ts";
import { shownEndpoint } from "./outbox.ts";
import { notificationParcel } from "./parcels.ts";
import { findTopic, invalid, type Message, type Notifications, subscriptionsOf, type Topic } from "./topic.ts";

/** The newest this many messages are kept; a forgotten alarm must not fill the disk. */
const kept = 1_000;

export function publishOperations(sns: Notifications): Record<string, Operation> {
  return {
    Publish(input) {
      const arn = text(input, "TopicArn") ?? text(input, "TargetArn");
      if (arn === undefined)
        throw invalid("Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter");
      return { MessageId: publish(sns, arn, input).messageId };
    },
    PublishBatch(input) {
      const { arn } = findTopic(sns, text(input, "TopicArn") ?? "");
      const entries = list(input, "PublishBatchRequestEntries");
      if (entries.length === 0)
        throw new ServiceError("EmptyBatchRequest", "The batch request doesn't contain any entries.");
      if (entries.length > 10)
        throw new ServiceError(
          "TooManyEntriesInBatchRequest",
          "The batch request contains more entries than permissible.",
        );
      return batch(sns, arn, entries);
    },
  };
}

/** Keeps the message with whom it was for; the default text of a message with one for each protocol. */
export function publish(sns: Notifications, topicArn: string, input: Json): Message {
  const topic = findTopic(sns, topicArn);
  const { message, subject } = checkedMessage(topic, input);
  const texts = text(input, "MessageStructure") === "json" ? textsOf(message) : undefined;
  const attributes = attributesOf(input);
  const body = texts?.["default"] ?? message;
  const receivers = subscriptionsOf(sns, topicArn).filter(
    (row) => row.confirmation === undefined && passes(row.attributes, { body, attributes }),
  );
  const published: Message = {
    messageId: randomUUID(),
    topicArn,
    subject,
    message: body,
    at: sns.now(),
    texts,
    ...(Object.keys(attributes).length > 0 && { attributes }),
    deliveredTo: receivers.map(({ protocol, endpoint }) => `${protocol}:${shownEndpoint(endpoint)}`),
  };
  sns.messages.put(published.messageId, published);
  for (const id of sns.messages.keys().slice(0, -kept)) sns.messages.delete(id);
  for (const receiver of receivers) sns.outbox.hand(notificationParcel(sns.endpoint(), receiver, published));
  return published;
}

function checkedMessage({ name }: Topic, input: Json) {
  const message = text(input, "Message") ?? "";
  const subject = text(input, "Subject");
  if (message === "") throw invalid("Invalid parameter: Empty message");
  if (Buffer.byteLength(message) > 262_144) throw invalid("Invalid parameter: Message too long");
  if (subject !== undefined && (subject.length > 100 || /\p{Cc}/u.test(subject)))
    throw invalid("Invalid parameter: Subject");
  if (name.endsWith(".fifo") && text(input, "MessageGroupId") === undefined)
    throw invalid("Invalid parameter: The MessageGroupId parameter is required for FIFO topics");
  return { message, subject };
}

/** Attributes as requests have them become those of notifications. */
const attributesOf = (input: Json): JsonObject =>
  Object.fromEntries(
    Object.entries(object(input, "MessageAttributes")).map(([name, given]) => [
      name,
      { Type: text(given, "DataType") ?? "String", Value: text(given, "StringValue") ?? text(given, "BinaryValue") },
    ]),
  );

function batch(sns: Notifications, arn: string, entries: readonly Json[]): JsonObject {
  const results = entries.map((entry): { Successful?: JsonObject; Failed?: JsonObject } => {
    const Id = text(entry, "Id") ?? "";
    try {
      return { Successful: { Id, MessageId: publish(sns, arn, entry).messageId } };
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return { Failed: { Id, Code: error.code, Message: error.message, SenderFault: true } };
    }
  });
  return {
    Successful: results.flatMap(({ Successful }) => (Successful ? [Successful] : [])),
    Failed: results.flatMap(({ Failed }) => (Failed ? [Failed] : [])),
  };
}

/** The texts of a message that has one for each protocol, and a default one. */
function textsOf(message: string): Readonly<Record<string, string>> {
  const found = Object.entries(objectIn(message)).flatMap(([protocol, given]) =>
    typeof given === "string" ? [[protocol, given] as const] : [],
  );
  const texts = Object.fromEntries(found);
  if (texts["default"] === undefined)
    throw invalid("Invalid parameter: Message Structure - No default entry in JSON message body");
  return texts;
}

const objectIn = (message: string): JsonObject => {
  const value = parsed(message);
  return isObject(value) ? value : {};
};

function parsed(message: string): Json {
  try {
    return JSON.parse(message);
  } catch {
    throw invalid("Invalid parameter: Message Structure - JSON message body failed to parse");
  }
}
