import { GworldError } from "./error.ts";
import { standing } from "./stack-status.ts";

/** Version of the state backend. It grows with every change that an older gworld could not work with. */
export const backendVersion = 1;

/** How the state backend of a target stands to this gworld. */
export type Backend = "ready" | "missing" | "older" | "newer";

/** The stack of a state backend, as far as it tells how it stands. */
interface BackendStack {
  readonly status: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** What a stack says of its version; one that says none is the first. */
const versionOf = ({ outputs }: Pick<BackendStack, "outputs">) => Number(outputs["Version"] ?? 1);

export function backendOf(stack: BackendStack | undefined): Backend {
  if (stack === undefined) return "missing";
  if (versionOf(stack) > backendVersion) return "newer";
  if (standing(stack.status).deploy !== "update") return "missing";
  return versionOf(stack) < backendVersion ? "older" : "ready";
}

/** The state backend of the target is not there yet. */
export const notBootstrapped = (environment: string) =>
  new GworldError("notFound", "This account and Region are not prepared for gworld yet.", {
    hint: `Prepare them once with: gworld bootstrap --env ${environment}`,
  });

/** A newer gworld has changed what this one would write. Reading goes on. */
export const newerBackend = () =>
  new GworldError(
    "refused",
    `This gworld is older than the state backend of the account and Region: it knows version ${backendVersion} at most.`,
    { hint: "Update gworld; an older one must not write what a newer one relies on." },
  );

const olderBackend = (environment: string) =>
  new GworldError("refused", "The state backend of this account and Region was made by an older gworld.", {
    hint: `Update it in place, which keeps all that is in it: gworld bootstrap --env ${environment}`,
  });

/** Why an environment cannot be changed over this backend, with what to type. */
export const unfitBackend = (environment: string, backend: Exclude<Backend, "ready">): GworldError =>
  backend === "missing"
    ? notBootstrapped(environment)
    : backend === "newer"
      ? newerBackend()
      : olderBackend(environment);

/** DynamoDB keeps a backup of a deleted table with point-in-time recovery for 35 days (developer guide, PointInTimeRecovery_Howitworks). */
export const tableGone = (cause: unknown) =>
  new GworldError("notFound", "The table gworld-state is gone, so that there is nowhere to write to.", {
    hint: "DynamoDB keeps a backup of it for 35 days: aws dynamodb list-backups --backup-type SYSTEM --table-name gworld-state; then aws dynamodb restore-table-from-backup",
    cause,
  });
