import type { SharedProfile } from "../aws/shared-config.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** A custom endpoint, who named it, and the one service it is for (as in AWS_ENDPOINT_URL_S3, lower case). */
export interface Endpoint {
  readonly url: string;
  readonly from: string;
  readonly service?: string | undefined;
}

/**
 * All custom endpoints that the shell and the profile put in force, with the SDK's precedence: the shell before the profile,
 * then one service before all services (docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html).
 */
export function ambientEndpoints(env: Env, profile: SharedProfile): readonly Endpoint[] {
  if (ignored(env, profile)) return [];
  const shell = shellEndpoints(env);
  if (shell.some(isForAll)) return shell;
  const told = new Set(shell.map(({ service }) => service));
  return [...shell, ...profileEndpoints(profile).filter((one) => isForAll(one) || !told.has(one.service))];
}

/** The endpoint a service is reached at. */
export const endpointOf = (endpoints: readonly Endpoint[], service: string): Endpoint | undefined =>
  endpoints.find((one) => one.service === service) ?? endpoints.find(isForAll);

const isForAll = ({ service }: Endpoint) => service === undefined;

/** The profile is asked only where the shell says nothing. */
const ignored = (env: Env, { settings }: SharedProfile) =>
  (env["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] ?? settings["ignore_configured_endpoint_urls"]) === "true";

const shellName = /^AWS_ENDPOINT_URL(?:_(\w+))?$/;

function shellEndpoints(env: Env): readonly Endpoint[] {
  return Object.keys(env)
    .sort()
    .flatMap((from) => {
      const [url, found] = [env[from], shellName.exec(from)];
      return url && found !== null ? [{ url, from, service: found[1]?.toLowerCase() }] : [];
    });
}

function profileEndpoints({ name, settings, services }: SharedProfile): readonly Endpoint[] {
  const all = settings["endpoint_url"];
  const single = Object.entries(services).flatMap(([key, url]) => {
    const service = /^(\w+)\.endpoint_url$/.exec(key)?.[1];
    return url && service !== undefined ? [{ url, from: `profile ${name}: ${key}`, service }] : [];
  });
  return [...(all ? [{ url: all, from: `profile ${name}: endpoint_url` }] : []), ...single];
}
