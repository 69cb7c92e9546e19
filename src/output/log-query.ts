import { durationText } from "../model/duration.ts";
import {
  insightsCost,
  insightsPrice,
  isOfTimes,
  queryMoment,
  shortName,
  type QueryRow,
  type QueryStatistics,
  type SavedQuery,
} from "../model/log-query.ts";
import { dollarsText } from "../model/prices.ts";
import type { QueryEvent } from "../operations/log-query.ts";
import type { ProgressView, Render, Style } from "../ports/io.ts";
import { bytesText, countOf, countText } from "./amount-text.ts";
import { instantText, momentText } from "./clock-text.ts";
import { flow } from "./flow.ts";
import type { EmptyAnswer } from "./log-silence.ts";
import { safeText } from "./safe-text.ts";
import { tableLines } from "./table.ts";

/** Rows as a table whose columns are as wide as their values, and on a terminal at most as wide as it; for `io.each`, which takes them in order. */
export function queryRowText(
  rows: readonly QueryRow[],
  { query, utc }: { query: string; utc: boolean },
): Render<QueryRow> {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].map((field) => ({
    title: safeText(field).replaceAll(/\s+/g, " "),
    text: isOfTimes(field, query)
      ? (row: QueryRow) => timeText(row[field], utc)
      : (row: QueryRow) => beginning(row[field]),
    ...(rows.every((row) => isNumber(row[field])) && { align: "right" as const }),
  }));
  let lines: readonly string[] = [];
  let next = 0;
  return (_row, style) => {
    if (next === 0) lines = tableLines(rows, columns, style);
    next += 1;
    const line = lines[next] ?? "";
    return next === 1 ? `${lines[0] ?? ""}\n${line}` : line;
  };
}

/** Longer values are cut in a table, in UTF-16 units; --json has them whole. */
const longest = 16_384;
const beginning = (value: string | undefined) =>
  value === undefined || value.length <= longest ? value : `${value.slice(0, longest)}…`;

/** Logs Insights tells moments in UTC, without saying so. */
function timeText(value: string | undefined, utc: boolean): string | undefined {
  const at = value === undefined ? undefined : queryMoment(value);
  return at === undefined ? beginning(value) : instantText(at, utc);
}

const isNumber = (value: string | undefined) => value === undefined || /^-?\d+(?:\.\d+)?$/.test(value);

/** Saved queries with their text, each under its name. */
export const savedQueryText =
  (prefix: string): Render<SavedQuery> =>
  (query, style) =>
    [style.bold(`@${shortName(query, prefix)}`), ...query.query.split("\n").map((line) => `  ${safeText(line)}`)].join(
      "\n",
    );

export const nothingSaved = (environment: string) =>
  `No queries are saved for ${environment}. gworld deploy -e ${environment} saves some with the monitoring stack.`;

/** On a terminal what has been looked at so far; elsewhere the beginning and the end. */
export function queryProgress({ utc }: { utc: boolean }): ProgressView<QueryEvent> {
  return {
    line: (event) => (event.kind === "queryRunning" ? undefined : eventText(event, utc)),
    frame() {
      let begun: QueryEvent | undefined;
      let last: QueryEvent | undefined;
      return {
        fold(event) {
          begun ??= event;
          last = event;
        },
        draw: (now: number, { width }: Style) =>
          [...new Set([begun, last])]
            .flatMap((event) => (event === undefined ? [] : [eventText(event, utc, now - (begun?.at ?? now))]))
            .map((text) => flow(text.split(" "), { width: width - 1, indent: 2 }))
            .join("\n"),
      };
    },
  };
}

function eventText(event: QueryEvent, utc: boolean, elapsed?: number): string {
  if (event.kind === "queryStarted") {
    const range = `from ${momentText(event.from, utc)} to ${momentText(event.to, utc)}`;
    return `Logs Insights over ${countOf(event.groups.length, "log group")} ${range}; at most 10,000 rows where the query has no limit of its own (up to 100,000).`;
  }
  const after = elapsed === undefined ? "" : `  ${durationText(elapsed)}`;
  const what = statusWords[event.status];
  const rows = event.kind === "queryEnded" ? `${countOf(event.rows, "row")}${cutText(event)}; ` : "";
  return `${what}: ${rows}${scannedText(event)}${after}`;
}

const cutText = ({ truncated }: { readonly truncated?: true }) =>
  truncated ? ", as many as the limit lets through (| limit 100000 at most)" : "";

const statusWords = {
  waiting: "Waiting",
  running: "Running",
  complete: "Complete",
  failed: "Failed",
  cancelled: "Stopped",
  timedOut: "Timed out",
} as const;

const scannedText = ({ matched, scanned, bytes }: QueryStatistics) =>
  `${countText(matched)} of ${countOf(scanned, "record")} matched, ${bytesText(bytes)} scanned, ${costText(insightsCost({ bytes }))} ($${insightsPrice.perGB} per GB in ${insightsPrice.region})`;

const costText = (dollars: number) => (dollars < 0.01 ? dollarsText(dollars) : `about ${dollarsText(dollars)}`);

/** Rows of a query that did not come to its end are not all there are. */
export const partialText = (rows: number): string =>
  rows === 0
    ? "The query did not come to its end, and had no rows until then."
    : `These are ${countOf(rows, "row")} of a query that did not come to its end: there may be more, and sums may be too small.`;

/** What is said where a query has no rows. */
export function noRows(
  { matched, scanned }: QueryStatistics,
  { environment, at, services }: { environment: string; at: number; services: readonly string[] },
): EmptyAnswer {
  const again = ["gworld logs", ...services, "-e", environment, "--since 1d"].join(" ");
  const [text, next] =
    scanned === 0
      ? ["No rows: nothing was logged in this range.", `${again} --insights ... looks further back.`]
      : [
          `No rows: ${countText(matched)} of ${countOf(scanned, "record")} matched.`,
          `Loosen the filter, or see what is there: ${again} --insights 'fields @timestamp, @message | limit 20'`,
        ];
  return { kind: "empty", at, reason: "noRows", missing: [], text, next };
}
