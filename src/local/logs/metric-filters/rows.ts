import { isObject, type JsonObject } from "../../json.ts";
import type { Ground } from "../../resource.ts";
import { rowWith } from "../../row.ts";
import type { Table } from "../../store.ts";

/** A metric filter of a log group: what matches its pattern is published. */
export interface MetricFilterRow {
  readonly region: string;
  readonly logGroupName: string;
  readonly filterName: string;
  readonly filterPattern: string;
  /** As PutMetricFilter takes them. */
  readonly metricTransformations: readonly JsonObject[];
  readonly creationTime: number;
  /** Of the stack step that made it. */
  readonly token?: string | undefined;
}

export const metricFilters = ({ store }: Pick<Ground, "store">): Table<MetricFilterRow> =>
  store.table(
    "logs-metric-filters",
    rowWith<MetricFilterRow>("region", "logGroupName", "filterName", "metricTransformations"),
  );

/** The last minute since the epoch in which events came in for a filter that has a default value. */
export interface FilterMinute {
  readonly minute: number;
  readonly matched: boolean;
}

export const filterMinutes = ({ store }: Pick<Ground, "store">): Table<FilterMinute> =>
  store.table(
    "logs-metric-filter-minutes",
    (value): value is FilterMinute =>
      isObject(value) && typeof value["minute"] === "number" && typeof value["matched"] === "boolean",
  );

export const filterKey = (region: string, group: string, name: string): string => `${region} ${group} ${name}`;

/** The filters of a group, in the order of their names. */
export const filtersOf = (
  filters: Table<MetricFilterRow>,
  { region, name }: { readonly region: string; readonly name: string },
): readonly MetricFilterRow[] =>
  filters
    .values()
    .filter((row) => row.region === region && row.logGroupName === name)
    .sort((a, b) => (a.filterName < b.filterName ? -1 : 1));
