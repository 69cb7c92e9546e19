/** Time as the local cloud sees it: milliseconds since the epoch, and timers that tests can move by hand. */
export interface LocalClock {
  now(): number;
  /** Runs the callback once after the delay; the answer cancels it. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** Timers do not keep the process alive by themselves: the server's socket does. */
export const systemClock: LocalClock = {
  now: () => Date.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};
