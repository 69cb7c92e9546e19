import type { JsonObject } from "../../json.ts";
import type { Ground } from "../../resource.ts";
import { rowWith } from "../../row.ts";
import type { Table } from "../../store.ts";
import type { Tags } from "../../tag-list.ts";

export type StateValue = "OK" | "ALARM" | "INSUFFICIENT_DATA";

export interface AlarmState {
  readonly value: StateValue;
  readonly reason: string;
  /** The reason for programs; JSON in answers. */
  readonly data?: JsonObject | undefined;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

export interface AlarmRow {
  readonly arn: string;
  readonly name: string;
  readonly region: string;
  readonly kind: "MetricAlarm" | "CompositeAlarm";
  /** What PutMetricAlarm and PutCompositeAlarm take, in the API's spelling. */
  readonly settings: JsonObject;
  readonly state: AlarmState;
  readonly configuredAt: number;
  readonly tags: Tags;
  /** Of the stack step that made it. */
  readonly token?: string | undefined;
}

export type HistoryType = "ConfigurationUpdate" | "StateUpdate" | "Action";

export interface HistoryRow {
  readonly id: string;
  readonly at: number;
  readonly alarmArn: string;
  readonly name: string;
  readonly region: string;
  readonly kind: AlarmRow["kind"];
  readonly type: HistoryType;
  readonly summary: string;
  readonly data: JsonObject;
}

/** Alarms by ARN, and what became of them. */
export interface AlarmTables {
  readonly alarms: Table<AlarmRow>;
  readonly history: Table<HistoryRow>;
}

export const alarmTables = ({ store }: Pick<Ground, "store">): AlarmTables => ({
  alarms: store.table("cloudwatch-alarms", rowWith<AlarmRow>("arn", "name", "region", "kind", "settings", "state")),
  history: store.table("cloudwatch-alarm-history", rowWith<HistoryRow>("id", "at", "alarmArn", "type")),
});

export const alarmArn = ({ region, account }: { region: string; account: string }, name: string): string =>
  `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;
