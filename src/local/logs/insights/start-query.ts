import { type JsonObject, text } from "../../json.ts";
import { violation } from "../../required.ts";
import type { Call } from "../../service.ts";
import { listOf, timeOf, within } from "../page.ts";
import type { GroupRow } from "../rows.ts";
import { identifiedGroup, invalid, type LogsState } from "../state.ts";
import { queryOf } from "./query.ts";
import { notThere } from "./refuse.ts";
import type { Queries } from "./queries.ts";

const mostGroups = 50;
const mostCharacters = 10_000;
/** Results of a query that says no number, and the most it can say (API reference). */
const limits = { standard: 10_000, most: 100_000 };

/** StartQuery: times are seconds, and the range includes both its ends. */
export function startQuery(state: LogsState, queries: Queries, input: JsonObject, { region }: Call): JsonObject {
  const queryString = queryStringOf(input);
  const groups = queriedGroups(state, input, region);
  const from = timeOf(input, "startTime");
  const to = timeOf(input, "endTime");
  if (from === undefined || to === undefined) throw invalid("startTime and endTime are required.");
  if (from > to) throw invalid("End time should not be less than start time.");
  const query = queryOf(queryString);
  return {
    queryId: queries.start(
      { region, queryString, groups },
      { query, range: { from: from * 1000, to: to * 1000 }, limit: within(input, "limit", limits) },
    ),
  };
}

function queryStringOf(input: JsonObject): string {
  const language = text(input, "queryLanguage") ?? "CWLI";
  if (language !== "CWLI") throw notThere(`query language ${language}`);
  const queryString = text(input, "queryString") ?? "";
  if (queryString.length > mostCharacters)
    throw invalid(
      violation("queryString", queryString, `Member must have length less than or equal to ${mostCharacters}`),
    );
  return queryString;
}

/** By exactly one of three parameters. */
function queriedGroups(state: LogsState, input: JsonObject, region: string): readonly GroupRow[] {
  const name = text(input, "logGroupName");
  const given = [
    name === undefined ? [] : [name],
    listOf(input, "logGroupNames", mostGroups),
    listOf(input, "logGroupIdentifiers", mostGroups),
  ].filter((names) => names.length > 0);
  if (given.length !== 1)
    throw invalid("Exactly one of logGroupName, logGroupNames and logGroupIdentifiers must be specified.");
  const groups = given.flat().map((identifier) => identifiedGroup(state, identifier, region));
  return [...new Map(groups.map((group) => [group.id, group])).values()];
}
