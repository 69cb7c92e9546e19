import { atOnce } from "../../model/at-once.ts";
import type { Item } from "../../model/item.ts";
import type { WorldTable } from "../../model/names.ts";
import type { Rows } from "../../ports/rows.ts";
import type { Sure } from "../lease.ts";

/** So many requests at once, for speed. */
const putsAtOnce = 4;
const rowsInPut = 50;

/** Puts rows in a few requests at once, each of which asks first whether they may; `put` is told how many are there with each. */
export async function putInSets(
  rows: Rows,
  { table, items }: { table: WorldTable; items: readonly Item[] },
  { signal, sure, put }: { signal: AbortSignal; sure: Sure; put: (count: number) => void },
): Promise<void> {
  const sets = Array.from({ length: Math.ceil(items.length / rowsInPut) }, (_, set) =>
    items.slice(set * rowsInPut, (set + 1) * rowsInPut),
  );
  await atOnce(sets, { most: putsAtOnce, signal }, async (set, one) => {
    await sure();
    await rows.put(table, set, one);
    put(set.length);
  });
}
