import { randomBytes } from "node:crypto";
import { type JsonObject, number, object, text } from "../json.ts";
import { required, violation } from "../required.ts";
import { type Operation, ServiceError } from "../service.ts";
import { decrypt, encrypt, type EncryptionContext, keyOf } from "./cipher.ts";
import type { Key, Place } from "./key.ts";
import type { Keyring } from "./keyring.ts";

const algorithm = "SYMMETRIC_DEFAULT";

/** Encryption under keys that never leave: blobs are base64 on the wire. */
export function cryptographicOperations(ring: Keyring): Record<string, Operation> {
  const key = (input: JsonObject, place: Place) => ring.usable(place, required(input, "KeyId"));
  const dataKey: Operation = (input, call) => {
    const wrapping = key(input, call);
    const plain = randomBytes(dataKeyLength(input));
    const CiphertextBlob = encrypt(wrapping, plain, contextOf(input)).toString("base64");
    return { KeyId: wrapping.arn, Plaintext: plain.toString("base64"), CiphertextBlob };
  };
  return {
    Encrypt(input, call) {
      const used = key(input, call);
      const plain = bytes(input, "Plaintext", 4096);
      const blob = encrypt(used, plain, contextOf(input));
      return { KeyId: used.arn, CiphertextBlob: blob.toString("base64"), EncryptionAlgorithm: algorithm };
    },
    Decrypt(input, call) {
      const { key: used, plain } = openBlob(ring, call, input, { blob: "CiphertextBlob", keyId: "KeyId" });
      return { KeyId: used.arn, Plaintext: plain.toString("base64"), EncryptionAlgorithm: algorithm };
    },
    ReEncrypt(input, call) {
      const names = { blob: "CiphertextBlob", keyId: "SourceKeyId", context: "SourceEncryptionContext" };
      const { key: source, plain } = openBlob(ring, call, input, names);
      const used = ring.usable(call, required(input, "DestinationKeyId"));
      const blob = encrypt(used, plain, contextOf(input, "DestinationEncryptionContext")).toString("base64");
      const algorithms = { SourceEncryptionAlgorithm: algorithm, DestinationEncryptionAlgorithm: algorithm };
      return { CiphertextBlob: blob, SourceKeyId: source.arn, KeyId: used.arn, ...algorithms };
    },
    GenerateDataKey: dataKey,
    async GenerateDataKeyWithoutPlaintext(input, call) {
      const { KeyId, CiphertextBlob } = object({ made: await dataKey(input, call) }, "made");
      return { KeyId, CiphertextBlob };
    },
    GenerateRandom: (input) => ({ Plaintext: randomBytes(lengthOf(input)).toString("base64") }),
  };
}

interface Names {
  readonly blob: string;
  readonly keyId: string;
  readonly context?: string;
}

function openBlob(ring: Keyring, place: Place, input: JsonObject, names: Names): { key: Key; plain: Buffer } {
  const blob = bytes(input, names.blob, 6144);
  const key = ring.usable(place, keyOf(blob));
  const wanted = text(input, names.keyId);
  if (wanted !== undefined && ring.find(place, wanted).arn !== key.arn)
    throw new ServiceError(
      "IncorrectKeyException",
      "The key ID in the request does not identify a CMK that can perform this operation.",
    );
  return { key, plain: decrypt(key, blob, contextOf(input, names.context)) };
}

function contextOf(input: JsonObject, name = "EncryptionContext"): EncryptionContext {
  const context = object(input, name);
  return Object.fromEntries(Object.keys(context).map((key) => [key, text(context, key) ?? ""]));
}

function bytes(input: JsonObject, name: string, longest: number): Buffer {
  const value = Buffer.from(required(input, name), "base64");
  if (value.length < 1 || value.length > longest)
    throw invalid(name, `${value.length} bytes`, `Member must have length between 1 and ${longest}`);
  return value;
}

function dataKeyLength(input: JsonObject): number {
  const spec = text(input, "KeySpec");
  if (spec === undefined) return lengthOf(input);
  if (text(input, "NumberOfBytes") !== undefined || !["AES_128", "AES_256"].includes(spec))
    throw invalid("KeySpec", spec, "Member must satisfy enum value set: [AES_256, AES_128]");
  return spec === "AES_128" ? 16 : 32;
}

function lengthOf(input: JsonObject): number {
  const length = Number(required(input, "NumberOfBytes"));
  if (!Number.isInteger(length) || length < 1 || length > 1024)
    throw invalid("NumberOfBytes", String(number(input, "NumberOfBytes")), "Member must have value between 1 and 1024");
  return length;
}

const invalid = (key: string, value: string, rule: string) =>
  new ServiceError("ValidationException", violation(key, value, rule));
