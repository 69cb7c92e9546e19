import { type JsonObject, texts } from "../../json.ts";
import type { Ground } from "../../resource.ts";
import { ServiceError } from "../../service.ts";
import { unattended } from "../../unattended.ts";
import type { MetricStore } from "../metrics/store.ts";
import { invalidRequest } from "../refuse.ts";
import { absentFrom } from "./family.ts";
import { remember } from "./history.ts";
import type { NewAlarm } from "./put.ts";
import { type AlarmRow, type AlarmState, type AlarmTables, alarmTables } from "./rows.ts";
import { type AlarmReceivers, alarmStates } from "./states.ts";
import { type AlarmWatch, watchAlarms } from "./watch.ts";

/** The alarms of the local cloud, with their states kept true. */
export interface Alarms extends Pick<AlarmWatch, "start" | "stop"> {
  readonly tables: AlarmTables;
  put(given: NewAlarm): AlarmRow;
  remove(alarm: AlarmRow): void;
  /** Puts an alarm into a state by hand; it lasts until the alarm is looked at again. */
  setState(alarm: AlarmRow, state: AlarmState): void;
  enable(alarm: AlarmRow, isEnabled: boolean): void;
}

export function openAlarms(ground: Ground, metrics: MetricStore, receivers: AlarmReceivers): Alarms {
  const tables = alarmTables(ground);
  const now = () => ground.clock.now();
  const states = alarmStates(tables, receivers, now);
  const watch = watchAlarms({ tables, metrics, states, clock: ground.clock });
  const { alarms } = tables;
  const note = (alarm: AlarmRow, word: "created" | "updated" | "deleted") =>
    remember(tables, alarm, now(), {
      type: "ConfigurationUpdate",
      summary: `Alarm "${alarm.name}" ${word}`,
      data: { type: word.replace(/d$/, ""), ...configuration(alarm) },
    });
  return {
    tables,
    put(given) {
      const before = alarms.get(given.arn);
      if (before && before.kind !== given.kind)
        throw new ServiceError("ValidationException", `An alarm of another type is named ${given.name}.`);
      const absent = absentFrom(alarms, given);
      if (absent.length > 0)
        throw invalidRequest(
          `Could not save the composite alarm as alarms [${absent.join(", ")}] in the alarm rule do not exist`,
        );
      const state = before?.state ?? unchecked(now());
      const row = { ...given, ...(given.token === undefined && ownerOf(before)), state, configuredAt: now() };
      alarms.put(row.arn, row);
      note(row, before ? "updated" : "created");
      if (row.kind === "CompositeAlarm") states.look(row, !before);
      watch.noteChange(row);
      return alarms.get(row.arn) ?? row;
    },
    remove(alarm) {
      alarms.delete(alarm.arn);
      note(alarm, "deleted");
      watch.noteChange(alarm);
    },
    setState(alarm, state) {
      states.set(alarm, state);
      watch.noteChange(alarm);
    },
    enable: (alarm, isEnabled) =>
      alarms.put(alarm.arn, { ...alarm, settings: { ...alarm.settings, ActionsEnabled: isEnabled } }),
    start() {
      const composites = alarms.values().filter(({ kind }) => kind === "CompositeAlarm");
      // A change that a kill cut off may not have reached those that name the changed alarm.
      for (const row of composites) unattended(`The alarm ${row.name} could not be looked at`, () => states.look(row));
      watch.start();
    },
    stop: () => watch.stop(),
  };
}

/** Only who made an alarm tags it by putting it: later the API ignores Tags (API_PutMetricAlarm, Tags). */
const ownerOf = (before: AlarmRow | undefined) => before && { tags: before.tags, token: before.token };

const unchecked = (since: number): AlarmState => ({
  value: "INSUFFICIENT_DATA",
  reason: "Unchecked: Initial alarm creation",
  since,
});

const configuration = ({ arn, name, settings }: AlarmRow): JsonObject => ({
  alarmName: name,
  alarmArn: arn,
  actionsEnabled: settings["ActionsEnabled"],
  alarmActions: texts(settings, "AlarmActions"),
});
