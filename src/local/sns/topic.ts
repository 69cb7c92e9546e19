import type { Ground } from "../resource.ts";
import { rowWith } from "../row.ts";
import { ServiceError } from "../service.ts";
import type { Table } from "../store.ts";
import type { Tags } from "../tag-list.ts";

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

/** A message that was published. Nothing leaves the machine: whoever wants to see it asks the admin route. */
export interface Message {
  readonly messageId: string;
  readonly topicArn: string;
  readonly subject?: string | undefined;
  readonly message: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Confirmed subscriptions of the moment, as `protocol:endpoint`. */
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
}

export const openNotifications = ({ store, clock }: Ground): Notifications => ({
  topics: store.table("sns.topics", rowWith<Topic>("arn", "name", "region")),
  subscriptions: store.table("sns.subscriptions", rowWith<Subscription>("arn", "topicArn", "protocol")),
  messages: store.table("sns.messages", rowWith<Message>("messageId", "topicArn", "message")),
  now: () => clock.now(),
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
