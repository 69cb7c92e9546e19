import type { LogEvent } from "../model/log-line.ts";
import type { LiveRequest, LiveUpdate, LogCall, LogPage } from "../model/log-merge/log-call.ts";

export type { LiveEvent, LogEvent } from "../model/log-line.ts";

/** The log groups of an environment. */
export interface Logs {
  /** One page of FilterLogEvents, one call. Throws `notFound` when the group, or the stream that is asked for, does not exist. */
  page(call: LogCall, signal?: AbortSignal): Promise<LogPage>;
  /** All events of a range in AWS's order, page by page. Throws `notFound` when the group does not exist. */
  events(query: Omit<LogCall, "token">, signal?: AbortSignal): AsyncIterable<readonly LogEvent[]>;
  /** A Live Tail session, until the signal or its end, which is an error. Groups that do not exist are left out. */
  live(request: LiveRequest, signal: AbortSignal): AsyncIterable<LiveUpdate>;
  /** Names of log groups that begin so. */
  groups(prefix: string): Promise<readonly string[]>;
}
