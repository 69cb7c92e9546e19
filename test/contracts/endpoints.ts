import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe } from "vitest";
import { serveCloud } from "../../src/local/cloud.ts";
import { onPath } from "../e2e/on-path.ts";

/** What an SDK client needs to speak to an endpoint. */
export interface ClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts: number;
}

export interface Endpoint {
  readonly name: "local" | "moto";
  readonly account: string;
  /** Why it cannot be asked on this machine. */
  readonly missing: string | undefined;
  start(): Promise<Started>;
}

interface Started {
  readonly config: ClientConfig;
  stop(): Promise<void>;
}

/** Whom a contract is tested on: the local cloud always, moto where it is installed. */
export const endpoints = (): readonly Endpoint[] => [
  { name: "local", account: "000000000000", missing: undefined, start: startLocal },
  {
    name: "moto",
    account: "123456789012",
    missing: onPath("moto_server") ? undefined : "moto_server is not on the PATH",
    start: startMoto,
  },
];

/** Declares a suite once for each endpoint; the configuration is there when a test runs. */
export function contract(title: string, declare: (endpoint: Endpoint, config: () => ClientConfig) => void): void {
  for (const endpoint of endpoints()) {
    const { name, missing } = endpoint;
    describe.skipIf(missing !== undefined)(`${title} on ${name}${missing === undefined ? "" : `: ${missing}`}`, () => {
      declareOn(endpoint, declare);
    });
  }
}

/** Starts the endpoint before the suite's tests and stops it after them. */
export function declareOn(endpoint: Endpoint, declare: (endpoint: Endpoint, config: () => ClientConfig) => void) {
  let started: Started | undefined;
  beforeAll(async () => {
    started = await endpoint.start();
  });
  afterAll(() => started?.stop());
  declare(endpoint, () => started?.config ?? clientConfig("http://127.0.0.1:9"));
}

const clientConfig = (endpoint: string): ClientConfig => ({
  endpoint,
  region: "eu-central-1",
  credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret" },
  maxAttempts: 1,
});

async function startLocal(): Promise<Started> {
  const dir = mkdtempSync(join(tmpdir(), "gworld-contract-"));
  const cloud = await serveCloud({ dir });
  return {
    config: clientConfig(cloud.endpoint),
    async stop() {
      await cloud.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** A third party's word on the same calls. Its launcher starts the server as a child, so that the whole group is ended. */
async function startMoto(): Promise<Started> {
  const port = await freePort();
  const server = spawn("moto_server", ["-H", "127.0.0.1", "-p", String(port)], {
    stdio: "ignore",
    detached: true,
    env: { ...process.env, MOTO_ECS_SERVICE_RUNNING: "2" },
  });
  const kill = () => {
    if (server.pid !== undefined && server.exitCode === null) process.kill(-server.pid, "SIGKILL");
  };
  const stop = async () => {
    process.off("exit", kill);
    const ended = once(server, "exit");
    kill();
    await ended;
  };
  process.once("exit", kill);
  for (let attempt = 0; attempt < 300; attempt++) {
    if (await answers(`http://127.0.0.1:${port}/moto-api/`)) {
      // moto takes the bucket out of a TemplateURL only where it reads localhost.
      return { config: clientConfig(`http://localhost:${port}`), stop };
    }
    await pause(200);
  }
  await stop();
  throw new Error("moto_server did not start");
}

const answers = (url: string) =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}
