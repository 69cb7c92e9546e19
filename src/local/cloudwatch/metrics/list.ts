import { type Json, list, text } from "../../json.ts";
import { pageInOrder } from "../../paging.ts";
import type { Operation } from "../../service.ts";
import { invalidToken, invalidValue } from "../refuse.ts";
import type { Dimension } from "./metric.ts";
import type { MetricStore } from "./store.ts";

const hour = 3_600_000;
/** Metrics without data for so long are not listed (API_ListMetrics). */
const listedFor = 14 * 24 * hour;

export function listMetrics(metrics: MetricStore, now: () => number): Operation {
  return (input, { region }) => {
    const recently = text(input, "RecentlyActive");
    if (recently !== undefined && recently !== "PT3H")
      throw invalidValue(`The value ${recently} for parameter RecentlyActive is invalid.`);
    const [namespace, name] = [text(input, "Namespace"), text(input, "MetricName")];
    const wanted = list(input, "Dimensions");
    const found = metrics
      .list(region, now() - (recently === undefined ? listedFor : 3 * hour))
      .filter((metric) => (namespace ?? metric.namespace) === metric.namespace && (name ?? metric.name) === metric.name)
      .filter(({ dimensions }) =>
        wanted.every((filter) => dimensions.some((dimension) => isWanted(dimension, filter))),
      );
    const page = pageInOrder(found, ({ id }) => id, { token: text(input, "NextToken"), limit: 500 });
    if (!page) throw invalidToken();
    const Metrics = page.page.map(({ namespace, name, dimensions }) => ({
      Namespace: namespace,
      MetricName: name,
      Dimensions: dimensions.map((dimension) => ({ ...dimension })),
    }));
    return { Metrics, NextToken: page.next };
  };
}

const isWanted = ({ Name, Value }: Dimension, filter: Json) =>
  text(filter, "Name") === Name && (text(filter, "Value") ?? Value) === Value;
