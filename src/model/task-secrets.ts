import { declaredName } from "./declared-name.ts";
import { isRecord, listOf } from "./json.ts";
import type { DeployPlan } from "./plan.ts";
import { placeOf, plannedTasks } from "./task-definitions.ts";
import { readTemplate } from "./template.ts";

/** What a container is given that stands outside its task definition. */
export interface TaskSecret {
  /** In Secrets Manager, or in Parameter Store. */
  readonly kind: "secret" | "parameter";
  readonly region: string;
  /** A secret's ARN, or a parameter's name. */
  readonly id: string;
}

export interface NeededSecret extends TaskSecret {
  /** The task definition that names it, and its stack. */
  readonly task: string;
  readonly stack: string;
}

/**
 * The secrets and parameters, each once, that the task definitions of a plan name and that must be there before: not those that the
 * same deployment makes, nor those of other accounts, nor what only CloudFormation can work out.
 */
export function neededSecrets(plan: Pick<DeployPlan, "stacks" | "account">): readonly NeededSecret[] {
  const made = madeSecrets(plan);
  const needed = plannedTasks(plan).flatMap(({ logicalId, stack, containers, place }) =>
    containers
      .flatMap((container) => listOf(container["Secrets"]))
      .filter(isRecord)
      .flatMap(({ ValueFrom: from }) => secretOf(declaredName(from, place), place) ?? [])
      .map((secret) => ({ ...secret, task: logicalId, stack: stack.name })),
  );
  const fromBefore = needed.filter((secret) => !made.some((one) => isNamed(secret, one)));
  return [...new Map(fromBefore.map((secret) => [`${secret.region} ${secret.id}`, secret])).values()];
}

/** The name of a secret, without the six characters that end its ARN. */
export const nameOfSecret = (arn: string) => arn.replace(/^.*:secret:/, "").replace(/-[A-Za-z0-9]{6}$/, "");

/**
 * `arn:<partition>:secretsmanager:<region>:<account>:secret:<name>-<6>`, which may go on with a JSON key, a stage and a version;
 * `arn:<partition>:ssm:<region>:<account>:parameter/<name>`; or the name of a parameter of the task's own Region (ECS API
 * reference, Secret).
 */
function secretOf(
  text: string | undefined,
  { account, region }: { readonly account: string; readonly region: string },
): TaskSecret | undefined {
  const [arn, service, where, owner, rest = ""] =
    /^arn:[\w-]+:(secretsmanager|ssm):([\w-]+):(\d{12}):(.+)$/.exec(text ?? "") ?? [];
  if (text === undefined || text.startsWith("arn:") !== (arn !== undefined)) return undefined;
  if (where === undefined) return { kind: "parameter", region, id: withoutVersion(text) };
  if (owner !== account) return undefined;
  return service === "ssm"
    ? { kind: "parameter", region: where, id: withoutVersion(rest.replace(/^parameter/, "")) }
    : { kind: "secret", region: where, id: text.split(":").slice(0, 7).join(":") };
}

const withoutVersion = (name: string) => name.replace(/:.*$/, "");

const types = new Map<string, TaskSecret["kind"]>([
  ["AWS::SecretsManager::Secret", "secret"],
  ["AWS::SSM::Parameter", "parameter"],
]);

/** What the plan adds, by its name. */
const madeSecrets = ({ stacks, account }: Pick<DeployPlan, "stacks" | "account">): readonly TaskSecret[] =>
  stacks.flatMap((stack) => {
    const template = readTemplate(stack.template.body);
    const place = placeOf(stack, template, account);
    return stack.changes.flatMap(({ action, logicalId, type, replacement }) => {
      const kind = types.get(type);
      const name = declaredName(template.resources.get(logicalId)?.properties["Name"], place);
      const isMade = action === "Add" || replacement !== "False";
      return kind === undefined || name === undefined || !isMade ? [] : [{ kind, region: stack.region, id: name }];
    });
  });

function isNamed(secret: TaskSecret, made: TaskSecret): boolean {
  if (secret.kind !== made.kind || secret.region !== made.region) return false;
  if (secret.kind === "secret")
    return [nameOfSecret(secret.id), secret.id.replace(/^.*:secret:/, "")].includes(made.id);
  return spellings(secret.id).includes(made.id);
}

/** The ARN of a parameter whose name has no hierarchy is the same with and without a slash before the name. */
export const spellings = (parameter: string): readonly string[] =>
  /^\/[^/]+$/.test(parameter) ? [parameter, parameter.slice(1)] : [parameter];
