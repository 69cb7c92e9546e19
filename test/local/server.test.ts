import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterEach, expect, test } from "vitest";
import type { Ground, Part } from "../../src/local/resource.ts";
import { type ServeOptions, serveParts } from "../../src/local/server.ts";

const undo: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (let last = undo.pop(); last; last = undo.pop()) await last();
});

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), "gworld-server-"));
  undo.push(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

async function serve(build: (ground: Ground) => readonly Part[], options: Partial<ServeOptions> = {}) {
  const serving = await serveParts(build, { dir: folder(), ...options });
  undo.push(() => serving.stop());
  return serving;
}

const credentials = { accessKeyId: "local", secretAccessKey: "local" };

function stsClient(endpoint: string, region = "eu-central-1") {
  const client = new STSClient({ endpoint, region, credentials, maxAttempts: 1 });
  undo.push(() => client.destroy());
  return client;
}

/** A service that answers with what it was asked, so that the way there and back can be seen. */
const echo = (): Part => ({
  services: [
    {
      scope: "sts",
      protocol: "query",
      namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
      operations: {
        GetCallerIdentity: (_input, { account, region }) => ({ Account: account, Arn: region, UserId: "me" }),
      },
    },
  ],
  resources: [],
});

test("an SDK client is routed by the service it signed for and answered for its Region", async () => {
  const { endpoint } = await serve(() => [echo()], { account: "111122223333" });
  const answer = await stsClient(endpoint).send(new GetCallerIdentityCommand({}));
  expect(answer).toMatchObject({ Account: "111122223333", Arn: "eu-central-1", UserId: "me" });
});
