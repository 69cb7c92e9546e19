import { endpointProblem } from "../model/config/endpoint.ts";
import type { EnvironmentConfig } from "../model/environment.ts";
import { GworldError } from "../model/error.ts";
import type { Identity } from "../ports/identity.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** The custom endpoint in force, and who set it. */
export interface Endpoint {
  readonly url: string;
  readonly from: string;
}

/**
 * The endpoint an environment is reached at; undefined is AWS itself. Throws `usage` for plain http to another machine
 * and `refused` where a protected environment would be sent to an endpoint that only the shell names.
 */
export function guardedEndpoint(
  { name, endpoint, protected: isProtected }: EnvironmentConfig,
  env: Env,
): Endpoint | undefined {
  const ambient = ambientEndpoint(env);
  const found = endpoint === undefined ? ambient : { url: endpoint, from: `environments.${name}.endpoint` };
  if (found === undefined) return undefined;
  const problem = endpointProblem(found.url);
  if (problem !== undefined)
    throw new GworldError("usage", `${found.from}: ${problem}.`, { hint: `Correct or unset ${found.from}.` });
  if (endpoint === undefined && isProtected)
    throw new GworldError(
      "refused",
      `${name} is protected, and ${found.from} would send its requests to ${found.url}.`,
      {
        hint: `Unset ${found.from}, or name the endpoint in gworld.yaml: environments.${name}.endpoint.`,
      },
    );
  return found;
}

/** The first custom endpoint that the shell sets for all services or for one. */
function ambientEndpoint(env: Env): Endpoint | undefined {
  if (env["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] === "true") return undefined;
  const names = Object.keys(env).filter((name) => name.startsWith("AWS_ENDPOINT_URL"));
  for (const from of names.sort()) {
    const url = env[from];
    if (url) return { url, from };
  }
  return undefined;
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
