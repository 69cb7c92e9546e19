/** What a reading of logs can say of itself at its end. */
export interface Receipt {
  /** Lines released in time order. */
  readonly shown: number;
  /** Of them, lines that came after a later one had been shown. */
  readonly late: number;
  /** Milliseconds of the latest one. */
  readonly latest: number;
  /** Lines shown beside them for being near; counted where neighbours were asked for. */
  readonly neighbours?: number;
  /** Lines that were read and not shown, because they did not pass the filter. */
  readonly filtered: number;
  /** Events that AWS returned again and were not shown again. */
  readonly repeated: number;
  readonly calls: number;
  readonly throttled: number;
  /** Times the connection was lost. */
  readonly outages: number;
}

/** What a person should know while it goes on. */
export type LogNotice =
  | { readonly kind: "lost"; readonly reason: string }
  | { readonly kind: "back"; readonly milliseconds: number }
  | { readonly kind: "throttled" }
  | { readonly kind: "unfiltered" }
  | { readonly kind: "missing" | "appeared" | "crowded"; readonly group: string };
