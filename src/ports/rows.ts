import type { Item } from "../model/item.ts";
import type { WorldTable } from "../model/names.ts";

export interface RowsQuery {
  readonly table: WorldTable;
  /** The whole partition key. */
  readonly partition: string;
  /** Sort keys greater than this one. */
  readonly after?: string | undefined;
  /** Sort keys up to and with this one. */
  readonly through?: string | undefined;
}

export interface RowsPage {
  readonly items: readonly Item[];
  /** The sort key to go on after; undefined at the end. Pages may be empty before it. */
  readonly next: string | undefined;
  /** Read request units it took. */
  readonly units: number;
}

export interface RowKey {
  readonly pk: string;
  readonly sk?: string | undefined;
}

/** What rows may take of a table's throughput, in request units a second. */
export interface RowLimits {
  readonly maxReadUnits?: number | undefined;
  readonly maxWriteUnits?: number | undefined;
  /** Told when DynamoDB throttles and work slows down: once a second at most. */
  readonly throttled?: ((action: string) => void) | undefined;
}

/**
 * Rows of the world tables in wire form. Throttled calls and unprocessed items are repeated with growing waits, without
 * end, until the signal ends them: nothing is dropped. Calls beyond what DynamoDB bears wait for their turn.
 */
export interface Rows {
  /** One strongly consistent page of a partition, in sort-key order. */
  page(query: RowsQuery, signal?: AbortSignal): Promise<RowsPage>;
  /** Writes all items, in requests of at most 25 items and 16 MB; returns the write request units. Repeating it is harmless. */
  put(table: WorldTable, items: readonly Item[], signal?: AbortSignal): Promise<number>;
  /** Removes all these; absent ones are no error. */
  remove(table: WorldTable, keys: readonly RowKey[], signal?: AbortSignal): Promise<number>;
}
