import type { Ground } from "../../resource.ts";
import type { Operation } from "../../service.ts";
import type { Table } from "../../store.ts";
import type { LogsState } from "../state.ts";
import { type Definition, definitionOperations } from "./definitions.ts";
import { describeQueries } from "./describe-queries.ts";
import { getQueryResults } from "./get-query-results.ts";
import { openQueries } from "./queries.ts";
import { startQuery } from "./start-query.ts";
import { stopQuery } from "./stop-query.ts";

/** CloudWatch Logs Insights. */
export function insightsOperations(
  state: LogsState,
  ground: Ground,
  definitions: Table<Definition>,
): Readonly<Record<string, Operation>> {
  const queries = openQueries(state, ground);
  return {
    StartQuery: (input, call) => startQuery(state, queries, input, call),
    GetQueryResults: (input, call) => getQueryResults(queries, input, call),
    StopQuery: (input, call) => stopQuery(queries, input, call),
    DescribeQueries: (input, call) => describeQueries(queries, input, call),
    ...definitionOperations(definitions, ground),
  };
}
