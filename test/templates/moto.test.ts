import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bootstrap, configOf, synth } from "./synthesized.ts";

const missing = spawnSync("moto_server", ["--version"]).error !== undefined;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** A server that shares nothing with gworld reads the templates: what it supports must be created as it is written. */
describe.skipIf(missing)("a foreign CloudFormation creates, unmodified,", () => {
  let server: ChildProcess;
  let client: CloudFormationClient;

  beforeAll(async () => {
    const port = await freePort();
    server = spawn("moto_server", ["-H", "127.0.0.1", "-p", String(port)], { stdio: "ignore", detached: true });
    const endpoint = `http://localhost:${port}`;
    client = new CloudFormationClient({
      endpoint,
      region: "us-east-1",
      maxAttempts: 1,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    for (let attempt = 0; attempt < 150; attempt += 1) {
      if (
        await fetch(`${endpoint}/moto-api/`).then(
          ({ ok }) => ok,
          () => false,
        )
      )
        return;
      await pause(200);
    }
    throw new Error("moto_server did not start");
  }, 60_000);

  // The launcher starts the server as a child: end the group.
  afterAll(() => {
    client.destroy();
    if (server.pid !== undefined) process.kill(-server.pid);
  });

  const dev = synth(configOf("dev"));
  const network = dev.find(({ part }) => part === "network");
  const security = dev.find(({ part }) => part === "security");

  test.each([bootstrap(), network, security].flatMap((stack) => stack ?? []))(
    "$name",
    { timeout: 60_000 },
    async ({ name, body, capabilities, digest }) => {
      await client.send(
        new CreateStackCommand({ StackName: name, TemplateBody: body, Capabilities: [...capabilities] }),
      );
      const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
      expect(stack).toMatchObject({ StackStatus: "CREATE_COMPLETE", Description: expect.stringContaining(digest) });
      expect(stack?.Outputs?.length).toBeGreaterThan(0);
    },
  );
});
