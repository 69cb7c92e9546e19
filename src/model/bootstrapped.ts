import { GworldError } from "./error.ts";
import { standing } from "./stack-status.ts";

/** Version of the state backend. It grows with every change that an older gworld could not work with. */
export const backendVersion = 1;

/** The oldest gworld that may write a backend of this version; it grows with it, and stands in the stack's outputs for older ones. */
export const backendNeeds = "0.1.0";

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

/** A newer gworld has changed what this one would write; `needs` is the version that may, if the backend says it. Reading goes on. */
export const newerBackend = (needs: string | undefined) =>
  new GworldError(
    "refused",
    `This gworld is older than the state backend of the account and Region${needs === undefined ? "" : `, which needs ${needs}`}: it knows version ${backendVersion} at most.`,
    {
      hint: `${updateTo(needs)}; an older one must not write what a newer one relies on.`,
    },
  );

/** What to do where a newer gworld is needed; which one may not be known. */
export const updateTo = (needs = "") =>
  `Update gworld to ${needs === "" ? "its newest version (gworld --version tells yours)" : `${needs} or newer`}`;

/** The gworld that a backend needs, as its stack says it; nothing that is no version is repeated. */
export const needsOf = (stack: Pick<BackendStack, "outputs"> | undefined): string | undefined =>
  /^\d+\.\d+\.\d+[\w.+-]{0,40}$/.exec(stack?.outputs["Needs"] ?? "")?.[0];

const olderBackend = (environment: string) =>
  new GworldError("refused", "The state backend of this account and Region was made by an older gworld.", {
    hint: `Update it in place, which keeps all that is in it: gworld bootstrap --env ${environment}`,
  });

/** Why an environment cannot be changed over this backend, with what to type. */
export const unfitBackend = (
  environment: string,
  backend: Exclude<Backend, "ready">,
  needs: string | undefined,
): GworldError =>
  backend === "missing"
    ? notBootstrapped(environment)
    : backend === "newer"
      ? newerBackend(needs)
      : olderBackend(environment);

/** DynamoDB keeps a backup of a deleted table with point-in-time recovery for 35 days (developer guide, PointInTimeRecovery_Howitworks). */
export const tableGone = (cause: unknown) =>
  new GworldError("notFound", "The table gworld-state is gone, so that there is nowhere to write to.", {
    hint: "DynamoDB keeps a backup of it for 35 days: aws dynamodb list-backups --backup-type SYSTEM --table-name gworld-state; then aws dynamodb restore-table-from-backup",
    cause,
  });
