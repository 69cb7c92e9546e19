/** Tokens of one throttling fault. */
interface Level {
  tokens: number;
  at: number;
}

export interface Buckets {
  /** False when the bucket of that name is empty; one call takes one token. */
  take(id: string, bucket: { readonly rate: number; readonly burst: number }, now: number): boolean;
}

/** AWS throttles by token buckets: a burst at once, then a steady rate, for an account in a Region. */
export function openBuckets(): Buckets {
  const levels = new Map<string, Level>();
  return {
    take(id, { rate, burst }, now) {
      const level = levels.get(id) ?? { tokens: burst, at: now };
      levels.set(id, level);
      level.tokens = Math.min(burst, level.tokens + ((now - level.at) / 1000) * rate);
      level.at = now;
      if (level.tokens < 1) return false;
      level.tokens -= 1;
      return true;
    },
  };
}
