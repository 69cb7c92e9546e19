import type { Ground, Part } from "../resource.ts";
import { aliasProvider } from "./alias-resource.ts";
import { aliasOperations } from "./aliases.ts";
import { decrypt, encrypt, type EncryptionContext, keyOf } from "./cipher.ts";
import { cryptographicOperations } from "./cryptography.ts";
import type { Place } from "./key.ts";
import { keyProvider } from "./key-resource.ts";
import { openKeyring } from "./keyring.ts";
import { keyOperations } from "./keys.ts";
import { policyOperations } from "./policy.ts";
import { rotationOperations } from "./rotation.ts";
import { tagOperations } from "./tags.ts";

/** What other services encrypt their own state with; throws KMS's errors. */
export interface Vault {
  /** Text in, base64 out. */
  seal(place: Place, keyId: string, plain: string, context?: EncryptionContext): string;
  open(place: Place, sealed: string, context?: EncryptionContext): string;
  /** The ARN behind whatever names a usable key. */
  keyArn(place: Place, keyId: string): string;
}

/** KMS with symmetric keys that really encrypt; their material lies in the store, as safe as the folder is. */
export function kmsPart(ground: Ground): Part & { readonly vault: Vault } {
  const ring = openKeyring(ground.store, ground.clock);
  return {
    about: { service: "KMS", does: "keys that really encrypt, aliases, policies, rotation" },
    services: [
      {
        scope: "kms",
        protocol: "json-1.1",
        namespace: "TrentService",
        operations: {
          ...keyOperations(ring),
          ...aliasOperations(ring),
          ...cryptographicOperations(ring),
          ...rotationOperations(ring),
          ...policyOperations(ring),
          ...tagOperations(ring),
        },
      },
    ],
    resources: [keyProvider(ring), aliasProvider(ring)],
    vault: {
      seal: (place, keyId, plain, context = {}) =>
        encrypt(ring.usable(place, keyId), Buffer.from(plain), context).toString("base64"),
      open(place, sealed, context = {}) {
        const blob = Buffer.from(sealed, "base64");
        return decrypt(ring.usable(place, keyOf(blob)), blob, context).toString("utf8");
      },
      keyArn: (place, keyId) => ring.usable(place, keyId).arn,
    },
  };
}
