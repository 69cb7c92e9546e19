import type { LiveEvent, LogEvent } from "../log-line.ts";

/** One FilterLogEvents request. */
export interface LogCall {
  readonly group: string;
  /** This stream alone, by its whole name. */
  readonly stream?: string | undefined;
  readonly from: number;
  readonly to?: number | undefined;
  readonly token?: string | undefined;
  /** A filter pattern: only events that match come back, as CloudWatch Logs understands it. */
  readonly pattern?: string | undefined;
}

/** One page of its answer. Pages of a query are sorted by time; only a missing `next` ends them, an empty page does not. */
export interface LogPage {
  /** Its events, some at a time: they are taken apart when they are wanted, and only once. */
  readonly parts: Iterable<readonly LogEvent[]>;
  readonly next?: string | undefined;
  /** The server's clock, when the answer told it. */
  readonly serverTime?: number | undefined;
  /** The call was throttled before it succeeded. */
  readonly throttled?: boolean | undefined;
}

/** A Live Tail session: what is ingested from now on. */
export interface LiveRequest {
  readonly groups: readonly string[];
  readonly pattern?: string | undefined;
}

/** What a Live Tail session tells each second. The first one only says that it runs. */
export interface LiveUpdate {
  readonly events: readonly LiveEvent[];
  /** There were more than 500: the rest was left out. */
  readonly sampled: boolean;
}

/** missing: no such group. expired: the token is no longer good. The other two say that the same call may succeed later. */
export type CallFailure = "missing" | "throttled" | "unreachable" | "expired";
