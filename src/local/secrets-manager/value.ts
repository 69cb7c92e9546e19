import { type JsonObject, text } from "../json.ts";
import { ServiceError } from "../service.ts";
import type { Place, Secret, Secrets, Version } from "./secret.ts";

/** A secret's content in clear; binary is base64, as on the wire. */
export type Content = { readonly text: string } | { readonly binary: string };

/** The content a request brings, if it brings one. */
export function contentOf(input: JsonObject): Content | undefined {
  const plain = text(input, "SecretString");
  const binary = text(input, "SecretBinary");
  if (plain !== undefined && binary !== undefined)
    throw new ServiceError(
      "InvalidParameterException",
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    );
  if (plain !== undefined) return checked({ text: plain }, Buffer.byteLength(plain));
  return binary === undefined ? undefined : checked({ binary }, Buffer.byteLength(binary, "base64"));
}

function checked(content: Content, bytes: number): Content {
  if (bytes < 1 || bytes > 65_536)
    throw new ServiceError("InvalidParameterException", "A secret value must have between 1 and 65536 bytes.");
  return content;
}

/** Bound to its secret and version, so that no ciphertext can stand for another. */
const contextOf = ({ arn }: Secret, versionId: string) => ({ SecretARN: arn, SecretVersionId: versionId });

export function seal(
  secrets: Secrets,
  secret: Secret,
  place: Place,
  { id, content }: { id: string; content: Content },
) {
  const sealText = (plain: string) =>
    secrets.vault.seal(place, secret.kmsKeyId ?? "alias/aws/secretsmanager", plain, contextOf(secret, id));
  try {
    return "text" in content ? { text: sealText(content.text) } : { binary: sealText(content.binary) };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw new ServiceError(
      "EncryptionFailure",
      `Secrets Manager can't encrypt the protected secret text using the provided KMS key. ${error.message}`,
    );
  }
}

export function unseal(secrets: Secrets, secret: Secret, place: Place, version: Version): Content {
  const open = (sealed: string) => secrets.vault.open(place, sealed, contextOf(secret, version.id));
  try {
    return version.text === undefined ? { binary: open(version.binary ?? "") } : { text: open(version.text) };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw new ServiceError(
      "DecryptionFailure",
      `Secrets Manager can't decrypt the protected secret text using the provided KMS key. ${error.message}`,
    );
  }
}
