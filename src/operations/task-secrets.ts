import { atOnce } from "../model/at-once.ts";
import { AwsError } from "../model/aws-error.ts";
import type { DeployPlan } from "../model/plan.ts";
import { neededSecrets, spellings, type NeededSecret } from "../model/task-secrets.ts";
import type { Connection } from "../ports/connection.ts";
import type { Secrets, SecretStanding } from "../ports/secrets.ts";

export interface MissingSecret extends NeededSecret {
  readonly standing: Exclude<SecretStanding, "ready">;
}

export interface SecretsFound {
  readonly missing: readonly MissingSecret[];
  /** Why it is not known of all of them, where it is not. */
  readonly note?: string | undefined;
}

/** How many calls go out at a time. */
const callsAtOnce = 4;

/**
 * What the tasks of a plan are given and would not find when they start: ECS itself looks only then. Asks nothing where no
 * task definition changes; never fails a deployment.
 */
export async function missingSecrets(
  { secrets }: Pick<Connection, "secrets">,
  plan: Pick<DeployPlan, "stacks" | "account">,
): Promise<SecretsFound> {
  const missing: MissingSecret[] = [];
  let note: string | undefined;
  await atOnce(neededSecrets(plan), { most: callsAtOnce, signal: new AbortController().signal }, async (secret) => {
    try {
      const standing = await standingOf(secrets(secret.region), secret);
      if (standing !== "ready") missing.push({ ...secret, standing });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      note ??= `Whether all that tasks are given is there is not known: ${error.message}.`;
    }
  });
  return { missing, note };
}

async function standingOf(secrets: Secrets, { kind, id }: NeededSecret): Promise<SecretStanding> {
  if (kind === "secret") return secrets.secret(id);
  const found = await secrets.parameters(spellings(id));
  return found.length === 0 ? "missing" : "ready";
}
