import { nameOfSecret } from "../model/task-secrets.ts";
import { shellWord } from "../model/shell-word.ts";
import type { MissingSecret } from "../operations/task-needs.ts";

/** What a task is given and would not find, with the command that puts it there. */
export const missingSecretText = (missing: MissingSecret) =>
  `${missing.task} (${missing.stack}) is given ${nameOf(missing)}, which ${howItIs[missing.standing]} in ${missing.region}: its tasks will not start. ${next(missing)}`;

const nameOf = ({ kind, id }: MissingSecret) => (kind === "secret" ? `the secret ${id}` : `the parameter ${id}`);

const howItIs: Readonly<Record<MissingSecret["standing"], string>> = {
  missing: "is not there",
  deleted: "waits for its deletion",
  empty: "has no value",
};

function next({ kind, standing, id, region }: MissingSecret): string {
  const at = `--region ${region}`;
  if (kind === "parameter")
    return `Make it: aws ssm put-parameter ${at} --name ${shellWord(id)} --type SecureString --value file://<its value>`;
  const secret = `${at} --secret-id ${shellWord(id)}`;
  if (standing === "deleted") return `Have it back: aws secretsmanager restore-secret ${secret}`;
  const value = "--secret-string file://<its value>";
  if (standing === "empty") return `Give it one: aws secretsmanager put-secret-value ${secret} ${value}`;
  const name = shellWord(nameOfSecret(id));
  return `Make it, and name the ARN that it is given: aws secretsmanager create-secret ${at} --name ${name} ${value}`;
}
