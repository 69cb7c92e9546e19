import type { Action } from "../model/resource.ts";

/** How long AWS typically takes, in seconds, to create a resource; a delete takes half, an update a third of it. */
const seconds: Readonly<Record<string, number>> = {
  "AWS::ApiGateway::RestApi": 3,
  "AWS::CloudFront::Distribution": 240,
  "AWS::DynamoDB::Table": 12,
  "AWS::EC2::NatGateway": 105,
  "AWS::EC2::VPC": 12,
  "AWS::EC2::VPCEndpoint": 45,
  "AWS::ECS::Service": 90,
  "AWS::ElastiCache::ReplicationGroup": 420,
  "AWS::ElasticLoadBalancingV2::LoadBalancer": 150,
  "AWS::IAM::InstanceProfile": 120,
  "AWS::IAM::Role": 18,
  "AWS::KMS::Key": 8,
  "AWS::RDS::DBInstance": 480,
  "AWS::S3::Bucket": 20,
  "AWS::WAFv2::WebACL": 10,
};
const shares = { create: 1, update: 1 / 3, delete: 1 / 2, import: 1 / 3, release: 0 };

/** Milliseconds at time scale 1. */
export const durationOf = (type: string, action: Action) => (seconds[type] ?? 4) * 1000 * shares[action];
