import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, Socket } from "node:net";
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

let moto: Promise<string> | undefined;

/** A third party's word on the same calls. Its start takes seconds: a worker has one for all its suites, emptied after each. */
async function startMoto(): Promise<Started> {
  moto ??= launchMoto();
  const endpoint = await moto;
  return {
    config: clientConfig(endpoint),
    async stop() {
      const { ok, status } = await fetch(`${endpoint}/moto-api/reset`, { method: "POST" });
      if (!ok) throw new Error(`moto_server could not be emptied: ${status}`);
    },
  };
}

/** Its launcher starts the server as a child; the shell ends the whole group when this worker is gone, however it ended. */
async function launchMoto(): Promise<string> {
  const port = await freePort();
  const server = spawn("sh", ["-c", `moto_server -H 127.0.0.1 -p ${port} </dev/null & read -r _; kill -9 0`], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
    env: { ...process.env, MOTO_ECS_SERVICE_RUNNING: "2" },
  });
  server.unref();
  if (server.stdin instanceof Socket) server.stdin.unref();
  for (let attempt = 0; attempt < 300; attempt++) {
    // moto takes the bucket out of a TemplateURL only where it reads localhost.
    if (await answers(`http://127.0.0.1:${port}/moto-api/`)) return `http://localhost:${port}`;
    await pause(200);
  }
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
