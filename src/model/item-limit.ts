import { GworldError } from "./error.ts";
import { greatestItem, itemSize } from "./item-size.ts";
import { type Item, stringOf } from "./item.ts";
import type { WorldTable } from "./names.ts";
import { tableSchemas } from "./tables.ts";

/** The size of an item in bytes. Throws `failed` for one that DynamoDB does not take. */
export function checkedSize(table: WorldTable, item: Item): number {
  const size = itemSize(item);
  if (size <= greatestItem) return size;
  const { pk, sk = "" } = tableSchemas[table];
  throw new GworldError(
    "failed",
    `An item of ${table} has ${size} bytes, and DynamoDB takes ${greatestItem}: ${stringOf(item, pk) ?? ""} ${stringOf(item, sk) ?? ""}`,
    { hint: "Make its attributes smaller, then run the same command again." },
  );
}
