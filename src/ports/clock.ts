/** Time as an argument: milliseconds since the epoch, and a wait that a signal ends early without an error; a wait of 0 lets all else have its turn. */
export interface Clock {
  now(): number;
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
}
