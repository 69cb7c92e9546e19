import { isObject, type Json, type JsonObject, list, text } from "../../json.ts";
import { longDate } from "./reason.ts";
import { regionName } from "./region-names.ts";
import type { AlarmRow, AlarmState } from "./rows.ts";

/** What an alarm tells a topic: the subject, and the message as JSON. */
export interface AlarmMessage {
  readonly subject: string;
  readonly message: string;
}

/** The message of a change of state, in the shape CloudWatch sends ("Notifying users on alarm changes"). */
export function alarmMessage(row: AlarmRow, before: AlarmState): AlarmMessage {
  const { name, arn, region, state, settings, kind, configuredAt } = row;
  const message: JsonObject = {
    AlarmName: name,
    AlarmDescription: text(settings, "AlarmDescription") ?? null,
    AWSAccountId: arn.split(":")[4] ?? "",
    AlarmConfigurationUpdatedTimestamp: longDate(configuredAt),
    NewStateValue: state.value,
    NewStateReason: state.reason,
    StateChangeTime: longDate(state.since),
    Region: regionName(region),
    AlarmArn: arn,
    OldStateValue: before.value,
    OKActions: settings["OKActions"],
    AlarmActions: settings["AlarmActions"],
    InsufficientDataActions: settings["InsufficientDataActions"],
    ...(kind === "MetricAlarm" ? { Trigger: trigger(settings) } : compositeParts(settings, state)),
  };
  return {
    // A subject has at most a hundred characters.
    subject: `${state.value}: "${name}" in ${regionName(region)}`.slice(0, 100),
    message: JSON.stringify(message),
  };
}

function trigger(settings: JsonObject): JsonObject {
  const { Period, EvaluationPeriods, DatapointsToAlarm, ComparisonOperator, Threshold } = settings;
  const common = {
    Period,
    EvaluationPeriods,
    DatapointsToAlarm,
    ComparisonOperator,
    Threshold,
    TreatMissingData: text(settings, "TreatMissingData") ?? "",
    EvaluateLowSampleCountPercentile: text(settings, "EvaluateLowSampleCountPercentile") ?? "",
  };
  if (list(settings, "Metrics").length > 0) return { ...common, Metrics: withoutCapitals(settings["Metrics"]) };
  const [statistic, extended] = [text(settings, "Statistic"), text(settings, "ExtendedStatistic")];
  return {
    MetricName: settings["MetricName"],
    Namespace: settings["Namespace"],
    ...(statistic === undefined
      ? { StatisticType: "ExtendedStatistic", ExtendedStatistic: extended }
      : { StatisticType: "Statistic", Statistic: statistic.replace("SampleCount", "Sample_Count").toUpperCase() }),
    Unit: text(settings, "Unit") ?? null,
    Dimensions: dimensions(settings["Dimensions"]),
    ...common,
  };
}

/** Dimensions are the one thing that notifications spell with small letters. */
const dimensions = (given: Json) =>
  list({ given }, "given").map((one) => ({ value: text(one, "Value") ?? "", name: text(one, "Name") ?? "" }));

function withoutCapitals(value: Json): Json {
  if (isObject(value))
    return Object.fromEntries(
      Object.entries(value).map(([key, child]) => [
        key,
        key === "Dimensions" ? dimensions(child) : withoutCapitals(child),
      ]),
    );
  return Array.isArray(value) ? value.map(withoutCapitals) : value;
}

function compositeParts(settings: JsonObject, { data }: AlarmState): JsonObject {
  const children = list(data, "triggeringAlarms").map((child) => {
    const state = isObject(child) ? child["state"] : undefined;
    return {
      Arn: text(child, "arn") ?? "",
      State: { Value: text(state, "value") ?? "", Timestamp: text(state, "timestamp") ?? "" },
    };
  });
  return { AlarmRule: settings["AlarmRule"], TriggeringChildren: children };
}
