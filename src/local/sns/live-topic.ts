import type { JsonObject } from "../json.ts";
import type { ExistingRequest, Live } from "../resource.ts";
import type { Notifications } from "./topic.ts";

/** A topic as it is, without its subscriptions. */
export function liveTopic({ topics }: Notifications, { physicalId }: ExistingRequest): Live | undefined {
  const topic = topics.get(physicalId);
  if (!topic) return undefined;
  const { DisplayName, KmsMasterKeyId, ContentBasedDeduplication, FifoTopic } = topic.attributes;
  const properties: JsonObject = {
    TopicName: topic.name,
    DisplayName: DisplayName || undefined,
    KmsMasterKeyId: KmsMasterKeyId || undefined,
    ContentBasedDeduplication,
    FifoTopic,
  };
  return { properties, attributes: { TopicArn: topic.arn, TopicName: topic.name } };
}
