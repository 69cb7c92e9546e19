import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { ServiceError } from "../service.ts";
import type { Key } from "./key.ts";

/** Authenticated and not secret: decryption wants the same pairs again. */
export type EncryptionContext = Readonly<Record<string, string>>;

const version = 1;
const ivLength = 12;
const tagLength = 16;

/** A ciphertext that names its key: version, material, length and text of the key's ARN, IV, tag, AES-256-GCM. */
export function encrypt(key: Key, plaintext: Uint8Array, context: EncryptionContext): Buffer {
  const material = key.materials.length - 1;
  const iv = randomBytes(ivLength);
  const cipher = createCipheriv("aes-256-gcm", materialOf(key, material), iv).setAAD(associated(key.arn, context));
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  const arn = Buffer.from(key.arn);
  return Buffer.concat([Buffer.from([version, material, arn.length]), arn, iv, cipher.getAuthTag(), body]);
}

/** The ARN of the key a ciphertext was made with. */
export function keyOf(ciphertext: Buffer): string {
  const length = ciphertext[2];
  if (ciphertext[0] !== version || length === undefined || ciphertext.length < 3 + length + ivLength + tagLength)
    throw invalidCiphertext();
  return ciphertext.toString("utf8", 3, 3 + length);
}

export function decrypt(key: Key, ciphertext: Buffer, context: EncryptionContext): Buffer {
  const sealed = ciphertext.subarray(3 + Buffer.byteLength(key.arn));
  const iv = sealed.subarray(0, ivLength);
  try {
    const decipher = createDecipheriv("aes-256-gcm", materialOf(key, ciphertext[1] ?? 0), iv)
      .setAAD(associated(key.arn, context))
      .setAuthTag(sealed.subarray(ivLength, ivLength + tagLength));
    return Buffer.concat([decipher.update(sealed.subarray(ivLength + tagLength)), decipher.final()]);
  } catch {
    throw invalidCiphertext();
  }
}

const materialOf = (key: Key, index: number) => Buffer.from(key.materials[index] ?? "", "base64");

const associated = (arn: string, context: EncryptionContext) =>
  Buffer.from(JSON.stringify([arn, Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1))]));

const invalidCiphertext = () => new ServiceError("InvalidCiphertextException", "");
