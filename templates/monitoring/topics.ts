import { type Stack, aws_sns as sns } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { allow, ownAccount, policyDocument, tlsOnly, to } from "../policy.ts";

/** critical: somebody gets up. warning: somebody looks today. info: it is written down. */
export type Severity = "critical" | "warning" | "info";
export type Topics = Readonly<Record<Severity, string>>;

const publishers = ["cloudwatch.amazonaws.com", "budgets.amazonaws.com"];

/** One encrypted topic a severity. Channels subscribe to topics; alarms never know channels. */
export function topics(stack: Stack, config: EnvironmentConfig, keyArn: string): Topics {
  const topic = (id: string, severity: Severity) => {
    const { ref } = new sns.CfnTopic(stack, `${id}Topic`, {
      topicName: `gworld-${config.name}-${severity}`,
      kmsMasterKeyId: keyArn,
    });
    new sns.CfnTopicPolicy(stack, `${id}TopicPolicy`, { topics: [ref], policyDocument: publishing(ref) });
    if (config.alarmEmail !== undefined && severity !== "info") {
      const address = { protocol: "email", endpoint: config.alarmEmail };
      new sns.CfnSubscription(stack, `${id}Email`, { topicArn: ref, ...address });
    }
    return ref;
  };
  return { critical: topic("Critical", "critical"), warning: topic("Warning", "warning"), info: topic("Info", "info") };
}

/** EventBridge is let in without a condition: AWS documents none that its messages to a topic fulfil. */
function publishing(topic: string) {
  const [plaintext] = tlsOnly([topic], "sns:Publish");
  const services = [
    to({ Service: publishers }, allow(["sns:Publish"], [topic], { StringEquals: ownAccount })),
    to({ Service: "events.amazonaws.com" }, allow(["sns:Publish"], [topic])),
  ];
  return policyDocument(plaintext ? [plaintext, ...services] : services);
}
