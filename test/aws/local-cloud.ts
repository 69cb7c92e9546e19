import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { awsClients, type AwsClients } from "../../src/aws/clients.ts";
import { serveCloud } from "../../src/local/cloud.ts";

/** SDK clients that speak real HTTP to a local cloud of their own, which ends with the test file. */
export async function localClients(): Promise<AwsClients> {
  const dir = mkdtempSync(join(tmpdir(), "gworld-aws-"));
  const cloud = await serveCloud({ dir });
  afterAll(async () => {
    await cloud.stop();
    rmSync(dir, { recursive: true, force: true });
  });
  return awsClients({
    region: "eu-central-1",
    endpoint: cloud.endpoint,
    credentials: { accessKeyId: "AKIALOCAL", secretAccessKey: "local" },
  });
}
