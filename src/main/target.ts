import type { AwsClientOptions } from "../aws/clients.ts";
import type { Globals } from "../cli/globals.ts";
import type { ResolvedEnvironment } from "../model/config/resolve.ts";
import { localCredentials } from "../model/local-credentials.ts";
import type { Connection } from "../ports/connection.ts";
import type { Io } from "../ports/io.ts";
import type { LocalCloud } from "../ports/local-cloud.ts";
import { version } from "./build-info.ts";
import { guardAccount, guardedEndpoint } from "./guards.ts";
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
    return connectAws(config, { ...common, endpoint: running.endpoint, credentials: localCredentials }, host.clock);
  }
  const endpoint = guardedEndpoint(config, host.env);
  if (endpoint !== undefined) io.note(`Endpoint: ${endpoint.url} (${endpoint.from})`);
  return connectAws(config, { ...common, ...(config.endpoint && { endpoint: config.endpoint }) }, host.clock);
}

/** What every client is told, wherever it talks to. */
export function clientOptions({ host, globals }: Pick<Means, "host" | "globals">): Omit<AwsClientOptions, "region"> {
  return {
    version,
    ...(globals.profile !== undefined && { profile: globals.profile }),
    ...(globals.verbose && { trace: (line: string) => void host.stderr.write(`${line}\n`) }),
  };
}
