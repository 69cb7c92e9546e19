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
  /** Lines that Live Tail told first. */
  readonly live: number;
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
  /** Live Tail left out lines, which the sweep then brings. */
  | { readonly kind: "sampled" }
  | { readonly kind: "live" }
  | { readonly kind: "notLive"; readonly reason: string; readonly again: boolean }
  | { readonly kind: "noTasks"; readonly reason: string }
  | { readonly kind: "steady"; readonly services: readonly string[] }
  | { readonly kind: "unsteady" }
  | { readonly kind: "ahead"; readonly service: string; readonly task: string; readonly milliseconds: number }
  | { readonly kind: "missing" | "appeared" | "crowded"; readonly group: string };
