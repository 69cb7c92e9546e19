import type { ChalkInstance, ColorSupportLevel } from "chalk";

/** What decides colour on one stream. `disabled` is `--no-color`. */
export interface ColorFacts {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTTY: boolean;
  readonly disabled: boolean;
}

/** Colours for one stream; undefined where there are none, and then nothing that makes colours is loaded. */
export async function loadPaint(facts: ColorFacts): Promise<ChalkInstance | undefined> {
  const level = colorLevel(facts);
  if (level === 0) return undefined;
  const { Chalk } = await import("chalk");
  return new Chalk({ level });
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
