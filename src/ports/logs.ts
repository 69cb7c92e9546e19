import type { LogEvent } from "../model/log-line.ts";
import type { LogCall, LogPage } from "../model/log-merge/log-call.ts";

export type { LogEvent } from "../model/log-line.ts";

/** The log groups of an environment. */
export interface Logs {
  /** One page of FilterLogEvents, one call. Throws `notFound` when the group, or the stream that is asked for, does not exist. */
  page(call: LogCall, signal?: AbortSignal): Promise<LogPage>;
  /** All events of a range in AWS's order, page by page. Throws `notFound` when the group does not exist. */
  events(query: Omit<LogCall, "token">, signal?: AbortSignal): AsyncIterable<readonly LogEvent[]>;
  /** Names of log groups that begin so. */
  groups(prefix: string): Promise<readonly string[]>;
}
