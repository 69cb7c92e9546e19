import { GworldError } from "./error.ts";

/** A scale beyond this is a mistake: a distribution would take hours. */
export const greatestTimeScale = 100;

/** Whether a number can multiply the time that resources take. */
export const isTimeScale = (scale: number): boolean =>
  Number.isFinite(scale) && scale >= 0 && scale <= greatestTimeScale;

/** The number behind `--time-scale`. Throws `usage`. */
export function parseTimeScale(text: string): number {
  const scale = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (isTimeScale(scale)) return scale;
  throw new GworldError("usage", `--time-scale is "${text}", which is no number from 0 to ${greatestTimeScale}.`, {
    hint: "0 is instant, 1 as slow as AWS, 0.01 a hundred times faster.",
  });
}
