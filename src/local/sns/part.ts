import { text } from "../json.ts";
import type { Ground, Part } from "../resource.ts";
import { publishOperations } from "./publish.ts";
import { notificationProviders } from "./resources.ts";
import { subscriptionOperations } from "./subscriptions.ts";
import { openNotifications } from "./topic.ts";
import { topicOperations } from "./topics.ts";

/** SNS. Messages are kept and not sent; the admin routes show them, and what a subscriber would have to confirm with. */
export function snsPart(ground: Ground): Part {
  const sns = openNotifications(ground);
  return {
    about: { service: "SNS", does: "topics and subscriptions; messages are kept and not sent" },
    services: [
      {
        scope: "sns",
        protocol: "query",
        namespace: "http://sns.amazonaws.com/doc/2010-03-31/",
        operations: { ...topicOperations(sns), ...subscriptionOperations(sns), ...publishOperations(sns) },
      },
    ],
    resources: notificationProviders(sns),
    admin: {
      "sns-messages": (input) => ({
        messages: sns.messages
          .values()
          .filter(({ topicArn }) => (text(input, "topicArn") ?? topicArn) === topicArn)
          .map((message) => ({ ...message })),
      }),
      "sns-confirmations": () => ({
        confirmations: sns.subscriptions
          .values()
          .flatMap(({ topicArn, protocol, endpoint, confirmation }) =>
            confirmation === undefined ? [] : [{ topicArn, protocol, endpoint, token: confirmation }],
          ),
      }),
    },
  };
}
