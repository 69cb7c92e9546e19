import { canonical, listOf, textAt } from "../json.ts";
import { readTemplate, type TemplateResource } from "../template.ts";
import { at, inStack, type Rule } from "./rule.ts";
import { ofType, type Placed, resourcesOf, type TemplateSet } from "./template-set.ts";

const deployedResource = (set: TemplateSet, { stack, id, type }: Placed): TemplateResource | undefined => {
  const body = set.deployed?.get(stack.name);
  const found = body === undefined ? undefined : readTemplate(body).resources.get(id);
  return found?.type === type ? found : undefined;
};

const indexNames = ({ properties }: Pick<TemplateResource, "properties">) =>
  listOf(properties["GlobalSecondaryIndexes"]).map((index) => textAt(index, "IndexName") ?? "");

export const oneIndexAtATime: Rule = {
  id: "GW-L06",
  title: "an update adds or removes at most one index of a table: DynamoDB refuses more",
  check: (set) =>
    ofType(set, "AWS::DynamoDB::Table").flatMap((table) => {
      const before = deployedResource(set, table);
      if (before === undefined) return [];
      const [old, now] = [indexNames(before), indexNames(table)];
      const changed = [...old.filter((name) => !now.includes(name)), ...now.filter((name) => !old.includes(name))];
      return changed.length > 1 ? [at(table, `changes ${changed.join(", ")} at once: one a deployment`)] : [];
    }),
};

/** The property that gives a resource of these types the name that must be free for a replacement. */
const nameProperties: Readonly<Record<string, string>> = {
  "AWS::Backup::BackupVault": "BackupVaultName",
  "AWS::CloudWatch::Alarm": "AlarmName",
  "AWS::CloudWatch::CompositeAlarm": "AlarmName",
  "AWS::CloudWatch::Dashboard": "DashboardName",
  "AWS::DynamoDB::Table": "TableName",
  "AWS::ECR::Repository": "RepositoryName",
  "AWS::ECS::Cluster": "ClusterName",
  "AWS::ECS::Service": "ServiceName",
  "AWS::ElastiCache::ReplicationGroup": "ReplicationGroupId",
  "AWS::ElastiCache::SubnetGroup": "CacheSubnetGroupName",
  "AWS::Events::Rule": "Name",
  "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
  "AWS::IAM::Role": "RoleName",
  "AWS::KMS::Alias": "AliasName",
  "AWS::Lambda::Function": "FunctionName",
  "AWS::Logs::LogGroup": "LogGroupName",
  "AWS::S3::Bucket": "BucketName",
  "AWS::SNS::Topic": "TopicName",
  "AWS::SQS::Queue": "QueueName",
  "AWS::SSM::Parameter": "Name",
  "AWS::SecretsManager::Secret": "Name",
  "AWS::WAFv2::WebACL": "Name",
};

export const namedReplacement: Rule = {
  id: "GW-L07",
  title: "no resource with a name of its own is replaced: the new one would need the name while the old one has it",
  check(set) {
    const { replaces } = set;
    if (replaces === undefined) return [];
    return set.stacks.flatMap(resourcesOf).flatMap((resource) => {
      const before = deployedResource(set, resource);
      const name = nameProperties[resource.type];
      if (before === undefined || name === undefined) return [];
      const changed = changedProperties(before, resource);
      if (before.properties[name] === undefined || changed.includes(name)) return [];
      return changed
        .filter((property) => replaces(resource.type, property))
        .map((property) => at(resource, `${property} changes, which needs a new resource under the same ${name}`));
    });
  },
};

const changedProperties = (before: TemplateResource, { properties }: TemplateResource) =>
  [...new Set([...Object.keys(before.properties), ...Object.keys(properties)])].filter(
    (name) => canonical(before.properties[name]) !== canonical(properties[name]),
  );

export const sameBytes: Rule = {
  id: "GW-L28",
  title: "the same configuration gives the same bytes",
  check: ({ stacks, again }) =>
    again === undefined
      ? []
      : stacks
          .filter(({ name, body }) => again.get(name) !== body)
          .map((stack) => inStack(stack, "a second synthesis made another template")),
};
