import type { WorldConfig } from "./world.ts";

/** Whom GWORLD_CONFORMANCE_ENDPOINT names: an address, or `aws`. Credentials and Region are those of the environment. */
export function givenEndpoint(env: NodeJS.ProcessEnv = process.env): WorldConfig | undefined {
  const { GWORLD_CONFORMANCE_ENDPOINT: endpoint, AWS_REGION: region = "eu-central-1" } = env;
  if (!endpoint) return undefined;
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: token } = env;
  const credentials =
    accessKeyId && secretAccessKey
      ? { accessKeyId, secretAccessKey, ...(token ? { sessionToken: token } : {}) }
      : undefined;
  return {
    region,
    maxAttempts: 5,
    ...(credentials ? { credentials } : {}),
    ...(endpoint === "aws" ? {} : { endpoint }),
  };
}
