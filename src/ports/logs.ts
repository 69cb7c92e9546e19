import type { LogEvent } from "../model/log-line.ts";
import type { LogGroupFacts, LogStreamFacts } from "../model/log-silence.ts";
import type { LiveRequest, LiveUpdate, LogCall, LogPage } from "../model/log-merge/log-call.ts";
import type { LogQueries } from "./log-queries.ts";

export type { LiveEvent, LogEvent } from "../model/log-line.ts";

/** The log groups of an environment. */
export interface Logs {
  /** One page of FilterLogEvents, one call. Throws `notFound` when the group, or the stream that is asked for, does not exist. */
  page(call: LogCall, signal?: AbortSignal): Promise<LogPage>;
  /** All events of a range in AWS's order, page by page. Throws `notFound` when the group does not exist. */
  events(query: Omit<LogCall, "token">, signal?: AbortSignal): AsyncIterable<readonly LogEvent[]>;
  /** A Live Tail session, until the signal or its end, which is an error. Groups that do not exist are left out. */
  live(request: LiveRequest, signal: AbortSignal): AsyncIterable<LiveUpdate>;
  /** Log groups whose names begin so. */
  groups(prefix: string): Promise<readonly LogGroupFacts[]>;
  /** The streams of a group that were written to last, the newest first; one page of them. Throws `notFound`. */
  newestStreams(group: string): Promise<readonly LogStreamFacts[]>;
  readonly queries: LogQueries;
}
