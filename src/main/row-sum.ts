import { createHash } from "node:crypto";

/** The sum of the SHA-256 of rows modulo 2^256: whatever order they come in, it is the same. */
export interface RowSum {
  add(row: string | Uint8Array): void;
  hex(): string;
}

const lanes = 8;

/** Adds in eight lanes of 32 bits; carries wait until the end, for which 2^21 rows leave room. */
export function rowSum(): RowSum {
  const sums = new Float64Array(lanes);
  let rows = 0;
  return {
    add(row) {
      const digest = createHash("sha256").update(row).digest();
      for (let lane = 0; lane < lanes; lane += 1) sums[lane] = (sums[lane] ?? 0) + digest.readUInt32BE(lane * 4);
      rows += 1;
      if (rows % 1_000_000 === 0) carry(sums);
    },
    hex() {
      carry(sums);
      return [...sums].map((lane) => lane.toString(16).padStart(8, "0")).join("");
    },
  };
}

function carry(sums: Float64Array): void {
  let over = 0;
  for (let lane = lanes - 1; lane >= 0; lane -= 1) {
    const sum = (sums[lane] ?? 0) + over;
    over = Math.floor(sum / 2 ** 32);
    sums[lane] = sum - over * 2 ** 32;
  }
}
