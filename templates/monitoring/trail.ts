import { Fn, type Stack, aws_cloudtrail as cloudtrail } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { deliveryBucketName } from "../../src/model/names.ts";
import { account, region } from "../arn.ts";

/**
 * Who called which API of the account, in all Regions: the first trail of an account costs nothing, a second one does. The
 * records are the bootstrap's bucket's, which no environment can delete, and their digests show when one was changed.
 */
export function trail(stack: Stack, config: EnvironmentConfig): void {
  new cloudtrail.CfnTrail(stack, "Trail", {
    trailName: `gworld-${config.name}`,
    s3BucketName: Fn.sub(deliveryBucketName(account, region)),
    s3KeyPrefix: "trail",
    isLogging: true,
    isMultiRegionTrail: true,
    includeGlobalServiceEvents: true,
    enableLogFileValidation: true,
  });
}
