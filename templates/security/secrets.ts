import { type Stack, aws_secretsmanager as secretsmanager } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { secretName } from "../../src/model/names.ts";
import { keepData } from "../retention.ts";

export interface Secrets {
  readonly redis: string;
  readonly api: string;
}

/** Secrets that AWS makes and nobody sees: neither template, plan nor log ever holds them. */
export function secrets(stack: Stack, config: EnvironmentConfig, keyArn: string): Secrets {
  const secret = (id: string, use: string, description: string) => {
    const resource = new secretsmanager.CfnSecret(stack, id, {
      name: secretName(config.name, use),
      description,
      kmsKeyId: keyArn,
      // Redis takes 16 to 128 printable characters and few marks; a bearer token takes none.
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
    });
    keepData(config, resource);
    return resource.ref;
  };
  return {
    redis: secret("RedisSecret", "redis", "AUTH token of Redis"),
    api: secret("ApiSecret", "api", "Bearer token that clients of the REST and WebSocket APIs present"),
  };
}
