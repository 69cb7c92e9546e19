/** A wait that a signal ends early. */
type Wait = (milliseconds: number, signal: AbortSignal) => Promise<void>;

export interface Kept {
  readonly wait: Wait;
  /** How often a sign of life is given, in milliseconds. */
  readonly every: number;
  /** How long it stays ours without one. */
  readonly left: () => number;
  /** False when it is another's; throws where there was no answer. */
  readonly renew: () => Promise<boolean>;
  readonly lose: () => void;
}

/** Keeps what is ours for a time by renewing it, until `over`. Without an answer it stays ours until it ends. */
export async function keepAlive({ wait, every, left, renew, lose }: Kept, over: AbortSignal): Promise<void> {
  for (;;) {
    await wait(every, over);
    if (over.aborted) return;
    const answered = new AbortController();
    const ours = await Promise.race([
      renew().catch(() => undefined),
      wait(Math.max(0, left()), AbortSignal.any([over, answered.signal])).then(() => undefined),
    ]);
    answered.abort();
    if (over.aborted) return;
    if (ours === false || (ours === undefined && left() <= 0)) return lose();
  }
}
