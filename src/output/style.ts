import { Chalk, type ColorSupportLevel } from "chalk";
import type { Style } from "../ports/io.ts";

/** What decides colour on one stream. `disabled` is `--no-color`. */
export interface ColorFacts {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTTY: boolean;
  readonly disabled: boolean;
}

/** Colours a stream can take: 0 none to 3 true colour. `--no-color` and NO_COLOR win over FORCE_COLOR, which wins over the terminal. */
export function colorLevel({ env, isTTY, disabled }: ColorFacts): ColorSupportLevel {
  if (disabled || (env["NO_COLOR"] ?? "") !== "") return 0;
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined) return forcedLevel(forced);
  if (!isTTY || env["TERM"] === "dumb") return 0;
  if (/truecolor|24bit/.test(env["COLORTERM"] ?? "")) return 3;
  return /256/.test(env["TERM"] ?? "") ? 2 : 1;
}

function forcedLevel(forced: string): ColorSupportLevel {
  if (forced === "0" || forced === "false") return 0;
  if (forced === "2") return 2;
  return forced === "3" ? 3 : 1;
}

/** Meaning as colour. Level 0 returns texts as they are. */
export function createStyle({ level, width }: { level: ColorSupportLevel; width: number }): Style {
  const chalk = new Chalk({ level });
  return {
    width,
    bold: (text) => chalk.bold(text),
    dim: (text) => chalk.dim(text),
    good: (text) => chalk.green(text),
    warn: (text) => chalk.yellow(text),
    bad: (text) => chalk.red(text),
    accent: (text) => chalk.cyan(text),
    hue: (key, text) =>
      level >= 2
        ? chalk.ansi256(palette[fingerprint(key) % palette.length] ?? 7)(text)
        : chalk[basicPalette[fingerprint(key) % basicPalette.length] ?? "white"](text),
  };
}

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
export const plainStyle = (width = pipeWidth) => createStyle({ level: 0, width });

/** Where there is no terminal nothing is cut, so that `grep` finds whole names. */
export const pipeWidth = 500;
