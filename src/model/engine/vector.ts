import { chance } from "./chance.ts";

const bases = new Map<string, Float32Array>();

/** A vector of length one near that of its topic, as base64 of little-endian 32-bit floats. */
export function embeddingOf(topic: string, dims: number, random: () => number): string {
  const base = baseOf(topic, dims);
  const vector = Float32Array.from(base, (value) => value + (random() - 0.5) * 0.6);
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0)) || 1;
  const bytes = new DataView(new ArrayBuffer(dims * 4));
  vector.forEach((value, index) => bytes.setFloat32(index * 4, value / length, true));
  return btoa(String.fromCharCode(...new Uint8Array(bytes.buffer)));
}

function baseOf(topic: string, dims: number): Float32Array {
  const key = `${topic}/${dims}`;
  const random = chance(key);
  const base = bases.get(key) ?? Float32Array.from({ length: dims }, () => random() - 0.5);
  bases.set(key, base);
  return base;
}
