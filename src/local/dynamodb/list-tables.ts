import { number, text } from "../json.ts";
import type { TableOperation } from "./dynamo.ts";
import { invalid } from "./refuse.ts";

export const listTables: TableOperation = async ({ tables }, input, { region }) => {
  const limit = number(input, "Limit") ?? 100;
  if (limit < 1 || limit > 100)
    throw invalid(
      `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value ` +
        (limit < 1 ? "greater than or equal to 1" : "less than or equal to 100"),
    );
  const after = text(input, "ExclusiveStartTableName") ?? "";
  const names = tables
    .values()
    .filter((table) => table.region === region && table.name > after)
    .map(({ name }) => name)
    .sort();
  const page = names.slice(0, limit);
  const last = page.at(-1);
  return {
    TableNames: page,
    ...(names.length > limit && last !== undefined ? { LastEvaluatedTableName: last } : {}),
  };
};
