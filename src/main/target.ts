import type { AwsClientOptions } from "../aws/clients.ts";
import type { Globals } from "../cli/globals.ts";
import type { ResolvedEnvironment } from "../model/config/resolve.ts";
import { localCredentials } from "../model/local-credentials.ts";
import type { Connection } from "../ports/connection.ts";
import type { Identity } from "../ports/identity.ts";
import type { Io } from "../ports/io.ts";
import type { LocalCloud } from "../ports/local-cloud.ts";
import { version } from "./build-info.ts";
import { ambientEndpoints, endpointOf, type Endpoint } from "./endpoints.ts";
import { checkEndpoints, guardAccount, guardedEndpoints } from "./guards.ts";
import type { Host } from "./host.ts";

/** What a connection is made from. */
export interface Means {
  readonly host: Host;
  readonly io: Io;
  readonly globals: Globals;
  readonly localCloud: () => Promise<LocalCloud>;
}

/** Connects to an environment once all guards have passed. A local one without endpoint of its own runs in the local cloud. */
export async function connectEnvironment(resolved: ResolvedEnvironment, means: Means): Promise<Connection> {
  const connection = await bind(resolved, means);
  await guardAccount(resolved.config, connection.identity);
  return connection;
}

/** As connectEnvironment, but whose account it is, is not checked: for asking just that. */
export async function bind({ config, preset }: ResolvedEnvironment, means: Means): Promise<Connection> {
  const { host, io } = means;
  const { connectAws } = await import("./connect.ts");
  const common = { region: config.region, ...clientOptions(means) };
  if (preset === "local" && config.endpoint === undefined) {
    const cloud = await means.localCloud();
    const running = (await cloud.status()) ?? (await io.during("Starting the local cloud", () => cloud.start()));
    const options = { ...common, endpoint: running.endpoint, credentials: localCredentials };
    return { ...connectAws(config, options, host.clock), local: true, pace: running.timeScale };
  }
  const ambient = await ambientOf(means);
  const endpoints = guardedEndpoints(config, ambient);
  announce(endpoints, io);
  const reached = { endpoint: config.endpoint, ambientEndpoint: endpointOf(endpoints, "s3")?.url };
  return connectAws(config, { ...common, ...reached }, host.clock);
}

/** The identity of the shell and the profile alone, where no environment is named. The endpoint guard has passed. */
export async function ambientIdentity(region: string, means: Means): Promise<Identity> {
  const endpoints = await ambientOf(means);
  checkEndpoints(endpoints);
  announce(endpoints, means.io);
  const { identityOnly } = await import("./connect.ts");
  return identityOnly({ region, ambientEndpoint: endpointOf(endpoints, "sts")?.url, ...clientOptions(means) });
}

async function ambientOf({ host, globals }: Means): Promise<readonly Endpoint[]> {
  const { readSharedProfile } = await import("../aws/shared-config.ts");
  return ambientEndpoints(host.env, await readSharedProfile(host.env, globals.profile));
}

function announce(endpoints: readonly Endpoint[], io: Io) {
  for (const { url, from } of endpoints) io.note(`Endpoint: ${url} (${from})`);
}

/** What every client is told, wherever it talks to. */
function clientOptions({ host, globals }: Pick<Means, "host" | "globals">): Omit<AwsClientOptions, "region"> {
  return {
    version,
    ...(globals.profile !== undefined && { profile: globals.profile }),
    ...(globals.verbose && { trace: (line: string) => void host.stderr.write(`${line}\n`) }),
  };
}
