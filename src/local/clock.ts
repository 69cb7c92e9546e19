/** Time as the local cloud sees it: milliseconds since the epoch, and timers that tests can move by hand. */
export interface LocalClock {
  now(): number;
  /** Runs the callback once after the delay; the answer cancels it. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** Timers keep the process alive until they ran: whoever stops cancels what it waits for. */
export const systemClock: LocalClock = {
  now: () => Date.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};
