/** Bytes for a person, in powers of ten as disks and bills count: `812 B`, `4.3 kB`, `118 MB`. */
export const bytesText = (bytes: number): string => {
  const { amount, unit } = scaled(bytes, ["B", "kB", "MB", "GB", "TB"]);
  return `${amount} ${unit}`;
};

/** The same in a narrow column: `812`, `4.3k`, `118M`. Also for counts. */
export const shortText = (count: number): string => {
  const { amount, unit } = scaled(count, ["", "k", "M", "G", "T"]);
  return `${amount}${unit}`;
};

/** A whole number with its thousands apart: `20,418`. */
export const countText = (count: number): string => Math.round(count).toLocaleString("en-US");

/** `1 memory`, `20,418 memories`. */
export const countOf = (count: number, one: string, many = `${one}s`): string =>
  `${countText(count)} ${count === 1 ? one : many}`;

/** How long ago, in its largest unit: `14s`, `3m`, `5h`, `12d`. */
export function ageText(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1_000));
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}m`;
  return seconds < 86_400 ? `${Math.floor(seconds / 3_600)}h` : `${Math.floor(seconds / 86_400)}d`;
}

function scaled(value: number, units: readonly string[]): { amount: string; unit: string } {
  let left = value;
  let step = 0;
  // What would round to 1000 belongs to the next unit.
  while (left >= 999.5 && step < units.length - 1) {
    left /= 1_000;
    step += 1;
  }
  return { amount: step === 0 || left >= 9.95 ? String(Math.round(left)) : left.toFixed(1), unit: units[step] ?? "" };
}
