import { type Stack, aws_ec2 as ec2 } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { deliveryBucketName } from "../../src/model/names.ts";
import { account, arn, bucketArn, region } from "../arn.ts";
import { logGroup } from "../log-group.ts";
import { allow, ownAccount, servicePrincipal } from "../policy.ts";
import { role, workloadBoundaryArn } from "../role.ts";

/**
 * Refused traffic is read by people, so it goes to CloudWatch Logs; all traffic is for queries, so it goes to S3. Beside the
 * services rather than the VPC: the writer's role needs the boundary, which a network that waits for nothing does not have.
 */
export function flowLogs(
  stack: Stack,
  config: EnvironmentConfig,
  place: { readonly vpcId: string; readonly logsKey: string },
): void {
  if (config.network.flowLogs === "reject") refusedTraffic(stack, config, place);
  if (config.network.flowLogs === "all") allTraffic(stack, config, place.vpcId);
}

function refusedTraffic(
  stack: Stack,
  config: EnvironmentConfig,
  { vpcId, logsKey }: { readonly vpcId: string; readonly logsKey: string },
): void {
  const group = logGroup(stack, config, "flow", { id: "FlowLogGroup", key: logsKey });
  const writer = role(stack, "FlowLogRole", config, {
    use: "flow-logs",
    description: "Writes refused traffic of the VPC to its log group",
    trust: servicePrincipal("vpc-flow-logs.amazonaws.com", {
      StringEquals: ownAccount,
      ArnLike: { "aws:SourceArn": arn("ec2", "vpc-flow-log/*") },
    }),
    boundary: workloadBoundaryArn(config),
    statements: [
      allow(["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"], [group.attrArn]),
      // VPC lists groups before it writes; the action knows no narrower resource.
      allow(["logs:DescribeLogGroups"], "*"),
    ],
  });
  new ec2.CfnFlowLog(stack, "FlowLog", {
    resourceId: vpcId,
    resourceType: "VPC",
    trafficType: "REJECT",
    logDestinationType: "cloud-watch-logs",
    logGroupName: group.ref,
    deliverLogsPermissionArn: writer.attrArn,
  });
}

/** The bucket is the bootstrap's: it exists before the environment, and outlives it. */
function allTraffic(stack: Stack, config: EnvironmentConfig, vpcId: string): void {
  new ec2.CfnFlowLog(stack, "FlowLog", {
    resourceId: vpcId,
    resourceType: "VPC",
    trafficType: "ALL",
    logDestinationType: "s3",
    logDestination: bucketArn(deliveryBucketName(account, region), `/flow/${config.name}/`),
    // A free-form property of the specification: CDK passes it on as it is written.
    destinationOptions: { FileFormat: "parquet", HiveCompatiblePartitions: true, PerHourPartition: true },
  });
}
