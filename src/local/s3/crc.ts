/** CRC-32C (Castagnoli) and CRC-64/NVME, reflected, as the AWS SDKs compute them. */
const table32 = new Uint32Array(256).map((_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82_f6_3b_78 : value >>> 1;
  return value;
});

/** Carries a CRC-32C on; begins with 0. */
export function crc32c(chunk: Uint8Array, seed: number): number {
  let crc = ~seed;
  for (const byte of chunk) crc = (crc >>> 8) ^ (table32[(crc ^ byte) & 0xff] ?? 0);
  return ~crc >>> 0;
}

const high64 = new Uint32Array(256);
const low64 = new Uint32Array(256);
for (let index = 0; index < 256; index++) {
  let value = BigInt(index);
  for (let bit = 0; bit < 8; bit++) value = value & 1n ? (value >> 1n) ^ 0x9a6c_9329_ac4b_c9b5n : value >> 1n;
  high64[index] = Number(value >> 32n);
  low64[index] = Number(value & 0xffff_ffffn);
}

/** Carries a CRC-64/NVME on as its two halves, high first; begins with [0, 0]. */
export function crc64nvme(chunk: Uint8Array, [seedHigh, seedLow]: readonly [number, number]): [number, number] {
  let high = ~seedHigh;
  let low = ~seedLow;
  for (const byte of chunk) {
    const index = (low ^ byte) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ (low64[index] ?? 0);
    high = (high >>> 8) ^ (high64[index] ?? 0);
  }
  return [~high >>> 0, ~low >>> 0];
}
