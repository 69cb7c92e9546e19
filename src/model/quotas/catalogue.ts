import { listOf, textAt } from "../json.ts";
import { numberAt } from "../template-values.ts";
import { countOf, mostAlike, mostOf, same, type Quota } from "./quota.ts";
import { vcpus } from "./vcpus.ts";

/** The day the codes and the standard values were read for; they stand on AWS's pages of endpoints and quotas. */
export const quotasAsOf = "2026-04-01";
export const quotasSource = "docs.aws.amazon.com/general/latest/gr/aws-service-information.html";

const endpoint = (kind: string) =>
  countOf("AWS::EC2::VPCEndpoint", ({ properties }) => textAt(properties, "VpcEndpointType") === kind);
const elb = "AWS::ElasticLoadBalancingV2::";

/** What an environment can run into, the tightest first. */
export const quotas: readonly Quota[] = [
  { service: "vpc", name: "VPCs", code: "L-F678F1CE", standard: 5, need: countOf("AWS::EC2::VPC") },
  { service: "ec2", name: "Elastic IPs", code: "L-0263D0A3", standard: 5, need: countOf("AWS::EC2::EIP") },
  {
    service: "vpc",
    name: "Internet gateways",
    code: "L-A4707A72",
    standard: 5,
    need: countOf("AWS::EC2::InternetGateway"),
  },
  {
    service: "vpc",
    name: "NAT gateways in a zone",
    code: "L-FE5A380F",
    standard: 5,
    need: mostAlike("AWS::EC2::NatGateway", ({ properties }) => JSON.stringify(properties["SubnetId"])),
  },
  { service: "fargate", name: "On-demand vCPUs", code: "L-3032A538", standard: 6, need: vcpus("standard") },
  { service: "fargate", name: "Spot vCPUs", code: "L-36FBB829", standard: 6, need: vcpus("spot") },
  {
    service: "apigateway",
    name: "VPC links",
    code: "L-608BDCD4",
    standard: 10,
    need: countOf("AWS::ApiGatewayV2::VpcLink"),
  },
  { service: "vpc", name: "Gateway endpoints", code: "L-1B52E74A", standard: 20, need: endpoint("Gateway") },
  {
    service: "vpc",
    name: "Interface endpoints of a VPC",
    code: "L-29B6F2EB",
    standard: 50,
    need: endpoint("Interface"),
  },
  {
    service: "dynamodb",
    name: "Indexes of a table",
    code: "L-F7858A77",
    standard: 20,
    need: mostOf("AWS::DynamoDB::Table", ({ properties }) => listOf(properties["GlobalSecondaryIndexes"]).length),
  },
  { service: "dynamodb", name: "Tables", code: "L-F98FE922", standard: 2_500, need: countOf("AWS::DynamoDB::Table") },
  {
    service: "elasticloadbalancing",
    name: "Load balancers",
    code: "L-53DA6B97",
    standard: 50,
    need: countOf(`${elb}LoadBalancer`),
  },
  {
    service: "elasticloadbalancing",
    name: "Target groups",
    code: "L-B22855CB",
    standard: 3_000,
    need: countOf(`${elb}TargetGroup`),
  },
  {
    service: "elasticloadbalancing",
    name: "Listener rules",
    code: "L-7EED9B64",
    standard: 100,
    need: countOf(`${elb}ListenerRule`),
  },
  {
    service: "elasticache",
    name: "Nodes",
    code: "L-DFE45DF3",
    standard: 300,
    need: (templates) =>
      same(
        templates
          .flatMap(({ resources }) => [...resources.values()])
          .filter(({ type }) => type === "AWS::ElastiCache::ReplicationGroup")
          .reduce((sum, { properties }) => sum + (numberAt(properties, "NumCacheClusters") ?? 1), 0),
      ),
  },
  {
    service: "apigateway",
    name: "Regional APIs",
    code: "L-AA0FF27B",
    standard: 600,
    need: countOf("AWS::ApiGateway::RestApi"),
  },
  {
    service: "cloudfront",
    name: "Distributions",
    code: "L-24B04930",
    standard: 200,
    global: true,
    need: countOf("AWS::CloudFront::Distribution"),
  },
  { service: "wafv2", name: "Web ACLs", standard: 100, need: countOf("AWS::WAFv2::WebACL") },
  { service: "vpc", name: "Subnets of a VPC", code: "L-407747CB", standard: 200, need: countOf("AWS::EC2::Subnet") },
  {
    service: "vpc",
    name: "Route tables of a VPC",
    code: "L-589F43AA",
    standard: 200,
    need: countOf("AWS::EC2::RouteTable"),
  },
  {
    service: "vpc",
    name: "Security groups",
    code: "L-E79EC296",
    standard: 2_500,
    need: countOf("AWS::EC2::SecurityGroup"),
  },
  { service: "iam", name: "Roles", code: "L-FE177D64", standard: 1_000, global: true, need: countOf("AWS::IAM::Role") },
  {
    service: "iam",
    name: "Managed policies",
    code: "L-E95E4862",
    standard: 1_500,
    global: true,
    need: countOf("AWS::IAM::ManagedPolicy"),
  },
  {
    service: "cloudformation",
    name: "Stacks",
    code: "L-0485CB21",
    standard: 2_000,
    need: (templates) => same(templates.length),
  },
  {
    service: "cloudformation",
    name: "Resources of a stack",
    standard: 500,
    need: (templates) => same(Math.max(0, ...templates.map(({ resources }) => resources.size))),
  },
  { service: "cloudwatch", name: "Alarms", standard: 5_000, need: countOf("AWS::CloudWatch::Alarm") },
  {
    service: "s3",
    name: "Buckets",
    code: "L-DC2B2D3D",
    standard: 10_000,
    global: true,
    need: countOf("AWS::S3::Bucket"),
  },
  { service: "ecs", name: "Clusters", code: "L-21C621EB", standard: 10_000, need: countOf("AWS::ECS::Cluster") },
  { service: "kms", name: "Keys", code: "L-C2F1777E", standard: 100_000, need: countOf("AWS::KMS::Key") },
  {
    service: "ecr",
    name: "Repositories",
    code: "L-CFEB8E8D",
    standard: 100_000,
    need: countOf("AWS::ECR::Repository"),
  },
  { service: "sns", name: "Topics", code: "L-61103206", standard: 100_000, need: countOf("AWS::SNS::Topic") },
  {
    service: "secretsmanager",
    name: "Secrets",
    code: "L-2F66C23C",
    standard: 500_000,
    need: countOf("AWS::SecretsManager::Secret"),
  },
  { service: "logs", name: "Log groups", standard: 1_000_000, need: countOf("AWS::Logs::LogGroup") },
];
