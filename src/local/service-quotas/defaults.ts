/** What a new account is allowed of one thing; a global quota holds for all Regions. */
export interface DefaultQuota {
  readonly service: string;
  readonly code: string;
  readonly name: string;
  readonly value: number;
  readonly global: boolean;
}

type Row = readonly [code: string, name: string, value: number];

const regional: Readonly<Record<string, readonly Row[]>> = {
  apigateway: [
    ["L-608BDCD4", "VPC links(V2)", 10],
    ["L-AA0FF27B", "Regional APIs", 600],
  ],
  cloudformation: [["L-0485CB21", "Stack count", 2_000]],
  dynamodb: [
    ["L-F7858A77", "Global Secondary Indexes per table", 20],
    ["L-F98FE922", "Maximum number of tables", 2_500],
  ],
  ec2: [["L-0263D0A3", "EC2-VPC Elastic IPs", 5]],
  ecr: [["L-CFEB8E8D", "Registered repositories", 100_000]],
  ecs: [["L-21C621EB", "Clusters per account", 10_000]],
  elasticache: [["L-DFE45DF3", "Nodes per Region", 300]],
  elasticloadbalancing: [
    ["L-53DA6B97", "Application Load Balancers per Region", 50],
    ["L-7EED9B64", "Rules per Application Load Balancer", 100],
    ["L-B22855CB", "Target Groups per Region", 3_000],
  ],
  fargate: [
    ["L-3032A538", "Fargate On-Demand vCPU resource count", 6],
    ["L-36FBB829", "Fargate Spot vCPU resource count", 6],
  ],
  kms: [["L-C2F1777E", "Customer Master Keys (CMKs)", 100_000]],
  secretsmanager: [["L-2F66C23C", "Secrets per Region", 500_000]],
  sns: [["L-61103206", "Topics per Account", 100_000]],
  vpc: [
    ["L-1B52E74A", "Gateway VPC endpoints per Region", 20],
    ["L-29B6F2EB", "Interface VPC endpoints per VPC", 50],
    ["L-407747CB", "Subnets per VPC", 200],
    ["L-589F43AA", "Route tables per VPC", 200],
    ["L-A4707A72", "Internet gateways per Region", 5],
    ["L-E79EC296", "VPC security groups per Region", 2_500],
    ["L-F678F1CE", "VPCs per Region", 5],
    ["L-FE5A380F", "NAT gateways per Availability Zone", 5],
  ],
};

const everywhere: Readonly<Record<string, readonly Row[]>> = {
  cloudfront: [["L-24B04930", "Web distributions per AWS account", 200]],
  iam: [
    ["L-E95E4862", "Customer managed policies per account", 1_500],
    ["L-FE177D64", "Roles per account", 1_000],
  ],
  s3: [["L-DC2B2D3D", "General purpose buckets", 10_000]],
};

const quotasOf = (services: Readonly<Record<string, readonly Row[]>>, global: boolean) =>
  Object.entries(services).flatMap(([service, rows]) =>
    rows.map(([code, name, value]): DefaultQuota => ({ service, code, name, value, global })),
  );

/** As far as an environment of gworld asks. */
export const defaultQuotas: readonly DefaultQuota[] = [...quotasOf(regional, false), ...quotasOf(everywhere, true)];
