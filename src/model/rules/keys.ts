import { listOf } from "../json.ts";
import { at, type Breach, type Rule } from "./rule.ts";
import { conditionValues, includes, services, statementsOf } from "./statements.ts";
import { members, ofType, type Placed, resourcesOf, target, type TemplateSet } from "./template-set.ts";

/** Properties that name the key something is encrypted with, in every spelling AWS has. */
const keyProperty = /^(?:Kms(?:Master)?Key(?:Id|Arn)?|KMSMasterKey(?:Id|ID)|KmsKey|EncryptionKeyArn)$/;

/** Customer keys of the set that a resource is encrypted with. */
const keysOf = (set: TemplateSet, resource: Placed): readonly Placed[] =>
  members(resource.properties)
    .filter(([name]) => keyProperty.test(name))
    .flatMap(([, value]) => target(set, resource.stack, value) ?? [])
    .filter(({ type }) => type === "AWS::KMS::Key");

const allows = (key: Placed, service: string) =>
  statementsOf(key).filter((statement) => statement.effect === "Allow" && services(statement).includes(service));

export const logsKey: Rule = {
  id: "GW-L02",
  title: "the key of a log group lets CloudWatch Logs use it, for this environment's log groups only",
  check: (set) =>
    ofType(set, "AWS::Logs::LogGroup").flatMap((group) =>
      keysOf(set, group).flatMap((key) => {
        const granted = allows(key, "logs.${AWS::Region}.amazonaws.com").filter((one) =>
          includes(one, "kms:GenerateDataKey"),
        );
        const limit = ":log-group:/gworld/" + set.config.name + "/";
        const limited = granted.every((one) =>
          conditionValues(one, "ArnLike", "kms:EncryptionContext:aws:logs:arn").some((arn) => arn.includes(limit)),
        );
        if (granted.length === 0) return [at(group, `its key ${key.id} does not let CloudWatch Logs in`)];
        return limited ? [] : [at(key, "lets CloudWatch Logs use it for log groups of others")];
      }),
    ),
};

export const alarmKey: Rule = {
  id: "GW-L03",
  title: "the key of a topic that alarms publish to lets CloudWatch use it, or nobody is told",
  check: (set) =>
    alarmTopics(set).flatMap((topic) =>
      keysOf(set, topic)
        .filter((key) => !["kms:Decrypt", "kms:GenerateDataKey"].every((action) => lets(key, action)))
        .map((key) => at(topic, `CloudWatch cannot use its key ${key.id}: alarms fire in silence`)),
    ),
};

const lets = (key: Placed, action: string) =>
  allows(key, "cloudwatch.amazonaws.com").some((statement) => includes(statement, action));

function alarmTopics(set: TemplateSet): readonly Placed[] {
  const alarms = ofType(set, "AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm");
  const topics = alarms.flatMap(({ stack, properties }) =>
    listOf(properties["AlarmActions"]).flatMap((action) => target(set, stack, action) ?? []),
  );
  return [...new Map(topics.map((topic) => [topic.id, topic])).values()];
}

/** How long a resource outlives its stack, as far as a policy can say. */
const lifetimes: Readonly<Record<string, number>> = { Delete: 0, Snapshot: 1, RetainExceptOnCreate: 2, Retain: 3 };
const lifetime = (policy: string | undefined) => lifetimes[policy ?? "Delete"] ?? 0;

export const keyLifetime: Rule = {
  id: "GW-L11",
  title: "a key lives at least as long as what it encrypts: data without its key is lost",
  check: (set) => [
    ...set.stacks
      .flatMap(resourcesOf)
      .flatMap((resource) =>
        keysOf(set, resource).flatMap((key) => [
          ...outlived(resource, key, "deletionPolicy"),
          ...outlived(resource, key, "updateReplacePolicy"),
        ]),
      ),
    ...ofType(set, "AWS::KMS::Key")
      .filter(({ properties, stack }) => {
        const kept = set.config.retainData || stack.part === "bootstrap";
        return kept && Number(properties["PendingWindowInDays"] ?? 30) < 30;
      })
      .map((key) => at(key, "can be gone in less than 30 days")),
  ],
};

const outlived = (
  resource: Placed,
  key: Placed,
  policy: "deletionPolicy" | "updateReplacePolicy",
): readonly Breach[] =>
  lifetime(key[policy]) >= lifetime(resource[policy])
    ? []
    : [at(key, `goes before ${resource.stack.name}/${resource.id}, which it encrypts`)];
