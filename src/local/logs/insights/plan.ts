import type { Expression, Scope } from "./expression.ts";
import type { Row } from "./row.ts";

/** Where rows go, one by one; `end` comes after the last. */
export interface Sink {
  add(row: Row): void;
  end(): void;
}

/** What a command does to the rows on their way. */
export type Stage = (next: Sink) => Sink;

export interface Column {
  readonly name: string;
  readonly read: Expression;
}

/** A query as far as its commands have been read. */
export interface Plan {
  scope: Scope;
  readonly stages: Stage[];
  /** What results show, by what said it; `display` and `stats` come before `fields`. */
  shown: { readonly by: "nothing" | "fields" | "stats" | "display"; readonly names: readonly string[] };
  /** How many rows the `sort` just read needs to keep: those of a `limit` right behind it. */
  sorted: { most: number } | undefined;
  /** Rows are log events still, and no aggregates. */
  areEvents: boolean;
  /** After so many stages a row counts as matched. */
  matchedAfter: number;
  /** Filters that come later say nothing about which events match. */
  isMatchingOver: boolean;
}

/** A stage that lets pass, changes or drops rows one by one; undefined drops. */
export const eachRow =
  (run: (row: Row) => boolean): Stage =>
  (next) => ({
    add: (row) => {
      if (run(row)) next.add(row);
    },
    end: () => next.end(),
  });
