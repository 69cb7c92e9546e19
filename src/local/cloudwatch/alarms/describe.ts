import { isDeepStrictEqual } from "node:util";
import { type JsonObject, number, text, texts } from "../../json.ts";
import { pageOf } from "../../paging.ts";
import type { Operation } from "../../service.ts";
import { metricKey, metricOf } from "../metrics/metric.ts";
import { invalidRequest } from "../refuse.ts";
import { singleMetric } from "./condition.ts";
import { parseRule } from "./rule.ts";
import type { AlarmRow, AlarmTables } from "./rows.ts";

/** DescribeAlarms: in the order of names; composite alarms only when asked for. */
export function describeAlarms({ alarms }: AlarmTables): Operation {
  return (input, { region }) => {
    const all = alarms.values().filter((row) => row.region === region);
    const asked = { token: text(input, "NextToken"), limit: Math.min(number(input, "MaxRecords") ?? 50, 100) };
    const { page, next } = pageOf(all.filter(chosen(input, all)), ({ name }) => name, asked);
    const of = (kind: AlarmRow["kind"]) => page.filter((row) => row.kind === kind).map(view);
    return { MetricAlarms: of("MetricAlarm"), CompositeAlarms: of("CompositeAlarm"), NextToken: next };
  };
}

function chosen(input: JsonObject, all: readonly AlarmRow[]): (row: AlarmRow) => boolean {
  const [names, types] = [texts(input, "AlarmNames"), texts(input, "AlarmTypes")];
  const [prefix, state, action] = ["AlarmNamePrefix", "StateValue", "ActionPrefix"].map((key) => text(input, key));
  if (names.length > 0 && prefix !== undefined)
    throw invalidRequest("AlarmNames and AlarmNamePrefix cannot be specified together.");
  const related = relatives(input, all);
  const kinds = types.length > 0 ? types : related ? ["MetricAlarm", "CompositeAlarm"] : ["MetricAlarm"];
  const tests: readonly ((row: AlarmRow) => boolean)[] = [
    ({ name }) => names.length === 0 || names.includes(name),
    ({ name }) => name.startsWith(prefix ?? "") && (related?.includes(name) ?? true),
    ({ kind }) => kinds.includes(kind),
    ({ state: { value } }) => (state ?? value) === value,
    ({ settings }) => action === undefined || actionsIn(settings).some((arn) => arn.startsWith(action)),
  ];
  return (row) => tests.every((test) => test(row));
}

const actionsIn = (settings: JsonObject) =>
  ["OKActions", "AlarmActions", "InsufficientDataActions"].flatMap((key) => texts(settings, key));

/** The names of the children or parents that a request asks for. */
function relatives(input: JsonObject, all: readonly AlarmRow[]): readonly string[] | undefined {
  const [children, parents] = [text(input, "ChildrenOfAlarmName"), text(input, "ParentsOfAlarmName")];
  const childrenOf = ({ settings }: AlarmRow) =>
    (parseRule(text(settings, "AlarmRule") ?? "")?.names ?? []).map((name) => name.split(":alarm:").at(-1) ?? name);
  if (children !== undefined) return all.filter(({ name }) => name === children).flatMap(childrenOf);
  if (parents === undefined) return undefined;
  return all.filter((row) => childrenOf(row).includes(parents)).map(({ name }) => name);
}

/** DescribeAlarmsForMetric: those on a single metric, with the same statistic, period and unit where they are given. */
export function describeAlarmsForMetric({ alarms }: AlarmTables): Operation {
  return (input, { region }) => {
    const key = metricKey(region, metricOf(input));
    const given = ["Statistic", "ExtendedStatistic", "Unit"].filter((name) => text(input, name) !== undefined);
    const found = alarms.values().filter((row) => {
      const metric = row.region === region ? singleMetric(row.settings) : undefined;
      return (
        metric !== undefined &&
        metricKey(region, metric) === key &&
        given.every((name) => isDeepStrictEqual(row.settings[name], input[name])) &&
        (number(input, "Period") ?? row.settings["Period"]) === row.settings["Period"]
      );
    });
    return { MetricAlarms: found.map(view) };
  };
}

function view({ arn, name, settings, state, configuredAt, kind }: AlarmRow): JsonObject {
  return {
    AlarmName: name,
    AlarmArn: arn,
    ...(kind === "MetricAlarm" && text(settings, "MetricName") !== undefined && { Dimensions: [] }),
    ...settings,
    StateValue: state.value,
    StateReason: state.reason,
    StateReasonData: state.data && JSON.stringify(state.data),
    StateUpdatedTimestamp: state.since / 1000,
    StateTransitionedTimestamp: state.since / 1000,
    AlarmConfigurationUpdatedTimestamp: configuredAt / 1000,
  };
}
