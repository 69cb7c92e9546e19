import type { LogLevel } from "../model/log-level.ts";
import type { Style } from "../ports/io.ts";

/** The colour of a level. */
export function levelPaint(level: LogLevel | "none" | null, style: Style): (text: string) => string {
  if (level === "error" || level === "fatal") return style.bad;
  if (level === "warn") return style.warn;
  return level === "info" ? style.good : style.dim;
}
