/** A list price: dollars for one `unit`, and the page that has it. */
export interface Price {
  readonly usd: number;
  readonly unit: string;
  readonly source: string;
}

const price = (usd: number, unit: string, source: string): Price => ({ usd, unit, source: `aws.amazon.com/${source}` });

/** Fargate Spot floats with supply; it has stood near this share of the list price. */
const spotShare = 0.3;
const [armVcpu, armGb, x86Vcpu, x86Gb] = [0.03238, 0.00356, 0.04048, 0.004445];
const fargate = (usd: number, unit: string) => price(usd, unit, "fargate/pricing");
const cloudwatch = (usd: number, unit: string) => price(usd, unit, "cloudwatch/pricing");
const redisNode = (usd: number) => price(usd, "node-hour", "elasticache/pricing");

/** The day the pages were read for. The prices of DynamoDB's requests have stood since 2024-11-01, when they were halved. */
export const pricesAsOf = "2026-04-01";
/** The only Region whose prices are here. */
export const pricedRegion = "us-east-1";
export const hoursAMonth = 730;

/** On-demand list prices without free tier, the first tier where there are several. */
export const prices = {
  natHour: price(0.045, "hour", "vpc/pricing"),
  natGb: price(0.045, "GB", "vpc/pricing"),
  addressHour: price(0.005, "hour", "vpc/pricing"),
  endpointHour: price(0.01, "hour", "privatelink/pricing"),
  endpointGb: price(0.01, "GB", "privatelink/pricing"),
  balancerHour: price(0.0225, "hour", "elasticloadbalancing/pricing"),
  balancerUnitHour: price(0.008, "LCU-hour", "elasticloadbalancing/pricing"),
  armVcpuHour: fargate(armVcpu, "vCPU-hour"),
  armGbHour: fargate(armGb, "GB-hour"),
  armSpotVcpuHour: fargate(armVcpu * spotShare, "vCPU-hour"),
  armSpotGbHour: fargate(armGb * spotShare, "GB-hour"),
  x86VcpuHour: fargate(x86Vcpu, "vCPU-hour"),
  x86GbHour: fargate(x86Gb, "GB-hour"),
  x86SpotVcpuHour: fargate(x86Vcpu * spotShare, "vCPU-hour"),
  x86SpotGbHour: fargate(x86Gb * spotShare, "GB-hour"),
  tableWrites: price(0.625, "million", "dynamodb/pricing/on-demand"),
  tableReads: price(0.125, "million", "dynamodb/pricing/on-demand"),
  tableGb: price(0.25, "GB-month", "dynamodb/pricing/on-demand"),
  recoveryGb: price(0.2, "GB-month", "dynamodb/pricing/on-demand"),
  backupGb: price(0.1, "GB-month", "backup/pricing"),
  bucketGb: price(0.023, "GB-month", "s3/pricing"),
  imageGb: price(0.1, "GB-month", "ecr/pricing"),
  key: price(1, "key", "kms/pricing"),
  keyRequests: price(3, "million", "kms/pricing"),
  secret: price(0.4, "secret", "secrets-manager/pricing"),
  logGb: cloudwatch(0.5, "GB"),
  logStoredGb: cloudwatch(0.03, "GB-month"),
  flowLogToBucketGb: cloudwatch(0.25, "GB"),
  alarm: cloudwatch(0.1, "alarm"),
  compositeAlarm: cloudwatch(0.5, "alarm"),
  dashboard: cloudwatch(3, "dashboard"),
  metric: cloudwatch(0.3, "metric"),
  traces: price(5, "million", "xray/pricing"),
  restRequests: price(3.5, "million", "api-gateway/pricing"),
  socketMessages: price(1, "million", "api-gateway/pricing"),
  socketMinutes: price(0.25, "million", "api-gateway/pricing"),
  queueRequests: price(0.4, "million", "sqs/pricing"),
  edgeRequests: price(1, "million", "cloudfront/pricing"),
  firewall: price(5, "web ACL", "waf/pricing"),
  firewallRule: price(1, "rule", "waf/pricing"),
  firewallRequests: price(0.6, "million", "waf/pricing"),
} as const satisfies Record<string, Price>;

/** Nodes of Redis OSS; Valkey is a fifth less. */
export const redisNodes: Readonly<Record<string, Price>> = {
  "cache.t3.micro": redisNode(0.017),
  "cache.t3.small": redisNode(0.034),
  "cache.t3.medium": redisNode(0.068),
  "cache.t4g.micro": redisNode(0.016),
  "cache.t4g.small": redisNode(0.032),
  "cache.t4g.medium": redisNode(0.065),
  "cache.m6g.large": redisNode(0.149),
  "cache.m6g.xlarge": redisNode(0.297),
  "cache.m7g.large": redisNode(0.158),
  "cache.m7g.xlarge": redisNode(0.315),
  "cache.r6g.large": redisNode(0.206),
  "cache.r7g.large": redisNode(0.219),
  "cache.r7g.xlarge": redisNode(0.437),
};

/** What an environment also costs and is not estimated, because nothing in a template or an assumption says how much. */
export const notIncluded: readonly string[] = [
  "Bedrock tokens",
  "Container Insights",
  "data transfer to the internet (CloudFront's first TB a month is free) and between Availability Zones",
  "Lambda, SNS, and backups of Redis and of the snapshots bucket",
  "a second CloudTrail trail, taxes, support, Savings Plans and free tiers",
];
