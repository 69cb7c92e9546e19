import type { Item } from "../../model/item.ts";
import type { Rows, RowsPage, RowsQuery } from "../../ports/rows.ts";
import type { Slots } from "./slots.ts";

/**
 * The pages of a partition. The next one is on its way while one is worked on, where there is a place for it; a page has
 * its place until the next is asked for.
 */
export async function* pagesOf(
  { rows, slots, signal }: { rows: Rows; slots: Slots; signal: AbortSignal },
  query: RowsQuery,
): AsyncGenerator<readonly Item[]> {
  let places = 0;
  const fetch = async (after: string | undefined): Promise<RowsPage> => {
    await slots.take();
    places += 1;
    return rows.page({ ...query, after }, signal);
  };
  const fetchAhead = (after: string): Promise<RowsPage> | undefined => {
    if (!slots.tryTake()) return undefined;
    places += 1;
    const coming = rows.page({ ...query, after }, signal);
    // Whoever leaves early does not wait for it, nor for how it fails.
    coming.catch(() => undefined);
    return coming;
  };
  try {
    let page: RowsPage | undefined = await fetch(query.after);
    while (page !== undefined) {
      const { items, next }: RowsPage = page;
      const coming: Promise<RowsPage> | undefined = next === undefined ? undefined : fetchAhead(next);
      if (items.length > 0) yield items;
      slots.give();
      places -= 1;
      page = coming === undefined ? (next === undefined ? undefined : await fetch(next)) : await coming;
    }
  } finally {
    for (; places > 0; places -= 1) slots.give();
  }
}
