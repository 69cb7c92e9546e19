import { chance } from "./chance.ts";

/**
 * A vector of length one near that of its topic, as base64 of little-endian 32-bit floats. Its noise is a stretch of one
 * long row of chance, found by one random number: a fresh number for each of a thousand dimensions costs ten times as much.
 */
export function embeddingOf(topic: string, dims: number, random: () => number): string {
  const base = rowOf(`topic/${topic}`, dims);
  const noise = rowOf("noise", noiseLength + dims);
  const from = Math.floor(random() * noiseLength);
  const floats = new Float32Array(dims);
  let squares = 0;
  for (let at = 0; at < dims; at += 1) {
    const value = (base[at] ?? 0) + 0.6 * (noise[from + at] ?? 0);
    floats[at] = value;
    squares += value * value;
  }
  const scale = 1 / (Math.sqrt(squares) || 1);
  for (let at = 0; at < dims; at += 1) floats[at] = (floats[at] ?? 0) * scale;
  return base64(littleEndian(floats));
}

const noiseLength = 65_536;
const rows = new Map<string, Float32Array>();

/** Numbers between -0.5 and 0.5 that follow from their name. */
function rowOf(name: string, length: number): Float32Array {
  const key = `${name}/${length}`;
  const known = rows.get(key);
  if (known !== undefined) return known;
  const random = chance(key);
  const made = Float32Array.from({ length }, () => random() - 0.5);
  rows.set(key, made);
  return made;
}

const isLittle = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

function littleEndian(floats: Float32Array): Uint8Array {
  if (isLittle) return new Uint8Array(floats.buffer);
  const view = new DataView(new ArrayBuffer(floats.length * 4));
  floats.forEach((value, index) => view.setFloat32(index * 4, value, true));
  return new Uint8Array(view.buffer);
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const codes = Uint8Array.from(alphabet, (letter) => letter.charCodeAt(0));
const decoder = new TextDecoder();

/** Five times as fast as btoa, which wants its bytes as characters. */
function base64(bytes: Uint8Array): string {
  const text = new Uint8Array(Math.ceil(bytes.length / 3) * 4);
  let end = 0;
  for (let at = 0; at < bytes.length; at += 3) {
    const three = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    text[end] = codes[three >> 18] ?? 0;
    text[end + 1] = codes[(three >> 12) & 63] ?? 0;
    text[end + 2] = codes[(three >> 6) & 63] ?? 0;
    text[end + 3] = codes[three & 63] ?? 0;
    end += 4;
  }
  const padding = (3 - (bytes.length % 3)) % 3;
  return decoder.decode(text.fill(61, end - padding));
}
