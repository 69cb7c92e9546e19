import type { Item } from "../../model/item.ts";
import type { Rows, RowsPage, RowsQuery } from "../../ports/rows.ts";

/** The pages of a partition; the next one is on its way while one is worked on. */
export async function* pagesOf(rows: Rows, query: RowsQuery, signal: AbortSignal): AsyncGenerator<readonly Item[]> {
  let coming: Promise<RowsPage> | undefined = rows.page(query, signal);
  while (coming !== undefined) {
    const page: RowsPage = await coming;
    coming = page.next === undefined ? undefined : rows.page({ ...query, after: page.next }, signal);
    // Whoever leaves early does not wait for it, nor for how it fails.
    coming?.catch(() => undefined);
    if (page.items.length > 0) yield page.items;
  }
}
