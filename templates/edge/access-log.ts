import { type Stack, type aws_cloudfront as cloudfront, aws_logs as logs } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { globalArn } from "../arn.ts";
import { logGroup } from "../log-group.ts";

/**
 * Access logs of CloudFront, which delivers them in this Region only. The group has CloudWatch's own key: the
 * environment's keys are in its home Region.
 */
export function edgeAccessLog(stack: Stack, config: EnvironmentConfig, distribution: cloudfront.CfnDistribution): void {
  const name = `gworld-${config.name}-edge`;
  const group = logGroup(stack, config, "edge", { id: "EdgeLogGroup" });
  const source = new logs.CfnDeliverySource(stack, "EdgeLogSource", {
    name,
    logType: "ACCESS_LOGS",
    resourceArn: globalArn("cloudfront", `distribution/\${${distribution.logicalId}}`),
  });
  const destination = new logs.CfnDeliveryDestination(stack, "EdgeLogDestination", {
    name,
    destinationResourceArn: group.attrArn,
    outputFormat: "json",
  });
  new logs.CfnDelivery(stack, "EdgeLogDelivery", {
    deliverySourceName: source.ref,
    deliveryDestinationArn: destination.attrArn,
  });
}
