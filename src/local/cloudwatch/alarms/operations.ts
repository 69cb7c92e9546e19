import { isObject, type JsonObject, text, texts } from "../../json.ts";
import { type Operation, ServiceError } from "../../service.ts";
import { tagList, tagsOf, withoutTags } from "../../tag-list.ts";
import { invalidRequest } from "../refuse.ts";
import type { Alarms } from "./alarms.ts";
import { describeAlarms, describeAlarmsForMetric } from "./describe.ts";
import { parentsOf } from "./family.ts";
import { describeAlarmHistory } from "./history.ts";
import { compositeAlarm, metricAlarm } from "./put.ts";
import { alarmArn, type AlarmRow, type StateValue } from "./rows.ts";

export function alarmOperations(alarms: Alarms, now: () => number): Readonly<Record<string, Operation>> {
  const { tables } = alarms;
  const toggle =
    (isEnabled: boolean): Operation =>
    (input, call) => {
      for (const name of texts(input, "AlarmNames")) {
        const found = tables.alarms.get(alarmArn(call, name));
        if (found) alarms.enable(found, isEnabled);
      }
      return undefined;
    };
  return {
    PutMetricAlarm: (input, call) => {
      alarms.put(metricAlarm(input, call, { tags: tagsOf(input) }));
      return undefined;
    },
    PutCompositeAlarm: (input, call) => {
      alarms.put(compositeAlarm(input, call, { tags: tagsOf(input) }));
      return undefined;
    },
    DescribeAlarms: describeAlarms(tables),
    DescribeAlarmsForMetric: describeAlarmsForMetric(tables),
    DescribeAlarmHistory: describeAlarmHistory(tables, now),
    /** One that is not there keeps the others from being deleted (API_DeleteAlarms). */
    DeleteAlarms: (input, call) => {
      const found = texts(input, "AlarmNames").map((name) => one(alarms, alarmArn(call, name)));
      for (const alarm of found) checkDeletable(alarms, alarm);
      for (const alarm of found) alarms.remove(alarm);
      return undefined;
    },
    SetAlarmState: (input, call) => {
      const alarm = one(alarms, alarmArn(call, text(input, "AlarmName") ?? ""));
      const value = stateValue(input);
      const data = dataOf(input);
      alarms.setState(alarm, { value, reason: text(input, "StateReason") ?? "", data, since: now() });
      return undefined;
    },
    EnableAlarmActions: toggle(true),
    DisableAlarmActions: toggle(false),
    ...tagOperations(alarms),
  };
}

function tagOperations(alarms: Alarms): Readonly<Record<string, Operation>> {
  const put = (alarm: AlarmRow, tags: AlarmRow["tags"]) => {
    alarms.tables.alarms.put(alarm.arn, { ...alarm, tags });
    return {};
  };
  return {
    TagResource: (input) => {
      const alarm = tagged(alarms, input);
      return put(alarm, { ...alarm.tags, ...tagsOf(input) });
    },
    UntagResource: (input) => {
      const alarm = tagged(alarms, input);
      return put(alarm, withoutTags(alarm.tags, texts(input, "TagKeys")));
    },
    ListTagsForResource: (input) => ({ Tags: tagList(tagged(alarms, input).tags) }),
  };
}

function one({ tables }: Alarms, arn: string): AlarmRow {
  const found = tables.alarms.get(arn);
  if (!found) throw new ServiceError("ResourceNotFound", `The alarm ${arn} does not exist.`, { status: 404 });
  return found;
}

/** A composite alarm stays while another one names it, in a cycle too: its rule must be changed first (API_DeleteAlarms). */
function checkDeletable({ tables }: Alarms, alarm: AlarmRow): void {
  if (alarm.kind === "CompositeAlarm" && parentsOf(tables.alarms, alarm).length > 0)
    throw invalidRequest(`Cannot delete ${alarm.name} as there are composite alarm(s) depending on it.`);
}

function tagged({ tables }: Alarms, input: JsonObject): AlarmRow {
  const arn = text(input, "ResourceARN") ?? "";
  const found = tables.alarms.get(arn);
  if (!found) throw new ServiceError("ResourceNotFoundException", `${arn} does not exist.`, { status: 404 });
  return found;
}

const values = ["OK", "ALARM", "INSUFFICIENT_DATA"] as const;

function stateValue(input: JsonObject): StateValue {
  const asked = text(input, "StateValue");
  const found = values.find((value) => value === asked);
  if (!found) throw invalidRequest(`StateValue must be one of ${values.join(", ")}, not ${asked}.`);
  return found;
}

function dataOf(input: JsonObject): JsonObject | undefined {
  const given = text(input, "StateReasonData");
  if (given === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(given);
    if (isObject(parsed)) return parsed;
  } catch {
    // Answered below, as any other document is.
  }
  throw new ServiceError("InvalidFormatFault", "StateReasonData must be a JSON object.");
}
