import { byteLength } from "../template.ts";
import { recordAt, textAt } from "../json.ts";
import { at, type Breach, inStack, type Rule } from "./rule.ts";
import { type CheckedStack, resourcesOf, type TemplateSet, textOf } from "./template-set.ts";

/** What a template may hold: CloudFormation's limits less a margin, so that the next change still deploys. */
const most = {
  resources: 450,
  outputs: 180,
  parameters: 180,
  bytes: 900_000,
  references: 50,
  description: 1024,
  value: 4096,
};

export const stackLimits: Rule = {
  id: "GW-L22",
  title: "templates stay below CloudFormation's limits, with room to grow",
  check: ({ stacks }) =>
    stacks.flatMap((stack) => {
      const { template, body } = stack;
      const description = /"Description":"([^"]*)"/.exec(body)?.[1] ?? "";
      const counts: Readonly<Record<keyof typeof most, number>> = {
        resources: template.resources.size,
        outputs: template.outputs.size,
        parameters: template.parameters.size,
        bytes: byteLength(body),
        references: body.split("{{resolve:").length - 1,
        description: byteLength(description),
        value: Math.max(0, ...[...template.parameters.values()].map((value) => byteLength(value ?? ""))),
      };
      return Object.entries(most).flatMap(([what, limit]) => {
        const count = Object.entries(counts).find(([name]) => name === what)?.[1] ?? 0;
        return count > limit ? [inStack(stack, `${count} ${what}, of ${limit} at most`)] : [];
      });
    }),
};

/** The longest name of an environment, and how long an account and the longest Region's name are. */
const longest = { environment: "e".repeat(15), account: "1".repeat(12), region: "us-gov-north-10" };

interface NameLimit {
  readonly property: string;
  readonly most: number;
}

const nameLimits: Readonly<Record<string, NameLimit>> = {
  "AWS::Backup::BackupVault": { property: "BackupVaultName", most: 50 },
  "AWS::CloudFront::OriginAccessControl": { property: "OriginAccessControlConfig.Name", most: 64 },
  "AWS::CloudFront::ResponseHeadersPolicy": { property: "ResponseHeadersPolicyConfig.Name", most: 128 },
  "AWS::CloudWatch::Alarm": { property: "AlarmName", most: 255 },
  "AWS::DynamoDB::Table": { property: "TableName", most: 255 },
  "AWS::ECR::Repository": { property: "RepositoryName", most: 256 },
  "AWS::ECS::TaskDefinition": { property: "Family", most: 255 },
  "AWS::ElastiCache::ReplicationGroup": { property: "ReplicationGroupId", most: 40 },
  "AWS::ElasticLoadBalancingV2::LoadBalancer": { property: "Name", most: 32 },
  "AWS::ElasticLoadBalancingV2::TargetGroup": { property: "Name", most: 32 },
  "AWS::Events::Rule": { property: "Name", most: 64 },
  "AWS::IAM::ManagedPolicy": { property: "ManagedPolicyName", most: 128 },
  "AWS::IAM::Role": { property: "RoleName", most: 64 },
  "AWS::Lambda::Function": { property: "FunctionName", most: 64 },
  "AWS::Logs::DeliveryDestination": { property: "Name", most: 60 },
  "AWS::Logs::DeliverySource": { property: "Name", most: 60 },
  "AWS::Logs::LogGroup": { property: "LogGroupName", most: 512 },
  "AWS::S3::Bucket": { property: "BucketName", most: 63 },
  "AWS::SNS::Topic": { property: "TopicName", most: 256 },
  "AWS::SQS::Queue": { property: "QueueName", most: 80 },
  "AWS::WAFv2::WebACL": { property: "Name", most: 128 },
  "AWS::XRay::Group": { property: "GroupName", most: 32 },
  "AWS::XRay::SamplingRule": { property: "SamplingRule.RuleName", most: 32 },
};

const stackName = /^[A-Za-z][-A-Za-z0-9]{0,127}$/;

export const nameLengths: Rule = {
  id: "GW-L23",
  title: "names fit, also with the longest name an environment can have and in any account and Region",
  check: (set) => [
    ...set.stacks
      .filter(({ name }) => !stackName.test(atLongest(set, name)))
      .map((stack) => inStack(stack, "is no name of a stack")),
    ...set.stacks.flatMap((stack) => tooLong(set, stack)),
  ],
};

function tooLong(set: TemplateSet, stack: CheckedStack): readonly Breach[] {
  return resourcesOf(stack).flatMap((resource) => {
    const limit = nameLimits[resource.type];
    if (limit === undefined) return [];
    const [outer = "", inner] = limit.property.split(".");
    const name =
      inner === undefined ? textOf(resource.properties[outer]) : textAt(recordAt(resource.properties, outer), inner);
    const length = atLongest(set, name ?? "").length;
    return length > limit.most
      ? [at(resource, `its name can have ${length} characters, of ${limit.most} at most`)]
      : [];
  });
}

const atLongest = ({ config }: TemplateSet, name: string) =>
  name
    .replace(new RegExp(`(^|[-/])${config.name}(?=[-/]|$)`), `$1${longest.environment}`)
    .replace("${AWS::AccountId}", longest.account)
    .replace("${AWS::Region}", longest.region);
