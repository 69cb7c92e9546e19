import { awsClients } from "../aws/clients.ts";
import { stsIdentity } from "../aws/sts.ts";
import { takeWorld } from "../operations/world-engine.ts";
import { runWorlds as run, type RunLog } from "../operations/worlds-run.ts";
import { version } from "./build-info.ts";
import { worldDataOf } from "./data.ts";
import { systemClock } from "./system-clock.ts";

/** What the starter service hands over. */
export interface EngineHost {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: RunLog;
  readonly signal: AbortSignal;
}

/** Runs the worlds of the environment that GWORLD_ENV names, inside a task of agent-runtime in the local cloud. */
export async function runWorlds({ env, log, signal }: EngineHost): Promise<void> {
  const { GWORLD_ENV: environment = "local", AWS_ENDPOINT_URL: endpoint, AWS_REGION: region = "us-east-1" } = env;
  const { AWS_ACCESS_KEY_ID: accessKeyId = "local", AWS_SECRET_ACCESS_KEY: secretAccessKey = "local" } = env;
  const clients = awsClients({ region, endpoint, credentials: { accessKeyId, secretAccessKey }, version });
  const account = async () => (await stsIdentity(clients).caller()).account;
  const data = worldDataOf({ clients, environment, account, clock: systemClock });
  const engineId = `agent-runtime/${env["HOSTNAME"] ?? data.holder.id}`;
  await run({ clock: systemClock, data }, { takeWorld, engineId, log, signal });
}
