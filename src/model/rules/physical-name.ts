import { recordAt, textAt } from "../json.ts";
import type { TemplateResource } from "../template.ts";
import { textOf } from "./template-set.ts";

/** Where resources of a type have a name of their own, and how many characters AWS takes. */
const places: Readonly<Record<string, { readonly property: string; readonly most: number }>> = {
  "AWS::Backup::BackupVault": { property: "BackupVaultName", most: 50 },
  "AWS::Budgets::Budget": { property: "Budget.BudgetName", most: 100 },
  "AWS::CloudFront::OriginAccessControl": { property: "OriginAccessControlConfig.Name", most: 64 },
  "AWS::CloudFront::ResponseHeadersPolicy": { property: "ResponseHeadersPolicyConfig.Name", most: 128 },
  "AWS::CloudTrail::Trail": { property: "TrailName", most: 128 },
  "AWS::CloudWatch::Alarm": { property: "AlarmName", most: 255 },
  "AWS::CloudWatch::CompositeAlarm": { property: "AlarmName", most: 255 },
  "AWS::CloudWatch::Dashboard": { property: "DashboardName", most: 255 },
  "AWS::DynamoDB::Table": { property: "TableName", most: 255 },
  "AWS::ECR::Repository": { property: "RepositoryName", most: 256 },
  "AWS::ECS::Cluster": { property: "ClusterName", most: 255 },
  "AWS::ECS::Service": { property: "ServiceName", most: 255 },
  "AWS::ECS::TaskDefinition": { property: "Family", most: 255 },
  "AWS::ElastiCache::ReplicationGroup": { property: "ReplicationGroupId", most: 40 },
  "AWS::ElastiCache::SubnetGroup": { property: "CacheSubnetGroupName", most: 255 },
  "AWS::ElasticLoadBalancingV2::LoadBalancer": { property: "Name", most: 32 },
  "AWS::ElasticLoadBalancingV2::TargetGroup": { property: "Name", most: 32 },
  "AWS::Events::Rule": { property: "Name", most: 64 },
  "AWS::IAM::ManagedPolicy": { property: "ManagedPolicyName", most: 128 },
  "AWS::IAM::Role": { property: "RoleName", most: 64 },
  "AWS::KMS::Alias": { property: "AliasName", most: 256 },
  "AWS::Lambda::Function": { property: "FunctionName", most: 64 },
  "AWS::Logs::DeliveryDestination": { property: "Name", most: 60 },
  "AWS::Logs::DeliverySource": { property: "Name", most: 60 },
  "AWS::Logs::LogGroup": { property: "LogGroupName", most: 512 },
  "AWS::S3::Bucket": { property: "BucketName", most: 63 },
  "AWS::SNS::Topic": { property: "TopicName", most: 256 },
  "AWS::SQS::Queue": { property: "QueueName", most: 80 },
  "AWS::SSM::Parameter": { property: "Name", most: 1011 },
  "AWS::SecretsManager::Secret": { property: "Name", most: 512 },
  "AWS::WAFv2::WebACL": { property: "Name", most: 128 },
  "AWS::XRay::Group": { property: "GroupName", most: 32 },
  "AWS::XRay::SamplingRule": { property: "SamplingRule.RuleName", most: 32 },
};

export interface PhysicalName {
  readonly property: string;
  readonly name: string;
  readonly most: number;
}

/** The name that a template gives a resource; undefined where AWS makes one up, which cannot collide. */
export function physicalName({ type, properties }: TemplateResource): PhysicalName | undefined {
  const place = places[type];
  if (place === undefined) return undefined;
  const [outer = "", inner] = place.property.split(".");
  const value = inner === undefined ? properties[outer] : textAt(recordAt(properties, outer), inner);
  return value === undefined ? undefined : { ...place, name: textOf(value) };
}
