import type { Container } from "./container.ts";

/** Where and as whom a container reaches the local cloud. */
export interface ContainerPlace {
  readonly region: string;
  readonly endpoint: string;
  readonly taskId: string;
  readonly port: number | undefined;
}

/**
 * The whole environment of a container: its own variables over those the platform sets, and of this process's nothing
 * but where programs are, the engine of worlds among them. HOST and PORT are told last: only they are true on a shared machine.
 */
export const containerEnv = (
  { environment }: Container,
  secrets: Readonly<Record<string, string>>,
  { region, endpoint, taskId, port }: ContainerPlace,
): Readonly<Record<string, string>> => ({
  ...systemEnv(),
  AWS_EXECUTION_ENV: "AWS_ECS_FARGATE",
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_ENDPOINT_URL: endpoint,
  AWS_ACCESS_KEY_ID: "local",
  AWS_SECRET_ACCESS_KEY: "local",
  HOSTNAME: taskId,
  ...environment,
  ...secrets,
  HOST: "127.0.0.1",
  ...(port !== undefined && { PORT: String(port) }),
});

function systemEnv(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    ["PATH", "SystemRoot", "GWORLD_WORLD_ENGINE"].flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}
