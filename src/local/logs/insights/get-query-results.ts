import { type JsonObject, text } from "../../json.ts";
import type { Call } from "../../service.ts";
import { within } from "../page.ts";
import { invalid } from "../state.ts";
import type { Queries } from "./queries.ts";
import type { QueryRun } from "./run.ts";

const most = 10_000;

/** GetQueryResults: pages of at most 10,000; until the query is complete there are none. */
export function getQueryResults(queries: Queries, input: JsonObject, { region }: Call): JsonObject {
  const run = queries.get(text(input, "queryId"), region);
  const start = startOf(run, text(input, "nextToken"));
  const end = start + within(input, "maxItems", { standard: most, most });
  return {
    queryLanguage: "CWLI",
    status: run.status,
    results: run.results.slice(start, end),
    statistics: {
      recordsMatched: run.counts.matched,
      recordsScanned: run.counts.scanned,
      estimatedRecordsSkipped: 0,
      bytesScanned: run.counts.bytes,
      estimatedBytesSkipped: 0,
      logGroupsScanned: run.groups.length,
    },
    nextToken: end < run.results.length ? Buffer.from(`${run.id} ${end}`).toString("base64url") : undefined,
  };
}

function startOf({ id }: QueryRun, token: string | undefined): number {
  if (token === undefined) return 0;
  const [from, start] = Buffer.from(token, "base64url").toString().split(" ");
  if (from !== id) throw invalid("The specified nextToken is invalid.");
  return Number(start);
}
