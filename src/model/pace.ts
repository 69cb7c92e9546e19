/** How many calls may run at once, and since when nothing was throttled. Moments are milliseconds. */
export interface Pace {
  readonly limit: number;
  readonly since: number;
}

const fewest = 1;
const most = 32;
const cleanFor = 5_000;

/** Eight keep one core busy; more only cost memory until AWS answers slowly. */
export const firstPace = (now: number): Pace => ({ limit: 8, since: now });

/** Half as many at once. Throttles of calls that began together count once. */
export const slower = (pace: Pace, now: number): Pace =>
  now - pace.since < 100 && pace.limit < 8 ? pace : { limit: Math.max(fewest, Math.floor(pace.limit / 2)), since: now };

/** One more after each clean five seconds. */
export const faster = (pace: Pace, now: number): Pace =>
  now - pace.since < cleanFor || pace.limit >= most ? pace : { limit: pace.limit + 1, since: now };

/** Full jitter below 50 ms x 2^tries, at most 5 s. `chance` is 0 <= n < 1. */
export const pause = (tries: number, chance: number): number =>
  Math.ceil(chance * Math.min(5_000, 50 * 2 ** Math.min(tries, 10)));

/**
 * Request units that may be spent, debited after each call with what it really took, so that it may go below zero.
 * At most one second's worth is saved up.
 */
export interface Budget {
  readonly perSecond: number;
  readonly left: number;
  readonly at: number;
}

export const firstBudget = (perSecond: number, now: number): Budget => ({ perSecond, left: perSecond, at: now });

export function spend(budget: Budget, units: number, now: number): Budget {
  const earned = ((now - budget.at) * budget.perSecond) / 1_000;
  return { ...budget, left: Math.min(budget.perSecond, budget.left + earned) - units, at: now };
}

/** Milliseconds until the next call may go. */
export function wait(budget: Budget, now: number): number {
  const { left } = spend(budget, 0, now);
  return left >= 0 ? 0 : Math.ceil((-left / budget.perSecond) * 1_000);
}
