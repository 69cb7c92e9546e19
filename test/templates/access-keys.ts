import { arn, bound, maker, region, row, type Row, stranger } from "./access-rows.ts";

/** Keys: made with the tag of their environment, which alone says whose they are from then on. */
export function keyRows(env: string): readonly Row[] {
  const key = arn("kms", "key/DataKey");
  const theirs = arn("kms", "key/DataKey", region, stranger);
  const alias = (name: string) => arn("kms", `alias/${name}`);
  const tagged = (name: string) => ({ "aws:ResourceTag/gworld:env": name });
  const tagging = (name: string) => ({ "aws:RequestTag/gworld:env": name });
  const state = { "kms:ResourceAliases": "alias/gworld-state" };
  const forService = { "kms:GrantIsForAWSResource": "true" };
  const throughService = { "kms:ViaService": "elasticache.eu-central-1.amazonaws.com" };
  return [
    ...["PutKeyPolicy", "UntagResource", "UpdateKeyDescription"].flatMap((action) => [
      row(`kms:${action}`, key, [maker], tagged(env)),
      row(`kms:${action}`, key, [], tagged("other")),
      row(`kms:${action}`, key, [], state),
      row(`kms:${action}`, theirs, [], tagged(env)),
    ]),
    ...["Decrypt", "GenerateDataKey"].flatMap((action) => [
      row(`kms:${action}`, key, [maker, bound], throughService),
      row(`kms:${action}`, key, [bound], tagged(env)),
      row(`kms:${action}`, theirs, [], throughService),
    ]),
    row("kms:CreateGrant", key, [maker], forService),
    row("kms:CreateGrant", key, [], tagged(env)),
    row("kms:CreateGrant", theirs, [], forService),
    row("kms:DescribeKey", key, [maker, bound]),
    row("kms:DescribeKey", theirs, []),
    row("kms:CreateAlias", key, [maker]),
    row("kms:CreateAlias", theirs, []),
    row("kms:CreateKey", "*", [maker], tagging(env)),
    row("kms:CreateKey", "*", [], tagging("other")),
    row("kms:CreateKey", "*", []),
    // A key that is being made has neither tags nor aliases.
    row("kms:TagResource", key, [maker], tagging(env)),
    row("kms:TagResource", key, [], tagging("other")),
    row("kms:TagResource", key, [], { ...tagging(env), ...tagged("other") }),
    row("kms:TagResource", key, [], { ...tagging(env), ...state }),
    row("kms:TagResource", theirs, [], tagging(env)),
    row("kms:TagResource", key, [maker], tagged(env)),
    row("kms:TagResource", key, [], { ...tagged(env), ...tagging("other") }),
    row("kms:TagResource", theirs, [], tagged(env)),
    row("kms:CreateAlias", alias(`gworld/${env}/data`), [maker]),
    row("kms:UpdateAlias", alias("gworld/other/data"), []),
    row("kms:UpdateAlias", alias("gworld-state"), []),
    row("kms:EnableKeyRotation", key, [maker]),
    row("kms:EnableKeyRotation", theirs, []),
    row("kms:ScheduleKeyDeletion", key, []),
    { ...row("kms:ScheduleKeyDeletion", key, [maker], tagged(env)), guarded: [] },
    row("kms:ScheduleKeyDeletion", key, [], tagged("other")),
    row("kms:ScheduleKeyDeletion", theirs, [], tagged(env)),
  ];
}
