import type { SecretsPart } from "./secrets-manager/part.ts";
import { ServiceError } from "./service.ts";
import type { SsmPart } from "./ssm/part.ts";

/**
 * The value a container's `valueFrom` stands for: a secret's ARN, which may go on with a JSON key, or the ARN or name of a
 * parameter. Undefined when it is not there or cannot be decrypted.
 */
export function containerSecret(
  secrets: SecretsPart,
  ssm: SsmPart,
  region: string,
  valueFrom: string,
): string | undefined {
  const secret = /^(arn:aws[\w-]*:secretsmanager:[\w-]+:\d{12}:secret:[^:]+)(?::([^:]*))?/.exec(valueFrom);
  try {
    if (secret) return secrets.readSecret(secret[1] ?? "", secret[2] || undefined);
    return ssm.readParameter(valueFrom, region);
  } catch (error) {
    if (error instanceof ServiceError) return undefined;
    throw error;
  }
}
