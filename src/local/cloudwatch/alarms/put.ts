import { type Json, type JsonObject, list, number, text, texts } from "../../json.ts";
import type { Place } from "../../place.ts";
import type { Tags } from "../../tag-list.ts";
import { periodOf } from "../metrics/period.ts";
import { percentOf, simpleStatistics } from "../metrics/statistic.ts";
import { badCombination, invalidRequest, missing } from "../refuse.ts";
import { queriesIn } from "./condition.ts";
import { parseRule } from "./rule.ts";
import { alarmArn, type AlarmRow } from "./rows.ts";
import { typed } from "./typed.ts";

const common = ["AlarmDescription", "ActionsEnabled", "OKActions", "AlarmActions", "InsufficientDataActions"] as const;
const ofMetric =
  "MetricName Namespace Statistic ExtendedStatistic Dimensions Period Unit EvaluationPeriods DatapointsToAlarm Threshold ComparisonOperator TreatMissingData EvaluateLowSampleCountPercentile Metrics ThresholdMetricId".split(
    " ",
  );
const ofComposite = [
  "AlarmRule",
  "ActionsSuppressor",
  "ActionsSuppressorWaitPeriod",
  "ActionsSuppressorExtensionPeriod",
];

/** How an alarm is to be, checked. */
export interface NewAlarm extends Pick<AlarmRow, "arn" | "name" | "region" | "kind" | "settings"> {
  readonly tags: Tags;
  readonly token?: string | undefined;
}

interface Owner {
  readonly tags: Tags;
  readonly token?: string | undefined;
}

/** Reads PutMetricAlarm; what CloudWatch would refuse is refused. */
export function metricAlarm(input: JsonObject, place: Place, owner: Owner): NewAlarm {
  const settings = settingsOf(input, ofMetric);
  checkStatistic(settings);
  checkCounts(settings);
  oneOf(settings, "ComparisonOperator", operators);
  oneOf(settings, "TreatMissingData", ["missing", "ignore", "breaching", "notBreaching"]);
  oneOf(settings, "EvaluateLowSampleCountPercentile", ["evaluate", "ignore"]);
  if ((number(settings, "Threshold") === undefined) === (text(settings, "ThresholdMetricId") === undefined))
    throw badCombination("Exactly one of Threshold and ThresholdMetricId must be specified.");
  return { ...named(input, place), kind: "MetricAlarm", settings, ...owner };
}

/** Reads PutCompositeAlarm. */
export function compositeAlarm(input: JsonObject, place: Place, owner: Owner): NewAlarm {
  const settings = settingsOf(input, ofComposite);
  if (!parseRule(text(settings, "AlarmRule") ?? ""))
    throw invalidRequest(`AlarmRule must be an expression of alarm states, not ${text(settings, "AlarmRule")}.`);
  return { ...named(input, place), kind: "CompositeAlarm", settings, ...owner };
}

const operators = [
  "GreaterThanOrEqualToThreshold",
  "GreaterThanThreshold",
  "LessThanThreshold",
  "LessThanOrEqualToThreshold",
  "LessThanLowerOrGreaterThanUpperThreshold",
  "LessThanLowerThreshold",
  "GreaterThanUpperThreshold",
];

function named(input: JsonObject, place: Place) {
  const name = text(input, "AlarmName");
  if (!name) throw missing("AlarmName");
  if (name.length > 255) throw invalidRequest("AlarmName must not be longer than 255 characters.");
  return { name, region: place.region, arn: alarmArn(place, name) };
}

const actions = ["OKActions", "AlarmActions", "InsufficientDataActions"] as const;

function settingsOf(input: JsonObject, own: readonly string[]): JsonObject {
  for (const key of actions) {
    if (list(input, key).length > 5) throw invalidRequest(`The collection ${key} must not have a size greater than 5.`);
    const odd = texts(input, key).find((arn) => !arn.startsWith("arn:"));
    if (odd !== undefined) throw invalidRequest(`Invalid arn syntax: ${odd}`);
  }
  const given: [string, Json][] = [...common, ...own].flatMap((key) =>
    input[key] === undefined ? [] : [[key, typed(input[key], key)]],
  );
  const empty = Object.fromEntries(actions.map((key) => [key, []]));
  return { ...empty, ...Object.fromEntries(given), ActionsEnabled: text(input, "ActionsEnabled") !== "false" };
}

const day = 86_400_000;

function checkCounts(settings: JsonObject) {
  const periods = number(settings, "EvaluationPeriods");
  if (periods === undefined) throw missing("EvaluationPeriods");
  const needed = number(settings, "DatapointsToAlarm") ?? periods;
  if (periods < 1 || needed < 1 || needed > periods)
    throw invalidRequest("DatapointsToAlarm must be at least 1 and at most EvaluationPeriods.");
  const period = Math.max(...queriesIn(settings).flatMap((query) => query.period ?? []), 0);
  // An hour or longer may be watched over a week (API_PutMetricAlarm, EvaluationPeriods).
  if (period * periods > (period >= 3_600_000 ? 7 * day : day))
    throw invalidRequest(
      "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400).",
    );
}

function checkStatistic(settings: JsonObject) {
  if (list(settings, "Metrics").length > 0) {
    if (text(settings, "MetricName") !== undefined) throw badCombination("Metrics and MetricName exclude each other.");
    if (queriesIn(settings).filter(({ isReturned }) => isReturned).length !== 1)
      throw invalidRequest("Exactly one element of the metrics list should return data.");
    return;
  }
  periodOf(settings);
  const [simple, extended] = [text(settings, "Statistic"), text(settings, "ExtendedStatistic")];
  if ((simple === undefined) === (extended === undefined))
    throw badCombination("Exactly one of Statistic and ExtendedStatistic must be specified.");
  if (simple !== undefined) oneOf(settings, "Statistic", simpleStatistics);
  if (extended !== undefined && percentOf(extended) === undefined)
    throw invalidRequest(`The value ${extended} for parameter ExtendedStatistic is not supported.`);
}

function oneOf(settings: JsonObject, key: string, values: readonly string[]) {
  const value = text(settings, key);
  if (value === undefined && key === "ComparisonOperator") throw missing(key);
  if (value !== undefined && !values.includes(value))
    throw invalidRequest(`The value ${value} for parameter ${key} is not one of ${values.join(", ")}.`);
}
