/**
 * Works on so many items at once. At the first failure the others' signal ends, and the failure is thrown when all have
 * come to an end: nothing goes on behind the caller's back.
 */
export async function atOnce<T>(
  items: Iterable<T>,
  { most, signal }: { most: number; signal: AbortSignal },
  work: (item: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  const failures: unknown[] = [];
  const lane = async () => {
    while (!both.aborted) {
      const next = iterator.next();
      if (next.done === true) return;
      try {
        await work(next.value, both);
      } catch (error) {
        failures.push(error);
        stop.abort();
      }
    }
  };
  await Promise.all(Array.from({ length: most }, lane));
  if (failures.length > 0) throw failures[0];
  signal.throwIfAborted();
}
