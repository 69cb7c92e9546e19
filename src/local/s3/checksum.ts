import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { crc32c, crc64nvme } from "./crc.ts";

export const algorithms = ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const;
export type Algorithm = (typeof algorithms)[number];

/** A checksum that is fed piece by piece. */
export interface Sum {
  update(chunk: Uint8Array): void;
  digest(): Buffer;
}

/** A checksum as S3 keeps it; COMPOSITE is made of the parts' checksums and ends in their number. */
export interface Checksum {
  readonly algorithm: Algorithm;
  readonly value: string;
  readonly type: "FULL_OBJECT" | "COMPOSITE";
}

export const algorithmOf = (name: string | undefined): Algorithm | undefined =>
  algorithms.find((algorithm) => algorithm === name?.toUpperCase());

/** The member of an XML answer and, in small letters with `x-amz-`, the header. */
export const memberOf = (algorithm: Algorithm) => `Checksum${algorithm}`;
export const headerOf = (algorithm: Algorithm) => `x-amz-checksum-${algorithm.toLowerCase()}`;

export function sum(algorithm: Algorithm | "MD5"): Sum {
  if (algorithm === "CRC32") return crcSum(crc32);
  if (algorithm === "CRC32C") return crcSum(crc32c);
  if (algorithm === "CRC64NVME") return crc64Sum();
  const hash = createHash(algorithm.toLowerCase());
  return { update: (chunk) => void hash.update(chunk), digest: () => hash.digest() };
}

function crcSum(carry: (chunk: Uint8Array, seed: number) => number): Sum {
  let crc = 0;
  return {
    update: (chunk) => {
      // Node 20 forgets the sum so far over an empty buffer.
      if (chunk.byteLength > 0) crc = carry(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength), crc);
    },
    digest: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(crc);
      return bytes;
    },
  };
}

function crc64Sum(): Sum {
  let crc: [number, number] = [0, 0];
  return {
    update: (chunk) => {
      crc = crc64nvme(chunk, crc);
    },
    digest: () => {
      const bytes = Buffer.alloc(8);
      bytes.writeUInt32BE(crc[0]);
      bytes.writeUInt32BE(crc[1], 4);
      return bytes;
    },
  };
}
