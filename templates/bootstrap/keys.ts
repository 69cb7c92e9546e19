import { CfnDeletionPolicy, type CfnResource, type Stack, aws_kms as kms } from "aws-cdk-lib";
import { globalArn } from "../arn.ts";
import { allow, policyDocument, to } from "../policy.ts";

/**
 * State outlives the stack that made it, and so does the key that reads it. Only a first creation that failed is cleaned up,
 * so nothing here has a deletion protection of its own: the next bootstrap would find the names taken.
 */
export function keepState(resource: CfnResource): void {
  resource.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE;
  resource.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
}

export const stateKeyAlias = "alias/gworld-state";

/** The key of the state backend. The alias is how policies name it: a key's ID says nothing. */
export function stateKey(stack: Stack): string {
  const key = new kms.CfnKey(stack, "StateKey", {
    description: "gworld: state of this account and Region",
    enableKeyRotation: true,
    pendingWindowInDays: 30,
    keyPolicy: policyDocument([to({ AWS: globalArn("iam", "root") }, allow(["kms:*"], "*"))]),
  });
  keepState(key);
  new kms.CfnAlias(stack, "StateKeyAlias", { aliasName: stateKeyAlias, targetKeyId: key.ref });
  return key.attrArn;
}
