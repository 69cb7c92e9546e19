/** What is done to a resource or a stack, as far as it takes its own time. */
export const timedActions = ["create", "update", "delete"] as const;
export type TimedAction = (typeof timedActions)[number];

type Times = readonly [create: number, update: number, remove: number];

/**
 * Seconds that CloudFormation usually takes for what is slow, before there is any history. Measured by others: NAT gateway 90
 * to 100 s, CloudFront 160 to 230 s, Fargate service behind a load balancer 160 to 280 s, DynamoDB table 34 s, with a key
 * 71 s, queue 83 s (published benchmarks of go-to-k/cdkd); ElastiCache 5 to 20 min.
 */
const slow: Readonly<Record<string, Times>> = {
  "AWS::ApiGateway::VpcLink": [150, 60, 60],
  "AWS::CloudFront::Distribution": [220, 200, 240],
  "AWS::DynamoDB::Table": [30, 25, 15],
  "AWS::EC2::InternetGateway": [16, 5, 16],
  "AWS::EC2::NatGateway": [100, 5, 60],
  "AWS::EC2::VPC": [15, 5, 5],
  "AWS::EC2::VPCEndpoint": [60, 30, 60],
  "AWS::ECS::Cluster": [12, 8, 8],
  "AWS::ECS::Service": [160, 180, 90],
  "AWS::ElastiCache::ReplicationGroup": [600, 480, 300],
  "AWS::ElastiCache::CacheCluster": [420, 300, 240],
  "AWS::ElasticLoadBalancingV2::LoadBalancer": [150, 20, 20],
  "AWS::IAM::InstanceProfile": [120, 10, 5],
  "AWS::IAM::Role": [18, 10, 5],
  "AWS::KMS::Key": [40, 15, 5],
  "AWS::Lambda::Function": [10, 15, 5],
  "AWS::S3::Bucket": [22, 10, 5],
  "AWS::SQS::Queue": [70, 65, 65],
  "AWS::WAFv2::WebACL": [20, 15, 10],
};

const quick: Times = [5, 5, 3];

/** What CloudFormation takes beside the slowest resource of a stack, in seconds. */
export const stackOverhead: Readonly<Record<TimedAction, number>> = { create: 6, update: 12, delete: 6 };

/** What lies between half and nine tenths of all times, before there is any history. */
export const priorSpread = 1.6;

/** Seconds that a resource of this type usually takes. */
export const priorSeconds = (type: string, action: TimedAction): number =>
  (slow[type] ?? quick)[timedActions.indexOf(action)] ?? 5;
