import type { LogNotice } from "../../model/log-merge/receipt.ts";
import type { Tail } from "../../model/log-merge/tail.ts";

/** What goes on beside the reading of pages and adds to it. It has no clock of its own: the reading gives it turns. */
export interface Companion {
  /** Starts what is due. */
  turn(now: number): void;
  /** Lines are to wait for it now. */
  holds(now: number): boolean;
}

/** What a companion adds to, and how it is heard. */
export interface Company {
  readonly subject: Tail;
  readonly hear: (notice: LogNotice) => void;
  /** There is something new: the reading is to look now. */
  readonly wake: () => void;
  /** Ends with the reading. */
  readonly signal: AbortSignal;
}
