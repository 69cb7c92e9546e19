import type { ChalkInstance } from "chalk";
import type { Style } from "../ports/io.ts";

/** Meaning as colour; without paint texts stay as they are. */
export function createStyle({ paint, width }: { paint: ChalkInstance | undefined; width: number }): Style {
  if (paint === undefined) return { width, ...plain };
  return {
    width,
    bold: (text) => paint.bold(text),
    dim: (text) => paint.dim(text),
    good: (text) => paint.green(text),
    warn: (text) => paint.yellow(text),
    bad: (text) => paint.red(text),
    accent: (text) => paint.cyan(text),
    hue: (key, text) =>
      paint.level >= 2
        ? paint.ansi256(palette[fingerprint(key) % palette.length] ?? 7)(text)
        : paint[basicPalette[fingerprint(key) % basicPalette.length] ?? "white"](text),
  };
}

const same = (text: string) => text;
const plain = {
  bold: same,
  dim: same,
  good: same,
  warn: same,
  bad: same,
  accent: same,
  hue: (_: string, text: string) => text,
};

/** Readable on dark and on light ground, and none of them red or yellow, which mean something. */
const palette = [32, 33, 37, 64, 69, 71, 74, 97, 99, 105, 108, 133, 134, 139, 140, 169] as const;
const basicPalette = ["blue", "magenta", "cyan", "green", "blueBright", "magentaBright", "cyanBright"] as const;

/** FNV-1a, 32 bits: the same key has the same colour in every run. */
function fingerprint(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

/** A style without colour, as wide as a pipe. */
export const plainStyle = (width = pipeWidth) => createStyle({ paint: undefined, width });

/** Where there is no terminal nothing is cut, so that `grep` finds whole names. */
export const pipeWidth = 500;
