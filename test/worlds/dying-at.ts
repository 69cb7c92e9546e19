/** Wraps calls, the n-th of which fails in place of being made. */
export function dyingAt(at: number) {
  let calls = 0;
  let stopped = false;
  const dying =
    <A extends unknown[], R>(run: (...args: A) => Promise<R>) =>
    async (...args: A) => {
      calls += 1;
      if (calls !== at) return run(...args);
      stopped = true;
      throw new Error("killed");
    };
  return { dying, stopped: () => stopped };
}
