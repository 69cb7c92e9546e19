import type { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";

/** The Date header of answers, which the SDK does not hand out. */
export interface ServerDates {
  /** Makes a client note the dates of its answers; once a client. */
  watch(client: CloudWatchLogs): CloudWatchLogs;
  /** When the server gave this answer, in milliseconds; the middle of the second the header names. */
  of(output: object): number | undefined;
}

export function serverDates(): ServerDates {
  const dates = new WeakMap<object, number>();
  const watched = new WeakSet<CloudWatchLogs>();
  return {
    watch(client) {
      if (watched.has(client)) return client;
      watched.add(client);
      client.middlewareStack.add(
        (next) => async (args) => {
          const result = await next(args);
          const date = dateOf(result.response);
          if (date !== undefined && result.output !== undefined) dates.set(result.output, date);
          return result;
        },
        { step: "deserialize", priority: "high", name: "gworldServerDate", override: true },
      );
      return client;
    },
    of: (output) => dates.get(output),
  };
}

function dateOf(response: unknown): number | undefined {
  if (typeof response !== "object" || response === null || !("headers" in response)) return undefined;
  const { headers } = response;
  if (typeof headers !== "object" || headers === null || !("date" in headers)) return undefined;
  const date = typeof headers.date === "string" ? Date.parse(headers.date) : Number.NaN;
  return Number.isNaN(date) ? undefined : date + 500;
}
