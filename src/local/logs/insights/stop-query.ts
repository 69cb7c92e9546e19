import { type JsonObject, text } from "../../json.ts";
import type { Call } from "../../service.ts";
import { invalid } from "../state.ts";
import { isActive, type Queries } from "./queries.ts";

/** StopQuery: an error when the query has ended already. */
export function stopQuery(queries: Queries, input: JsonObject, { region }: Call): JsonObject {
  const run = queries.get(text(input, "queryId"), region);
  if (!isActive(run)) throw invalid("Provided query is already in a terminal state");
  run.status = "Cancelled";
  return { success: true };
}
