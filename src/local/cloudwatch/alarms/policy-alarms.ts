import { type JsonObject, texts } from "../../json.ts";
import type { Place } from "../../place.ts";
import type { Alarms } from "./alarms.ts";
import { metricAlarm } from "./put.ts";
import { alarmArn } from "./rows.ts";

/** An alarm as Application Auto Scaling names it. */
export interface NamedAlarm {
  readonly AlarmName: string;
  readonly AlarmARN: string;
}

/** The alarms of scaling policies, for Application Auto Scaling. */
export interface PolicyAlarms {
  /** Takes what PutMetricAlarm takes. */
  put(alarm: JsonObject, place: Place): void;
  remove(name: string, place: Place): void;
  /** Those in whose ALARM a policy is called. */
  calling(policyArn: string): readonly NamedAlarm[];
  isRaised(name: string, place: Place): boolean;
}

export function policyAlarms(alarms: Alarms): PolicyAlarms {
  const { alarms: table } = alarms.tables;
  return {
    put: (alarm, place) => void alarms.put(metricAlarm(alarm, place, { tags: {} })),
    remove(name, place) {
      const found = table.get(alarmArn(place, name));
      if (found) alarms.remove(found);
    },
    calling: (policyArn) =>
      table
        .values()
        .filter(({ settings }) => texts(settings, "AlarmActions").includes(policyArn))
        .map(({ name, arn }) => ({ AlarmName: name, AlarmARN: arn })),
    isRaised: (name, place) => table.get(alarmArn(place, name))?.state.value === "ALARM",
  };
}
