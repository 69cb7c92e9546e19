import type { CloudWatchLogs, GetQueryResultsCommandOutput, ResultField } from "@aws-sdk/client-cloudwatch-logs";
import { rejectedAs } from "../model/aws-error.ts";
import { GworldError } from "../model/error.ts";
import { isRecord } from "../model/json.ts";
import { mistake } from "../model/log-filter/mistake.ts";
import type { LogQuery, QueryRow, QueryStatus, SavedQuery } from "../model/log-query.ts";
import type { LogQueries } from "../ports/log-queries.ts";
import type { AwsClients } from "./clients.ts";
import { explain } from "./explain.ts";

/** Logs Insights in one Region. */
export function insights(clients: AwsClients): LogQueries {
  const call = <T>(action: string, run: (client: CloudWatchLogs) => Promise<T>) =>
    explain(clients, `logs:${action}`, async () => run(await clients.logs()));
  return {
    async start(query) {
      try {
        return await call("StartQuery", (client) => startQuery(client, query));
      } catch (error) {
        throw rejectedAs(error, "MalformedQueryException")
          ? malformed(query.text, error.awsMessage, error.cause)
          : error;
      }
    },
    answer: (id, signal) =>
      call("GetQueryResults", async (client) => {
        const page = (nextToken?: string) =>
          client.getQueryResults(
            { queryId: id, ...(nextToken !== undefined && { nextToken }) },
            { ...(signal !== undefined && { abortSignal: signal }) },
          );
        const first = await page();
        const rows = rowsOf(first);
        for (let { nextToken } = first; nextToken !== undefined && first.status === "Complete";) {
          const next = await page(nextToken);
          rows.push(...rowsOf(next));
          nextToken = next.nextToken;
        }
        const { recordsMatched = 0, recordsScanned = 0, bytesScanned = 0 } = first.statistics ?? {};
        const statistics = { matched: recordsMatched, scanned: recordsScanned, bytes: bytesScanned };
        return { status: statuses[first.status ?? ""] ?? "running", rows, statistics };
      }),
    async stop(id) {
      try {
        await call("StopQuery", (client) => client.stopQuery({ queryId: id }));
      } catch (error) {
        // It has ended in between.
        if (!rejectedAs(error, "InvalidParameterException")) throw error;
      }
    },
    saved: (prefix) => call("DescribeQueryDefinitions", (client) => savedQueries(client, prefix)),
  };
}

/** Rows of a request that says no number, which cuts what the query itself says, and the most there can be. */
const standardLimit = 10_000;
const mostRows = 100_000;

/** Times are seconds, and both ends are within. */
async function startQuery(client: CloudWatchLogs, { text, groups, from, to }: LogQuery): Promise<string> {
  const limit = Math.min(mostRows, Number(/\|\s*limit\s+(\d+)\s*$/i.exec(text)?.[1] ?? standardLimit));
  const { queryId } = await client.startQuery({
    queryString: text,
    logGroupNames: [...groups],
    startTime: Math.floor(from / 1_000),
    endTime: Math.ceil(to / 1_000),
    ...(limit > standardLimit && { limit }),
  });
  if (queryId !== undefined) return queryId;
  throw new GworldError("failed", "Logs Insights has started a query and not told its ID.", { hint: "Try again." });
}

const statuses: Readonly<Record<string, QueryStatus>> = {
  Scheduled: "waiting",
  Running: "running",
  Complete: "complete",
  Failed: "failed",
  Cancelled: "cancelled",
  Timeout: "timedOut",
};

const rowsOf = ({ results = [] }: GetQueryResultsCommandOutput) => results.map(rowOf);

/** `@ptr` is a pointer for GetLogRecord, and says nothing. */
const rowOf = (fields: readonly ResultField[]): QueryRow =>
  Object.fromEntries(
    fields.flatMap(({ field, value = "" }) =>
      field === undefined || field === "@ptr" ? [] : [[field, value] as const],
    ),
  );

async function savedQueries(client: CloudWatchLogs, prefix: string): Promise<readonly SavedQuery[]> {
  const found: SavedQuery[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.describeQueryDefinitions({
      queryDefinitionNamePrefix: prefix,
      ...(nextToken !== undefined && { nextToken }),
    });
    for (const { name, queryString, logGroupNames = [] } of page.queryDefinitions ?? [])
      if (name !== undefined && queryString !== undefined)
        found.push({ name, query: queryString, groups: logGroupNames });
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return found;
}

function malformed(text: string, words: string, cause: unknown): GworldError {
  const what = `Logs Insights cannot read the query: ${words}`;
  const hint = "Commands stand between |, texts in quotes: filter level = 'error' | stats count(*) by msg";
  const at = offsetOf(cause);
  return at === undefined ? new GworldError("usage", what, { hint, cause }) : mistake(what, text, { at, hint });
}

function offsetOf(cause: unknown): number | undefined {
  const error = isRecord(cause) || cause instanceof Error ? cause : {};
  const compile = "queryCompileError" in error ? error.queryCompileError : undefined;
  const location = isRecord(compile) ? compile["location"] : undefined;
  const at = isRecord(location) ? location["startCharOffset"] : undefined;
  return typeof at === "number" ? at : undefined;
}
