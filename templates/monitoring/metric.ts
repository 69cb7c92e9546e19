/** A CloudWatch metric as alarms and widgets name it. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** `Average`, `Sum`, `p99` ... */
  readonly statistic: string;
}

export const metric = (
  namespace: string,
  name: string,
  statistic: string,
  dimensions: Metric["dimensions"] = {},
): Metric => ({ namespace, name, statistic, dimensions });

/** Dimensions as CloudFormation lists them. */
export const dimensionList = ({ dimensions }: Metric) =>
  Object.entries(dimensions).map(([name, value]) => ({ name, value }));
