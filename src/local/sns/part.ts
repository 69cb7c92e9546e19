import { text } from "../json.ts";
import type { Ground, Part } from "../resource.ts";
import { shownEndpoint } from "./outbox.ts";
import { publish, publishOperations } from "./publish.ts";
import { notificationProviders } from "./resources.ts";
import { confirm, subscriptionOperations } from "./subscriptions.ts";
import { openNotifications } from "./topic.ts";
import { topicOperations } from "./topics.ts";

/** How other parts tell a topic something; throws ServiceError where there is none. */
export type Publish = (topicArn: string, message: { readonly subject: string; readonly message: string }) => void;

/** SNS. Messages reach web servers of this machine; the admin routes show all, and what a subscriber has to confirm with. */
export function snsPart(ground: Ground): Part & { readonly publish: Publish } {
  const sns = openNotifications(ground);
  return {
    about: {
      service: "SNS",
      does: "topics and subscriptions; messages reach this machine's web servers, all others a file",
    },
    services: [
      {
        scope: "sns",
        protocol: "query",
        namespace: "http://sns.amazonaws.com/doc/2010-03-31/",
        operations: { ...topicOperations(sns), ...subscriptionOperations(sns), ...publishOperations(sns) },
      },
    ],
    resources: notificationProviders(sns),
    async start() {
      sns.outbox.start();
    },
    async stop() {
      sns.outbox.stop();
    },
    publish: (topicArn, { subject, message }) => void publish(sns, topicArn, { Subject: subject, Message: message }),
    admin: {
      "sns-messages": (input) => ({
        messages: sns.messages
          .values()
          .filter(({ topicArn }) => (text(input, "topicArn") ?? topicArn) === topicArn)
          .map((message) => ({ ...message })),
        file: sns.outbox.file,
      }),
      "sns-confirm": (input) => ({
        subscriptionArn: confirm(sns, text(input, "topicArn") ?? "", text(input, "token") ?? "").arn,
      }),
      "sns-unsubscribe"(input) {
        sns.subscriptions.delete(text(input, "subscriptionArn") ?? "");
        return {};
      },
      "sns-confirmations": () => ({
        confirmations: sns.subscriptions
          .values()
          .flatMap(({ topicArn, protocol, endpoint, confirmation }) =>
            confirmation === undefined
              ? []
              : [{ topicArn, protocol, endpoint: shownEndpoint(endpoint), token: confirmation }],
          ),
      }),
    },
  };
}
