import type { JsonObject } from "../json.ts";
import type { Ground } from "../resource.ts";
import { rowWith } from "../row.ts";
import { ServiceError } from "../service.ts";
import type { Table } from "../store.ts";
import type { Tags } from "../tag-list.ts";
import { openOutbox, type Outbox } from "./outbox.ts";

export interface Topic {
  readonly arn: string;
  readonly name: string;
  readonly region: string;
  /** As SetTopicAttributes takes them. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: Tags;
  /** Of the stack step that made it. */
  readonly token?: string | undefined;
}

export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** What the endpoint must send back; undefined once it did, or where nobody asks. */
  readonly confirmation?: string | undefined;
  readonly token?: string | undefined;
}

/** A message that was published: the admin route shows it, whoever it was for. */
export interface Message {
  readonly messageId: string;
  readonly topicArn: string;
  readonly subject?: string | undefined;
  readonly message: string;
  /** By protocol, where there are several for one message. */
  readonly texts?: Readonly<Record<string, string>> | undefined;
  /** As notifications carry them: by name, with Type and Value. */
  readonly attributes?: JsonObject | undefined;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Confirmed subscriptions of the moment whose filter it passed, as `protocol:endpoint`. */
  readonly deliveredTo: readonly string[];
}

export interface Place {
  readonly region: string;
  readonly account: string;
}

export interface Notifications {
  readonly topics: Table<Topic>;
  readonly subscriptions: Table<Subscription>;
  readonly messages: Table<Message>;
  readonly now: () => number;
  /** The endpoint's own address. */
  readonly endpoint: () => string;
  readonly outbox: Outbox;
}

export const openNotifications = ({ store, clock, dir, endpoint }: Ground): Notifications => ({
  topics: store.table("sns.topics", rowWith<Topic>("arn", "name", "region")),
  subscriptions: store.table("sns.subscriptions", rowWith<Subscription>("arn", "topicArn", "protocol")),
  messages: store.table("sns.messages", rowWith<Message>("messageId", "topicArn", "message")),
  now: () => clock.now(),
  endpoint,
  outbox: openOutbox({ dir, clock, store }),
});

export const topicArn = ({ region, account }: Place, name: string): string =>
  `arn:aws:sns:${region}:${account}:${name}`;

export function findTopic({ topics }: Notifications, arn: string): Topic {
  if (!/^arn:aws[\w-]*:sns:[\w-]+:\d{12}:[\w.-]+$/.test(arn)) throw invalid("Invalid parameter: TopicArn");
  const found = topics.get(arn);
  if (!found) throw notFound("Topic does not exist");
  return found;
}

export const subscriptionsOf = ({ subscriptions }: Notifications, arn: string): readonly Subscription[] =>
  subscriptions.values().filter(({ topicArn }) => topicArn === arn);

export const invalid = (message: string): ServiceError => new ServiceError("InvalidParameter", message);
export const notFound = (message: string): ServiceError => new ServiceError("NotFound", message, { status: 404 });
