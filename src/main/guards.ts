import { endpointProblem } from "../model/config/endpoint.ts";
import type { EnvironmentConfig } from "../model/environment.ts";
import { GworldError } from "../model/error.ts";
import type { Identity } from "../ports/identity.ts";
import type { Endpoint } from "./endpoints.ts";

/**
 * The endpoints an environment is reached at; none is AWS itself. `ambient` are those of the shell and the profile, which hold
 * where the configuration names none. Throws `usage` for plain http to another machine, whichever service it is for, and
 * `refused` where a protected environment would be sent to an endpoint that gworld.yaml does not name.
 */
export function guardedEndpoints(
  { name, endpoint, protected: isProtected }: Pick<EnvironmentConfig, "name" | "endpoint" | "protected">,
  ambient: readonly Endpoint[],
): readonly Endpoint[] {
  // Signing in still goes where the shell says, so that those endpoints are checked also where they are not used.
  checkEndpoints(ambient);
  if (endpoint !== undefined) {
    const own = [{ url: endpoint, from: `environments.${name}.endpoint` }];
    checkEndpoints(own);
    return own;
  }
  const [first] = ambient;
  if (first !== undefined && isProtected)
    throw new GworldError(
      "refused",
      `${name} is protected, and ${first.from} would send its requests to ${first.url}.`,
      {
        hint: `Unset ${first.from}, or name the endpoint in gworld.yaml: environments.${name}.endpoint.`,
      },
    );
  return ambient;
}

/** Throws `usage` for the first endpoint that must not be talked to. */
export function checkEndpoints(endpoints: readonly Endpoint[]): void {
  for (const { url, from } of endpoints) {
    const problem = endpointProblem(url);
    if (problem !== undefined)
      throw new GworldError("usage", `${from}: ${problem}.`, { hint: `Correct or unset ${from}.` });
  }
}

/** Asks who we are when the configuration says in which account an environment must be. */
export async function guardAccount({ name, account }: EnvironmentConfig, identity: Identity): Promise<void> {
  if (account === undefined) return;
  const caller = await identity.caller();
  if (caller.account === account) return;
  throw new GworldError(
    "credentials",
    `${name} is in account ${account}, but the credentials are of ${caller.account}.`,
    {
      hint: `Choose other credentials with --profile or AWS_PROFILE. gworld whoami shows these: ${caller.arn}.`,
    },
  );
}
