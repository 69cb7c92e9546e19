import { isObject, type JsonObject, list, text, texts } from "../../json.ts";
import { pageInOrder } from "../../paging.ts";
import type { Operation } from "../../service.ts";
import { within } from "../page.ts";
import { compilePattern } from "../pattern/compile.ts";
import { groupOf, invalid, type LogsState, notFound } from "../state.ts";
import { extract, wordsOf } from "./extract.ts";
import { filterKey, filtersOf, type MetricFilterRow } from "./rows.ts";

export const metricFilterOperations = (state: LogsState): Readonly<Record<string, Operation>> => ({
  PutMetricFilter: (input, { region }) => {
    putMetricFilter(state, input, region);
    return {};
  },
  DescribeMetricFilters: (input, { region }) => describe(state, input, region),
  DeleteMetricFilter: (input, { region }) => {
    const key = filterKey(region, groupOf(state, input, region).name, text(input, "filterName") ?? "");
    if (!state.filters.get(key)) throw notFound("The specified metric filter does not exist.");
    state.filters.delete(key);
    return {};
  },
  TestMetricFilter: (input) => test(input),
});

/** Makes or replaces a filter of that name; a group has at most a hundred. */
export function putMetricFilter(state: LogsState, input: JsonObject, region: string, token?: string): MetricFilterRow {
  const { name: logGroupName, ...group } = groupOf(state, input, region);
  const filterName = text(input, "filterName") ?? "";
  if (!/^[^:*]{1,512}$/.test(filterName)) throw invalid("filterName must have 1 to 512 characters without : and *.");
  const filterPattern = text(input, "filterPattern") ?? "";
  compilePattern(filterPattern);
  const metricTransformations = list(input, "metricTransformations").filter(isObject);
  metricTransformations.forEach(checkTransformation);
  if (metricTransformations.length !== 1) throw invalid("metricTransformations must have exactly one member.");
  const key = filterKey(region, logGroupName, filterName);
  const before = state.filters.get(key);
  if (!before && filtersOf(state.filters, { ...group, name: logGroupName }).length >= mostFilters)
    throw invalid("A log group can have at most 100 metric filters.");
  const creationTime = before?.creationTime ?? state.now();
  const made = { region, logGroupName, filterName, filterPattern, metricTransformations, creationTime };
  state.filters.put(key, { ...made, token });
  return { ...made, token };
}

const mostFilters = 100;

function checkTransformation(transformation: JsonObject) {
  for (const key of ["metricName", "metricNamespace", "metricValue"])
    if (!text(transformation, key)) throw invalid(`${key} is required in metricTransformations.`);
  const hasDimensions = isObject(transformation["dimensions"]) && Object.keys(transformation["dimensions"]).length > 0;
  if (hasDimensions && text(transformation, "defaultValue") !== undefined)
    throw invalid("Invalid metric transformation: dimensions and default value are mutually exclusive properties.");
}

function describe(state: LogsState, input: JsonObject, region: string): JsonObject {
  const group = text(input, "logGroupName") === undefined ? undefined : groupOf(state, input, region).name;
  const prefix = text(input, "filterNamePrefix") ?? "";
  const [name, namespace] = [text(input, "metricName"), text(input, "metricNamespace")];
  if ((name === undefined) !== (namespace === undefined))
    throw invalid("metricName and metricNamespace must be given together.");
  const found = state.filters
    .values()
    .filter((row) => row.region === region && (group ?? row.logGroupName) === row.logGroupName)
    .filter((row) => row.filterName.startsWith(prefix))
    .filter(
      ({ metricTransformations: [first] }) =>
        name === undefined || (text(first, "metricName") === name && text(first, "metricNamespace") === namespace),
    )
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const limit = within(input, "limit", { standard: 50, most: 50 });
  const page = pageInOrder(found, keyOf, { token: text(input, "nextToken"), limit });
  if (!page) throw invalid("The specified nextToken is invalid.");
  return {
    metricFilters: page.page.map(({ region: _region, token: _token, ...told }) => told),
    nextToken: page.next,
  };
}

const keyOf = ({ region, logGroupName, filterName }: MetricFilterRow) => filterKey(region, logGroupName, filterName);

/** Events that match, by their number, with what the pattern's words stand for in them. */
function test(input: JsonObject): JsonObject {
  const filterPattern = text(input, "filterPattern") ?? "";
  const matches = compilePattern(filterPattern);
  const words = wordsOf(filterPattern);
  return {
    matches: texts(input, "logEventMessages").flatMap((eventMessage, index) => {
      if (!matches(eventMessage)) return [];
      const found = words.map((word) => [word, extract(filterPattern, word, eventMessage)] as const);
      return [{ eventNumber: index + 1, eventMessage, extractedValues: Object.fromEntries(found) }];
    }),
  };
}
