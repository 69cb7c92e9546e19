/** What the last look at an operation was like. */
export interface Look {
  /** How long nothing has happened, in milliseconds. */
  readonly quietMs: number;
  /** Looks in a row that failed. */
  readonly failures: number;
  readonly throttled: boolean;
}

const fastest = 400;
const slowest = 5_000;

/**
 * Milliseconds until the next look: soon after something happened, seldom while nothing does, and backing off where AWS says
 * that there are too many.
 */
export function pollPace({ quietMs, failures, throttled }: Look): number {
  const calm = Math.min(slowest, fastest + quietMs / 4);
  if (failures === 0) return Math.round(calm);
  return Math.round(Math.min(throttled ? 60_000 : 20_000, Math.max(calm, 1_000) * 2 ** Math.min(failures, 6)));
}
