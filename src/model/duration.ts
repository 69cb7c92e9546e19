const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** Milliseconds of a duration such as `10m`, `1h30m` or `1.5d`; undefined when the text is none. */
export function parseDuration(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|[smhdw]))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount = "", unit = ""] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdw])/g))
    total += Number(amount) * (unitMs[unit] ?? 0);
  return Math.round(total);
}

/** A duration for a person, in its two largest units: `0.4s`, `14s`, `3m 5s`, `2h 5m`, `3d 4h`. */
export function durationText(milliseconds: number): string {
  if (milliseconds < 1_000) return `${(Math.max(0, milliseconds) / 1_000).toFixed(1)}s`;
  const seconds = Math.round(milliseconds / 1_000);
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3_600) return twoUnits(seconds, 60, "m", "s");
  const minutes = Math.round(seconds / 60);
  if (minutes < 1_440) return twoUnits(minutes, 60, "h", "m");
  return twoUnits(Math.round(minutes / 60), 24, "d", "h");
}

function twoUnits(amount: number, size: number, large: string, small: string): string {
  const rest = amount % size;
  return `${Math.floor(amount / size)}${large}${rest === 0 ? "" : ` ${rest}${small}`}`;
}

/** Seconds between two moments in milliseconds, to the tenth. */
export const secondsBetween = (begun: number, now: number): number => Math.round((now - begun) / 100) / 10;
