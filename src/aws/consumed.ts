import { isRecord, listOf } from "../model/json.ts";

/** Request units of a ConsumedCapacity, which is one for a query and a list by table for a batch. */
export const unitsOf = (capacity: unknown): number =>
  listOf(capacity).reduce<number>((sum, one) => {
    const units: unknown = isRecord(one) ? one["CapacityUnits"] : 0;
    return sum + (typeof units === "number" ? units : 0);
  }, 0);
