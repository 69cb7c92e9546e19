import type { StateValue } from "./rows.ts";

export interface Rule {
  /** How many of the latest data points count (Evaluation Periods). */
  readonly evaluationPeriods: number;
  /** How many of them must breach (Datapoints to Alarm). */
  readonly datapointsToAlarm: number;
  readonly treatMissing: "missing" | "ignore" | "breaching" | "notBreaching";
}

/** Whether each period's data point breaches; undefined where it is missing. Oldest first, over the evaluation range. */
export type Points = readonly (boolean | undefined)[];

/** How many periods more than it needs an alarm looks back; AWS's examples retrieve five for three. */
const spare = 2;

export const rangeOf = ({ evaluationPeriods }: Pick<Rule, "evaluationPeriods">): number => evaluationPeriods + spare;

/**
 * The state that data points make; undefined where the present one stays. As in "Configuring how CloudWatch alarms treat
 * missing data": enough real points decide alone, otherwise the fewest missing ones are filled in, and points that all breach
 * and are old enough make an alarm though they are too few.
 */
export function judge(points: Points, rule: Rule): StateValue | undefined {
  const { evaluationPeriods, datapointsToAlarm, treatMissing } = rule;
  const real = points.filter((point) => point !== undefined);
  const counted = real.slice(-evaluationPeriods);
  const breaching = counted.filter(Boolean).length;
  if (breaching >= datapointsToAlarm) return "ALARM";
  const filled = evaluationPeriods - counted.length;
  if (filled === 0 || treatMissing === "notBreaching") return "OK";
  if (treatMissing === "breaching") return breaching + filled >= datapointsToAlarm ? "ALARM" : "OK";
  if (breaching < counted.length) return "OK";
  if (treatMissing === "ignore") return undefined;
  if (counted.length === 0) return "INSUFFICIENT_DATA";
  const age = points.length - points.findIndex((point) => point !== undefined);
  return age >= datapointsToAlarm ? "ALARM" : "OK";
}
