import { attempt } from "../../attempt.ts";
import { isObject, type JsonObject, list, text } from "../../json.ts";
import type { ExistingRequest, ResourceProvider, ResourceRequest, Step } from "../../resource.ts";
import { doneStep, existsStep } from "../../step.ts";
import type { LogsState } from "../state.ts";
import { putMetricFilter } from "./operations.ts";
import { filterKey } from "./rows.ts";

/** AWS::Logs::MetricFilter. Ref is the filter's name; its group is a property that is never changed in place. */
export function metricFilterProvider(state: LogsState): ResourceProvider {
  const keyOf = ({ region, properties }: ResourceRequest, name: string) =>
    filterKey(region, text(properties, "LogGroupName") ?? "", name);
  const put = (request: ResourceRequest, name: string): Step =>
    attempt(request, () => {
      putMetricFilter(state, inputOf(request.properties, name), request.region, request.token);
      return doneStep(name);
    });
  return {
    types: ["AWS::Logs::MetricFilter"],
    create(request) {
      const name = text(request.properties, "FilterName") ?? request.generatedName(512);
      const existing = state.filters.get(keyOf(request, name));
      return existing && existing.token !== request.token ? existsStep(request, name) : put(request, name);
    },
    update: (request) => put(request, nameIn(request)),
    read(request) {
      const found = state.filters.get(keyOf(request, nameIn(request)));
      if (!found) return undefined;
      const { logGroupName, filterName, filterPattern, metricTransformations } = found;
      return {
        properties: {
          LogGroupName: logGroupName,
          FilterName: filterName,
          FilterPattern: filterPattern,
          MetricTransformations: metricTransformations.map(templateOf),
        },
        attributes: {},
      };
    },
    delete(request) {
      state.filters.delete(keyOf(request, nameIn(request)));
      return doneStep(request.physicalId);
    },
  };
}

/** One that was only recorded has its group in its physical ID too. */
const nameIn = ({ physicalId }: ExistingRequest) => physicalId.slice(physicalId.indexOf("|") + 1);

const inputOf = (properties: JsonObject, filterName: string): JsonObject => ({
  filterName,
  logGroupName: properties["LogGroupName"],
  filterPattern: properties["FilterPattern"],
  metricTransformations: list(properties, "MetricTransformations").map((given) => {
    const { MetricName, MetricNamespace, DefaultValue, Unit } = isObject(given) ? given : {};
    const dimensions = list(given, "Dimensions").map((each) => [text(each, "Key") ?? "", text(each, "Value") ?? ""]);
    return {
      metricName: MetricName,
      metricNamespace: MetricNamespace,
      metricValue: text(given, "MetricValue"),
      ...(DefaultValue !== undefined && { defaultValue: Number(DefaultValue) }),
      ...(Unit !== undefined && { unit: Unit }),
      ...(dimensions.length > 0 && { dimensions: Object.fromEntries(dimensions) }),
    };
  }),
});

const templateOf = ({ metricName, metricNamespace, metricValue, defaultValue, unit, dimensions }: JsonObject) => ({
  MetricName: metricName,
  MetricNamespace: metricNamespace,
  MetricValue: metricValue,
  ...(defaultValue !== undefined && { DefaultValue: defaultValue }),
  ...(unit !== undefined && { Unit: unit }),
  ...(dimensions !== undefined && {
    Dimensions: Object.entries(isObject(dimensions) ? dimensions : {}).map(([Key, Value]) => ({ Key, Value })),
  }),
});
