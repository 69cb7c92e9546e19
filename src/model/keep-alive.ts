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
  /** True for an error after which it is asked for beyond its end: for what is done with it only after a renewal. */
  readonly outlasts?: ((error: unknown) => boolean) | undefined;
}

/** Keeps what is ours for a time by renewing it, until `over`. Without an answer it stays ours until it ends. */
export async function keepAlive({ wait, every, left, renew, lose, outlasts }: Kept, over: AbortSignal): Promise<void> {
  let outlasted = false;
  const asked = () =>
    renew().catch((error: unknown) => {
      outlasted ||= outlasts?.(error) ?? false;
      return undefined;
    });
  for (;;) {
    await wait(every, over);
    if (over.aborted) return;
    const answered = new AbortController();
    const patience = outlasted && left() <= 0 ? every : Math.max(0, left());
    const ours = await Promise.race([
      asked(),
      wait(patience, AbortSignal.any([over, answered.signal])).then(() => undefined),
    ]);
    answered.abort();
    if (over.aborted) return;
    if (ours === true) outlasted = false;
    if (ours === false || (ours === undefined && left() <= 0 && !outlasted)) return lose();
  }
}
