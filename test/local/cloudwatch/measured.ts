import type { MetricSink } from "../../../src/local/cloudwatch/sink.ts";

/** A sink that remembers what was published, as `Namespace/Name{dimension values} value`. */
export function metricList() {
  const published: string[] = [];
  const sink: MetricSink = {
    write: (_region, { namespace, name, dimensions }, measured) =>
      void published.push(
        ...measured.map(
          ({ value }) => `${namespace}/${name}{${dimensions.map(({ Value }) => Value).join(",")}} ${value}`,
        ),
      ),
  };
  return { sink, take: () => published.splice(0) };
}
