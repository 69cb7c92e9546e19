import { isObject, text } from "../json.ts";
import type { Vault } from "../kms/part.ts";
import type { Ground, Part } from "../resource.ts";
import { deleteOperations } from "./delete-secret.ts";
import { randomPassword } from "./random-password.ts";
import { readOperations, wantedVersion } from "./read-secret.ts";
import { findSecret, openSecrets } from "./secret.ts";
import { secretProvider } from "./secret-resource.ts";
import { settingOperations } from "./settings.ts";
import { unseal } from "./value.ts";
import { writeOperations } from "./write-secret.ts";

export interface SecretsPart extends Part {
  /**
   * A secret's current text in clear, or one member of its JSON; undefined when there is none. An ARN says its Region; a name
   * without one is looked for in all.
   */
  readSecret(arnOrName: string, key?: string, region?: string): string | undefined;
}

/** Secrets Manager: versions under staging labels, sealed under KMS keys. */
export function secretsManagerPart(ground: Ground, { vault }: { readonly vault: Vault }): SecretsPart {
  const secrets = openSecrets(ground, vault);
  const { account } = ground;
  return {
    about: { service: "Secrets Manager", does: "secrets with versions, encrypted under KMS keys" },
    services: [
      {
        scope: "secretsmanager",
        protocol: "json-1.1",
        namespace: "secretsmanager",
        operations: {
          ...writeOperations(secrets),
          ...readOperations(secrets),
          ...deleteOperations(secrets),
          ...settingOperations(secrets),
          GetRandomPassword: (input) => ({ RandomPassword: randomPassword(input) }),
        },
      },
    ],
    resources: [secretProvider(secrets)],
    readSecret(arnOrName, key, region) {
      const home = region ?? homeOf(arnOrName) ?? secrets.table.values().find(({ name }) => name === arnOrName)?.region;
      const place = { account, region: home ?? "us-east-1" };
      const secret = findSecret(secrets, place, arnOrName);
      if (!secret || secret.deletionAt !== undefined) return undefined;
      const content = unseal(secrets, secret, place, wantedVersion(secret, undefined));
      return "text" in content ? memberOf(content.text, key) : undefined;
    },
  };
}

const homeOf = (arnOrName: string) => /^arn:aws[\w-]*:secretsmanager:([\w-]+):/.exec(arnOrName)?.[1];

function memberOf(secret: string, key: string | undefined): string | undefined {
  if (key === undefined) return secret;
  try {
    const value: unknown = JSON.parse(secret);
    return isObject(value) ? text(value, key) : undefined;
  } catch {
    return undefined;
  }
}
