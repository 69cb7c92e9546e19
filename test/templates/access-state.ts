import { account, arn, bound, maker, deployers, lookers, region, row, type Row, stranger, via } from "./access-rows.ts";

const sha256 = "0a".repeat(32);

/** The state of gworld itself: an environment's own rows, through the services that keep it. */
export function stateRows(env: string): readonly Row[] {
  const rows = (name: string) => ({ "dynamodb:LeadingKeys": `ENV#${name}` });
  const state = arn("dynamodb", "table/gworld-state");
  const bucket = `arn:aws:s3:::gworld-state-${account}-${region}`;
  const alias = { "kms:ResourceAliases": "alias/gworld-state" };
  const key = arn("kms", "key/StateKey");
  const theirs = arn("kms", "key/StateKey", region, stranger);
  const planners = { who: ["GithubPlan", ...deployers], guarded: deployers };
  const always = [bound];
  return [
    row("dynamodb:GetItem", state, lookers, rows(env)),
    row("dynamodb:Query", state, lookers, rows(env)),
    row("dynamodb:PutItem", state, [...deployers, "Operator"], rows(env)),
    row("dynamodb:ConditionCheckItem", state, [...deployers, "Operator"], rows(env)),
    row("dynamodb:PutItem", state, [], rows("other")),
    row("dynamodb:UpdateItem", state, [...deployers, "Operator"], rows(env)),
    row("dynamodb:UpdateItem", state, [], rows("other")),
    row("dynamodb:GetItem", state, [], rows("other")),
    row("dynamodb:GetItem", arn("dynamodb", "table/else"), [], rows(env)),
    row("dynamodb:PutItem", arn("dynamodb", "table/else"), [], rows(env)),
    row("dynamodb:UpdateItem", arn("dynamodb", "table/else"), [], rows(env)),
    { ...row("s3:ListBucket", bucket, []), ...planners },
    { ...row("s3:PutObject", `${bucket}/plans/${env}/1.json`, []), ...planners },
    { ...row("s3:GetObject", `${bucket}/plans/${env}/1.json`, []), ...planners },
    ...["templates", "revisions"].flatMap((folder) => [
      row("s3:PutObject", `${bucket}/${folder}/${env}/1.json`, deployers),
      row("s3:GetObject", `${bucket}/${folder}/${env}/1.json`, deployers),
    ]),
    // What older revisions were kept under is read, and no more.
    row("s3:GetObject", `${bucket}/templates/${sha256}.json`, deployers),
    row("s3:PutObject", `${bucket}/templates/${sha256}.json`, []),
    ...["plans", "templates", "revisions"].flatMap((folder) => [
      row("s3:PutObject", `${bucket}/${folder}/other/${sha256}.json`, []),
      row("s3:GetObject", `${bucket}/${folder}/other/${sha256}.json`, []),
    ]),
    row("s3:ListBucket", "arn:aws:s3:::else", []),
    ...[`plans/${env}/1.json`, `templates/${sha256}.json`].flatMap((key) => [
      row("s3:PutObject", `arn:aws:s3:::else/${key}`, []),
      row("s3:GetObject", `arn:aws:s3:::else/${key}`, []),
    ]),
    row("kms:Decrypt", key, [...lookers, ...always], via("dynamodb", alias)),
    row("kms:GenerateDataKey", key, [...deployers, "Operator", ...always], via("dynamodb", alias)),
    {
      ...row("kms:Decrypt", key, [], via("s3", alias)),
      who: [...planners.who, ...always],
      guarded: [...deployers, ...always],
    },
    // A key without that alias is none of the state's: CloudFormation's role uses it through services.
    row("kms:Decrypt", key, [maker, ...always], via("dynamodb")),
    row("kms:Decrypt", key, always, alias),
    row("kms:Decrypt", theirs, [], via("dynamodb", alias)),
    row("kms:GenerateDataKey", theirs, [], via("s3", alias)),
    row("kms:GenerateDataKey", theirs, [], via("dynamodb", alias)),
  ];
}
