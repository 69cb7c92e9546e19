import { createHash } from "node:crypto";
import { chance } from "../chance.ts";
import type { Action } from "./model/resource.ts";

/** Seconds to create, update in place and delete; where an update has none of its own it takes what `quick` says. */
type Profile = readonly [create: number, update: number, remove: number];

/** What stabilises at once: CloudFormation itself takes this long for it. */
const quick: Profile = [4, 3, 3];

/**
 * How long AWS typically takes. Where nothing is said: orders of magnitude that CloudFormation's own events show.
 * - cdkd: benchmarks of github.com/go-to-k/cdkd, stacks deployed by CloudFormation and by direct calls (2026-08).
 * - docs: the service's own guide names the time.
 * A type that is not here is `quick`.
 */
const profiles: Readonly<Record<string, Profile>> = {
  // cdkd: a distribution is Deployed after 160 to 180 s, its stack after 232 s. docs: disabling comes before deleting.
  "AWS::CloudFront::Distribution": [190, 170, 240],
  "AWS::CloudFront::OriginAccessControl": [4, 3, 3],
  "AWS::CloudFront::ResponseHeadersPolicy": [4, 3, 3],
  // cdkd: 90 to 100 s are the floor of a stack with a NAT gateway; deleting releases the address after about a minute.
  "AWS::EC2::NatGateway": [100, 3, 55],
  "AWS::EC2::EIP": [16, 3, 6],
  "AWS::EC2::VPC": [12, 4, 4],
  "AWS::EC2::InternetGateway": [16, 3, 4],
  "AWS::EC2::VPCGatewayAttachment": [4, 3, 4],
  "AWS::EC2::VPCEndpoint": [45, 15, 70],
  "AWS::EC2::FlowLog": [6, 3, 4],
  // cdkd: one table alone is a stack of 34 s, 19 s by direct calls; with a key of its own 71 s.
  "AWS::DynamoDB::Table": [28, 12, 20],
  "AWS::KMS::Key": [36, 5, 6],
  "AWS::KMS::Alias": [12, 4, 4],
  // cdkd: a queue is a stack of 83 s. docs: DeleteQueue keeps its name for 60 s.
  "AWS::SQS::Queue": [65, 65, 62],
  "AWS::SQS::QueuePolicy": [4, 3, 3],
  // cdkd: network, load balancer and a Fargate service are 277 s, 160 s of them the last two.
  "AWS::ElasticLoadBalancingV2::LoadBalancer": [150, 8, 15],
  "AWS::ElasticLoadBalancingV2::TargetGroup": [15, 5, 4],
  "AWS::ECS::Cluster": [10, 6, 12],
  "AWS::ECS::Service": [90, 120, 60],
  "AWS::ECS::TaskDefinition": [4, 4, 3],
  // docs: a replication group takes minutes for each of its nodes, a change of node type as long again.
  "AWS::ElastiCache::ReplicationGroup": [540, 300, 330],
  "AWS::ElastiCache::SubnetGroup": [5, 4, 4],
  "AWS::ElastiCache::ParameterGroup": [5, 4, 4],
  "AWS::RDS::DBInstance": [480, 240, 300],
  // docs: changes of IAM take seconds to be seen everywhere, which CloudFormation waits for.
  "AWS::IAM::Role": [18, 14, 4],
  "AWS::IAM::ManagedPolicy": [16, 14, 4],
  "AWS::IAM::RolePolicy": [16, 14, 4],
  "AWS::IAM::InstanceProfile": [130, 15, 4],
  "AWS::S3::Bucket": [22, 20, 4],
  "AWS::S3::BucketPolicy": [4, 3, 3],
  "AWS::ECR::Repository": [5, 4, 4],
  "AWS::Lambda::Function": [12, 10, 5],
  "AWS::ApiGateway::RestApi": [4, 4, 4],
  "AWS::ApiGatewayV2::VpcLink": [180, 4, 120],
  // docs: validation by DNS takes minutes once the record is there.
  "AWS::CertificateManager::Certificate": [120, 4, 4],
  "AWS::Route53::RecordSet": [45, 45, 45],
  "AWS::WAFv2::WebACL": [10, 8, 6],
  "AWS::WAFv2::WebACLAssociation": [12, 8, 8],
  "AWS::CloudTrail::Trail": [8, 6, 4],
  "AWS::Backup::BackupVault": [5, 4, 4],
  "AWS::Events::Rule": [62, 4, 62],
  "AWS::CloudWatch::Alarm": [6, 4, 4],
  "AWS::CloudWatch::CompositeAlarm": [6, 4, 4],
};

/** What comes on top of the profile, or is taken off it: up to this share. */
const spread = 0.08;

/**
 * Milliseconds at time scale 1. `name` tells one resource of one stack from another: with the same seed it always takes the
 * same time. An import looks and takes as long as an update; letting go takes none.
 */
export function durationOf(type: string, action: Action, { name, seed }: { name: string; seed: number }): number {
  const [create, update, remove] = profiles[type] ?? quick;
  const seconds = { create, update, delete: remove, import: update, release: 0 }[action];
  return Math.round(seconds * 1000 * (1 + spread * (2 * chance(seed, placeOf(`${name}/${action}`)) - 1)));
}

/** The types that have a profile of their own. */
export const profiledTypes: readonly string[] = Object.keys(profiles);

const placeOf = (name: string) => createHash("sha256").update(name).digest().readUInt32BE();
