import { CfnDeletionPolicy, type CfnResource } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../src/model/environment.ts";

/**
 * Decides what becomes of a resource that holds data when its stack lets go of it. RetainExceptOnCreate keeps it, but
 * lets a failed first deployment clean up after itself, so that the next one finds the name free.
 */
export function keepData(config: EnvironmentConfig, resource: CfnResource): void {
  resource.cfnOptions.deletionPolicy = config.retainData
    ? CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE
    : CfnDeletionPolicy.DELETE;
  resource.cfnOptions.updateReplacePolicy = config.retainData ? CfnDeletionPolicy.RETAIN : CfnDeletionPolicy.DELETE;
}
