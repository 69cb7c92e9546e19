import { text } from "../../json.ts";
import type { Table } from "../../store.ts";
import { longDate } from "./reason.ts";
import { parseRule } from "./rule.ts";
import { type AlarmRow, type AlarmState, alarmArn } from "./rows.ts";

/** How composite alarms and those they name belong together. */
export interface AlarmFamily {
  /** An alarm of the same account and Region, by name or ARN. */
  named(alarm: AlarmRow, name: string): AlarmRow | undefined;
  /** The state that a composite alarm's rule makes now. */
  stateOf(alarm: AlarmRow, isNew: boolean): AlarmState | undefined;
}

export function alarmFamily(alarms: Table<AlarmRow>, now: () => number): AlarmFamily {
  const named = (alarm: AlarmRow, name: string) => namedBy(alarms, alarm, name);
  return {
    named,
    stateOf(alarm, isNew) {
      const rule = ruleOf(alarm);
      if (!rule) return undefined;
      const value = rule.isMet((name) => named(alarm, name)?.state.value) ? "ALARM" : "OK";
      const children = rule.names.flatMap((name) => named(alarm, name) ?? []);
      const last = children.toSorted((a, b) => b.state.since - a.state.since)[0];
      const reason =
        isNew || !last
          ? `${alarm.arn} was created and its alarm rule evaluates to ${value}`
          : `${last.arn} transitioned to ${last.state.value} at ${spokenDate(last.state.since)}`;
      const telling = children.filter(({ state }) => state.value === "ALARM" || value === "OK");
      return { value, reason, data: { triggeringAlarms: telling.map(told) }, since: now() };
    },
  };
}

type Ruled = Pick<AlarmRow, "arn" | "region" | "settings">;

const namedBy = (alarms: Table<AlarmRow>, { arn, region }: Ruled, name: string) =>
  alarms.get(name.startsWith("arn:") ? name : alarmArn({ region, account: arn.split(":")[4] ?? "" }, name));

/** Which of the alarms that a composite alarm's rule names are not there. */
export const absentFrom = (alarms: Table<AlarmRow>, alarm: Ruled): readonly string[] =>
  (ruleOf(alarm)?.names ?? []).filter((name) => !namedBy(alarms, alarm, name));

/** The composite alarms that name an alarm. */
export const parentsOf = (alarms: Table<AlarmRow>, child: AlarmRow): readonly AlarmRow[] =>
  alarms
    .values()
    .filter(({ kind, region }) => kind === "CompositeAlarm" && region === child.region)
    .filter((parent) => ruleOf(parent)?.names.some((name) => name === child.name || name === child.arn));

const ruleOf = ({ settings }: Pick<AlarmRow, "settings">) => parseRule(text(settings, "AlarmRule") ?? "");

const told = ({ arn, state }: AlarmRow) => ({ arn, state: { value: state.value, timestamp: longDate(state.since) } });

/** Friday 14 August, 2020 15:41:41 UTC */
function spokenDate(at: number): string {
  const date = new Date(at);
  const part = (options: Intl.DateTimeFormatOptions) => date.toLocaleString("en-US", { ...options, timeZone: "UTC" });
  return `${part({ weekday: "long" })} ${part({ day: "2-digit" })} ${part({ month: "long" })}, ${part({ year: "numeric" })} ${date.toISOString().slice(11, 19)} UTC`;
}
