import type { LogQuery, QueryAnswer, SavedQuery } from "../model/log-query.ts";

/** CloudWatch Logs Insights in one Region. */
export interface LogQueries {
  /** Starts a query; the answer is its ID. Throws `usage` with the place of the mistake for one that cannot be read. */
  start(query: LogQuery): Promise<string>;
  /** What there is of it now; all rows when it is complete. */
  answer(id: string, signal?: AbortSignal): Promise<QueryAnswer>;
  /** Nothing more is scanned. No error where it has ended already. */
  stop(id: string): Promise<void>;
  /** Saved queries whose names begin so. */
  saved(prefix: string): Promise<readonly SavedQuery[]>;
}
