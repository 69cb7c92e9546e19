import { fnv1a } from "../model/fnv1a.ts";
import type { ChalkInstance } from "chalk";
import type { Style } from "../ports/io.ts";
import { palette } from "./ansi.ts";
import { safeText } from "./safe-text.ts";

/** Meaning as colour; without paint texts stay as they are. What is painted is made safe, so that a text brings no colours of its own. */
export function createStyle({ paint, width }: { paint: ChalkInstance | undefined; width: number }): Style {
  if (paint === undefined) return { width, ...plain };
  const safely = (colour: (text: string) => string) => (text: string) => colour(safeText(text));
  return {
    width,
    bold: safely((text) => paint.bold(text)),
    dim: safely((text) => paint.dim(text)),
    good: safely((text) => paint.green(text)),
    warn: safely((text) => paint.yellow(text)),
    bad: safely((text) => paint.red(text)),
    accent: safely((text) => paint.cyan(text)),
    mark: safely((text) => paint.underline(text)),
    hue: (key, text) => hueOf(paint, key)(safeText(text)),
  };
}

const hueOf = (paint: ChalkInstance, key: string) =>
  paint.level >= 2
    ? paint.ansi256(palette[fnv1a(key) % palette.length] ?? 32)
    : paint[basicPalette[fnv1a(key) % basicPalette.length] ?? "cyan"];

const same = (text: string) => text;
const plain: Omit<Style, "width"> = {
  bold: same,
  dim: same,
  good: same,
  warn: same,
  bad: same,
  accent: same,
  mark: same,
  hue: (_: string, text: string) => text,
};

/** Where a terminal has no 256 colours. */
const basicPalette = ["blue", "magenta", "cyan", "green", "blueBright", "magentaBright", "cyanBright"] as const;

/** A style without colour, as wide as a pipe unless told. */
export const plainStyle = (width = pipeWidth) => createStyle({ paint: undefined, width });

/** Where there is no terminal nothing is cut, so that `grep` finds whole names. */
export const pipeWidth = 500;
