/** The person's pager, which takes over the terminal when an answer becomes longer than the screen. */
export interface Pager {
  /** Aborts when the person leaves it before the end. */
  readonly left: AbortSignal;
  /** Waits until it has taken what was printed; at once where none is open. */
  taken(): Promise<void>;
  /** Runs this now, or when the terminal is ours again: for what would be written across the pager's screen. */
  aside(say: () => void): void;
  /** Nothing more comes: waits until the person leaves it. Idempotent. */
  end(): Promise<void>;
}
