import { type JsonObject, text } from "../../json.ts";
import { pageInOrder } from "../../paging.ts";
import type { Call } from "../../service.ts";
import { within } from "../page.ts";
import { invalid } from "../state.ts";
import type { Queries } from "./queries.ts";

/** DescribeQueries: the newest first, by group and by status. */
export function describeQueries(queries: Queries, input: JsonObject, { region }: Call): JsonObject {
  const group = text(input, "logGroupName");
  const status = text(input, "status");
  const runs = queries
    .list(region)
    .filter(
      (run) =>
        (group === undefined || run.groups.some(({ name }) => name === group)) && run.status === (status ?? run.status),
    );
  const limit = within(input, "maxResults", { standard: 1_000, most: 1_000 });
  const found = pageInOrder(runs, ({ id }) => id, { token: text(input, "nextToken"), limit });
  if (!found) throw invalid("The specified nextToken is invalid.");
  return {
    queries: found.page.map((run) => ({
      queryLanguage: "CWLI",
      queryId: run.id,
      queryString: run.queryString,
      status: run.status,
      createTime: run.createTime,
      logGroupName: run.groups.at(0)?.name,
      bytesScanned: run.counts.bytes,
    })),
    nextToken: found.next,
  };
}
