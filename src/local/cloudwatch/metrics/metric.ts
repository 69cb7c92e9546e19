import { type Json, list, text } from "../../json.ts";
import { invalidValue, missing } from "../refuse.ts";

export interface Dimension {
  readonly Name: string;
  readonly Value: string;
}

/** What tells one metric of a Region from all others. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly Dimension[];
}

/** Equal for equal metrics: the order of dimensions does not count. */
export const metricKey = (region: string, { namespace, name, dimensions }: Metric): string =>
  JSON.stringify([region, namespace, name, ...dimensions.map(({ Name, Value }) => [Name, Value]).sort(byText)]);

const byText = (a: readonly unknown[], b: readonly unknown[]) => (String(a) < String(b) ? -1 : 1);

/** A metric can have this many (API_Metric). */
const mostDimensions = 30;

/** A metric as requests name it, its namespace beside it or given. */
export function metricOf(input: Json, namespace = text(input, "Namespace")): Metric {
  const name = text(input, "MetricName");
  if (!namespace) throw missing("Namespace");
  if (!name) throw missing("MetricName");
  if (namespace.startsWith(":") || namespace.length > 255)
    throw invalidValue(`The value ${namespace} for parameter Namespace is invalid.`);
  return { namespace, name, dimensions: dimensionsOf(input) };
}

export function dimensionsOf(input: Json): readonly Dimension[] {
  const dimensions = list(input, "Dimensions").map((given) => ({
    Name: text(given, "Name") ?? "",
    Value: text(given, "Value") ?? "",
  }));
  if (dimensions.some(({ Name, Value }) => Name === "" || Value === ""))
    throw invalidValue("The values for parameters Dimensions.member.Name and Dimensions.member.Value are required.");
  if (dimensions.length > mostDimensions)
    throw invalidValue(`The collection Dimensions must not have a size greater than ${mostDimensions}.`);
  return dimensions;
}
