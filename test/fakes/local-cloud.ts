import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { awsClients, type AwsClients } from "../../src/aws/clients.ts";
import { serveCloud } from "../../src/local/cloud.ts";
import { localCredentials } from "../../src/model/local-credentials.ts";

/** The real local cloud in this process, on a free port and a folder of its own, and clients that talk to it over HTTP. */
export async function localCloudForTests(): Promise<{
  endpoint: string;
  clients: AwsClients;
  stop: () => Promise<void>;
}> {
  const dir = mkdtempSync(join(tmpdir(), "gworld-aws-"));
  const serving = await serveCloud({ dir });
  const { endpoint } = serving;
  return {
    endpoint,
    clients: awsClients({ region: "us-east-1", endpoint, credentials: localCredentials }),
    async stop() {
      await serving.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
