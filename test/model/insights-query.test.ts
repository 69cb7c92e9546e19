import { expect, test } from "vitest";
import { insightsQuery } from "../../src/model/insights-query.ts";
import { filterParts, type FilterFlags } from "../../src/model/log-filter/asked.ts";

const query = (filter: string) =>
  `fields @timestamp, @logStream, @message${filter} | sort @timestamp desc | limit 1000`;

test.each<{ flags: Omit<FilterFlags, "exclude"> & { exclude?: readonly string[] }; filter: string }>([
  { flags: {}, filter: "" },
  { flags: { level: "error" }, filter: ' | filter level in ["error", "fatal"]' },
  { flags: { world: "w-1", task: "9f" }, filter: ' | filter worldId = "w-1" and @logStream like "/9f"' },
  {
    flags: { grep: "a/b", exclude: ["x"] },
    filter: String.raw` | filter @message like /a\/b/ and @message not like /x/`,
  },
  { flags: { where: "fields.ms > 5", agent: 'a"1' }, filter: String.raw` | filter agentId = "a\"1"` },
])("$flags", ({ flags, filter }) => {
  expect(insightsQuery(filterParts({ exclude: [], ...flags }))).toBe(query(filter));
});
