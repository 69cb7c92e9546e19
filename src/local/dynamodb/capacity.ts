import { isObject, number, object, text, type JsonObject } from "../json.ts";

/** Sums what single actions consumed, table by table; nothing when the request does not ask for it. */
export function capacity(
  request: JsonObject,
  answers: readonly JsonObject[],
  { factor = 1, kind }: { factor?: number; kind?: "ReadCapacityUnits" | "WriteCapacityUnits" } = {},
): JsonObject {
  const wanted = text(request, "ReturnConsumedCapacity") ?? "NONE";
  if (wanted === "NONE") return {};
  const units = new Map<string, number>();
  for (const consumed of answers.map((answer) => object(answer, "ConsumedCapacity")).filter(isObject)) {
    const table = text(consumed, "TableName") ?? "";
    units.set(table, (units.get(table) ?? 0) + factor * (number(consumed, "CapacityUnits") ?? 0));
  }
  return {
    ConsumedCapacity: [...units].map(([TableName, CapacityUnits]) => ({
      TableName,
      CapacityUnits,
      ...(kind === undefined ? {} : { [kind]: CapacityUnits }),
      ...(wanted === "INDEXES"
        ? { Table: { CapacityUnits, ...(kind === undefined ? {} : { [kind]: CapacityUnits }) } }
        : {}),
    })),
  };
}
