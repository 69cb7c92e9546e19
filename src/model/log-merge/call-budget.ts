/** Calls that may be made, shared by all log groups: FilterLogEvents allows 5 a second per account and Region. */
export interface CallBudget {
  /** Takes one call; false when there is none left now. */
  take(now: number): boolean;
  /** Milliseconds until a call can be taken. */
  wait(now: number): number;
  throttled(now: number): void;
  succeeded(): void;
}

export const quotaPerSecond = 5;
const slowest = 0.5;
/** Each call that succeeds gives back so many calls a second: a throttle by chance costs seconds, one that goes on stays in force. */
const recovery = 0.25;

/** Starts at `perSecond` (Infinity = as fast as answers come), halves when throttled, and comes back slowly to AWS's quota. */
export function callBudget(perSecond: number): CallBudget {
  let rate = perSecond;
  let tokens = Math.min(perSecond, quotaPerSecond);
  let filled: number | undefined;
  const refill = (now: number) => {
    if (rate === Infinity) tokens = quotaPerSecond;
    else tokens = Math.min(quotaPerSecond, tokens + (Math.max(0, now - (filled ?? now)) * rate) / 1_000);
    filled = now;
  };
  return {
    take(now) {
      refill(now);
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
    wait(now) {
      refill(now);
      return tokens >= 1 ? 0 : Math.ceil(((1 - tokens) / rate) * 1_000);
    },
    throttled(now) {
      refill(now);
      rate = Math.max(slowest, Math.min(rate, quotaPerSecond) / 2);
      tokens = 0;
    },
    succeeded() {
      if (rate < quotaPerSecond) rate = Math.min(quotaPerSecond, rate + recovery);
    },
  };
}
