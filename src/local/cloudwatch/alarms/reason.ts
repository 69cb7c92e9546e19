import type { JsonObject } from "../../json.ts";
import { type Condition, isBreaching } from "./condition.ts";
import type { StateValue } from "./rows.ts";

/** One look at an alarm. */
export interface Evaluated {
  readonly condition: Condition;
  readonly end: number;
  readonly now: number;
  /** The real data points that counted, oldest first. */
  readonly counted: readonly { readonly at: number; readonly value: number }[];
}

/** Why a state is what it is, as CloudWatch words it. */
export function reasonText({ condition, counted }: Evaluated, before: StateValue, after: StateValue): string {
  const { evaluationPeriods, datapointsToAlarm, threshold, treatMissing } = condition;
  if (after === "INSUFFICIENT_DATA")
    return `Insufficient Data: ${plural(evaluationPeriods, "datapoint was", "datapoints were")} unknown.`;
  const filled = evaluationPeriods - counted.length;
  const treated = treatMissing === "breaching" ? "Breaching" : "NonBreaching";
  if (counted.length === 0)
    return `Threshold Crossed: no datapoints were received for ${plural(evaluationPeriods, "period", "periods")} and ${plural(filled, "missing datapoint was", "missing datapoints were")} treated as [${treated}].`;
  const isAlarm = after === "ALARM";
  const telling = counted.filter(({ value }) => isBreaching(condition, value) === isAlarm);
  const least = isAlarm ? datapointsToAlarm : evaluationPeriods - datapointsToAlarm + 1;
  const points = telling.toReversed().map(({ at, value }) => `${decimal(value)} (${shortDate(at)})`);
  const were = telling.length === 1 ? "was" : "were";
  const missing =
    filled > 0 && treatMissing !== "missing" && treatMissing !== "ignore"
      ? ` and ${plural(filled, "missing datapoint was", "missing datapoints were")} treated as [${treated}]`
      : "";
  return `Threshold Crossed: ${telling.length} out of the last ${evaluationPeriods} datapoints [${points.join(", ")}] ${were} ${isAlarm ? "" : "not "}${words(condition)} the threshold (${decimal(threshold)})${missing} (minimum ${plural(least, "datapoint", "datapoints")} for ${before} -> ${after} transition).`;
}

/** The same for programs: StateReasonData, version 1.0. */
export function reasonData({ condition, end, now, counted }: Evaluated): JsonObject {
  const { period, evaluationPeriods, threshold, watched } = condition;
  return {
    version: "1.0",
    queryDate: longDate(now),
    startDate: longDate(counted[0]?.at ?? end - evaluationPeriods * period),
    ...(watched.stat && { statistic: watched.stat.statistic }),
    period: period / 1000,
    recentDatapoints: counted.map(({ value }) => value),
    threshold,
    evaluatedDatapoints: counted.toReversed().map(({ at, value }) => ({ timestamp: longDate(at), value })),
  };
}

const words = ({ operator }: Condition) =>
  operator
    .replace(/Threshold$/, "")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase();

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

/** Whole numbers with one digit behind the point. */
const decimal = (value: number) =>
  Number.isInteger(value) && Math.abs(value) < 1e7 ? value.toFixed(1) : String(value);

/** 2014-04-09T18:59:06.419+0000 */
export const longDate = (at: number): string => new Date(at).toISOString().replace("Z", "+0000");

/** 22/11/19 15:38:00 */
const shortDate = (at: number) =>
  new Date(at).toISOString().replace(/^\d\d(\d\d)-(\d\d)-(\d\d)T([\d:]{8}).*$/, "$3/$2/$1 $4");
