import { randomUUID } from "node:crypto";
import { type Json, type JsonObject, list, text } from "../json.ts";
import { type Operation, ServiceError } from "../service.ts";
import { findTopic, invalid, type Message, type Notifications, subscriptionsOf } from "./topic.ts";

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
  const message = text(input, "Message") ?? "";
  const subject = text(input, "Subject");
  if (message === "") throw invalid("Invalid parameter: Empty message");
  if (Buffer.byteLength(message) > 262_144) throw invalid("Invalid parameter: Message too long");
  // oxlint-disable-next-line no-control-regex
  if (subject !== undefined && (subject.length > 100 || /[\u0000-\u001f]/.test(subject)))
    throw invalid("Invalid parameter: Subject");
  if (topic.name.endsWith(".fifo") && text(input, "MessageGroupId") === undefined)
    throw invalid("Invalid parameter: The MessageGroupId parameter is required for FIFO topics");
  const published: Message = {
    messageId: randomUUID(),
    topicArn,
    subject,
    message: text(input, "MessageStructure") === "json" ? defaultText(message) : message,
    at: sns.now(),
    deliveredTo: subscriptionsOf(sns, topicArn)
      .filter(({ confirmation }) => confirmation === undefined)
      .map(({ protocol, endpoint }) => `${protocol}:${endpoint}`),
  };
  sns.messages.put(published.messageId, published);
  for (const id of sns.messages.keys().slice(0, -kept)) sns.messages.delete(id);
  return published;
}

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

function defaultText(message: string): string {
  const found = text(parsed(message), "default");
  if (found === undefined)
    throw invalid("Invalid parameter: Message Structure - No default entry in JSON message body");
  return found;
}

function parsed(message: string): Json {
  try {
    return JSON.parse(message);
  } catch {
    throw invalid("Invalid parameter: Message Structure - JSON message body failed to parse");
  }
}
