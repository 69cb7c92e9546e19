import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { algorithms, sum } from "../../../src/local/s3/checksum.ts";

const check = Buffer.from("123456789");

/** The check values of the CRC catalogue; SHA from node. */
test.each([
  ["CRC32", "cbf43926"],
  ["CRC32C", "e3069283"],
  ["CRC64NVME", "ae8b14860a799888"],
  ["SHA1", createHash("sha1").update(check).digest("hex")],
  ["SHA256", createHash("sha256").update(check).digest("hex")],
] as const)("%s of 123456789", (algorithm, expected) => {
  const one = sum(algorithm);
  one.update(check);
  expect(one.digest().toString("hex")).toBe(expected);
});

test.each(algorithms)("%s is the same however the bytes are cut", (algorithm) => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 8 }), (pieces) => {
      const cut = sum(algorithm);
      for (const piece of pieces) cut.update(piece);
      const whole = sum(algorithm);
      whole.update(Buffer.concat(pieces));
      expect(cut.digest()).toEqual(whole.digest());
    }),
  );
});
