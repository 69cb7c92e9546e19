/** Levels of log lines, least first. */
export const logLevels = ["trace", "debug", "info", "warn", "error", "fatal"] as const;
export type LogLevel = (typeof logLevels)[number];

/** True when a line of this level is at least as grave as asked for. A line that names no level counts as info. */
export const atLeast = (level: LogLevel | null, wanted: LogLevel) =>
  logLevels.indexOf(level ?? "info") >= logLevels.indexOf(wanted);

/** Words that loggers write for levels, in lower case. */
export const levelWords: Readonly<Record<string, LogLevel>> = {
  trace: "trace",
  verbose: "debug",
  debug: "debug",
  info: "info",
  information: "info",
  notice: "info",
  warn: "warn",
  warning: "warn",
  error: "error",
  err: "error",
  severe: "error",
  fatal: "fatal",
  critical: "fatal",
  crit: "fatal",
  alert: "fatal",
  emerg: "fatal",
  panic: "fatal",
};

const levelOfWord = new Map(Object.entries(levelWords));

/** A level as loggers write it: a word in any case, or pino's and bunyan's numbers. Null when it is none. */
export function parseLevel(value: unknown): LogLevel | null {
  if (typeof value === "string") return levelOfWord.get(value.toLowerCase()) ?? null;
  if (typeof value !== "number" || !(value >= 0)) return null;
  return logLevels[Math.min(5, Math.max(0, Math.floor(value / 10) - 1))] ?? null;
}

const word = Object.keys(levelWords).join("|");
const leading = new RegExp(
  String.raw`^.{0,64}?(?:\b(${word.toUpperCase()})\b|[[<](${word})[\]>]|\b(?:level|severity|lvl)[=:]"?(${word})\b)`,
);
const bareFailure = /^(?:Uncaught |Unhandled )?(?:[\w.]*(?:Error|Exception)\b|Traceback |panic:)/;

/** The level a plain text line names near its start: `2026-11-22 ERROR ...`, `[warn] ...`, `level=info ...`, `TypeError: ...`. */
export function levelInText(text: string): LogLevel | null {
  const [, upper, bracketed, keyed] = leading.exec(text) ?? [];
  const named = upper ?? bracketed ?? keyed;
  if (named !== undefined) return parseLevel(named);
  return bareFailure.test(text) ? "error" : null;
}
