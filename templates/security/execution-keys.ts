import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { arn } from "../arn.ts";
import { stateKeyAlias } from "../bootstrap/keys.ts";
import { allow, type Statement } from "../policy.ts";

/**
 * What CloudFormation may do with keys. A key's ID says nothing, so that its tag names the environment: it is given with the
 * key, and nobody tags a key for another environment, or one that has an alias already. KMS may take five minutes until a
 * tag counts ("Using tags to control access to KMS keys"), so that what a new key needs at once goes without one.
 */
export function keyAccess({ name, retainData }: EnvironmentConfig): readonly Statement[] {
  const keys = [arn("kms", "key/*")];
  const tagged = { "aws:ResourceTag/gworld:env": name };
  const tagging = { "aws:RequestTag/gworld:env": name };
  return [
    allow(["kms:CreateKey"], "*", { StringEquals: tagging }),
    // Who makes a key with tags must be allowed to tag any key of the account ("Controlling access to tags").
    allow(["kms:TagResource"], keys, {
      StringEquals: tagging,
      Null: { "aws:ResourceTag/gworld:env": "true", "kms:ResourceAliases": "true" },
    }),
    allow(["kms:TagResource"], keys, { StringEquals: tagged, StringEqualsIfExists: tagging }),
    allow(
      [
        "kms:PutKeyPolicy",
        "kms:UntagResource",
        "kms:UpdateKeyDescription",
        // Where nothing is kept, keys go with their stack.
        ...(retainData ? [] : ["kms:ScheduleKeyDeletion"]),
      ],
      keys,
      { StringEquals: tagged },
    ),
    // Services ask for these on behalf of whoever makes what they encrypt; nobody reads with them himself.
    allow(["kms:CreateGrant"], keys, { Bool: { "kms:GrantIsForAWSResource": "true" } }),
    allow(["kms:Decrypt", "kms:GenerateDataKey"], keys, {
      StringLike: { "kms:ViaService": "*.amazonaws.com" },
      "ForAllValues:StringNotEquals": { "kms:ResourceAliases": stateKeyAlias },
    }),
    allow(aliasing, keys),
    allow(aliasing, [arn("kms", `alias/gworld/${name}/*`)]),
    allow(["kms:DescribeKey", "kms:EnableKeyRotation", "kms:GetKey*", "kms:ListResourceTags"], keys),
  ];
}

/** KMS asks for the alias, which tells the environment, and again for its key. */
const aliasing = ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"];
