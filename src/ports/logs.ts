/** A log event as CloudWatch Logs gives it. Times in milliseconds; the message is untrusted text. */
export interface LogEvent {
  readonly id: string;
  readonly group: string;
  readonly stream: string;
  readonly timestamp: number;
  readonly ingestionTime: number;
  readonly message: string;
}

export interface LogQuery {
  readonly group: string;
  readonly from: number;
  readonly to?: number | undefined;
  readonly pattern?: string | undefined;
}

/** The log groups of an environment. */
export interface Logs {
  /** All events of a range in AWS's order, page by page. Throws `notFound` when the group does not exist. */
  events(query: LogQuery, signal?: AbortSignal): AsyncIterable<readonly LogEvent[]>;
  groups(prefix: string): Promise<readonly string[]>;
}
