import { randomUUID } from "node:crypto";
import { type JsonObject, number, text, texts } from "../../json.ts";
import { pageInOrder } from "../../paging.ts";
import type { Operation } from "../../service.ts";
import { moment } from "../moment.ts";
import { invalidToken } from "../refuse.ts";
import type { AlarmRow, AlarmTables, HistoryRow } from "./rows.ts";

/** CloudWatch keeps the history of two weeks; the local cloud the newest entries of it, however many alarms there are. */
const keptFor = 14 * 86_400_000;
const mostKept = 2_000;

type Entry = Pick<HistoryRow, "type" | "summary" | "data">;

/** Writes down what became of an alarm. */
export function remember({ history }: AlarmTables, alarm: AlarmRow, at: number, entry: Entry): void {
  const { arn, name, region, kind } = alarm;
  const row = { id: randomUUID(), at, alarmArn: arn, name, region, kind, ...entry };
  history.put(row.id, row);
  for (const old of history.keys().slice(0, -mostKept)) history.delete(old);
}

/** DescribeAlarmHistory: newest first unless asked otherwise; also of alarms that are deleted. */
export function describeAlarmHistory({ history }: AlarmTables, now: () => number): Operation {
  return (input, { region }) => {
    const kinds = texts(input, "AlarmTypes");
    const [name, type] = [text(input, "AlarmName"), text(input, "HistoryItemType")];
    const from = Math.max(moment(input, "StartDate") ?? -Infinity, now() - keptFor);
    const to = moment(input, "EndDate") ?? Infinity;
    const found = history
      .values()
      .filter((row) => row.region === region && row.at >= from && row.at <= to)
      .filter((row) => (name ?? row.name) === row.name && (type ?? row.type) === row.type)
      .filter(({ kind }) => (kinds.length === 0 ? kind === "MetricAlarm" || name !== undefined : kinds.includes(kind)))
      .sort((a, b) => (text(input, "ScanBy") === "TimestampAscending" ? a.at - b.at : b.at - a.at));
    const asked = { token: text(input, "NextToken"), limit: Math.min(number(input, "MaxRecords") ?? 100, 100) };
    const page = pageInOrder(found, ({ id }) => id, asked);
    if (!page) throw invalidToken();
    return { AlarmHistoryItems: page.page.map(item), NextToken: page.next };
  };
}

const item = ({ name, kind, at, type, summary, data }: HistoryRow): JsonObject => ({
  AlarmName: name,
  AlarmType: kind,
  Timestamp: at / 1000,
  HistoryItemType: type,
  HistorySummary: summary,
  HistoryData: JSON.stringify({ version: "1.0", ...data }),
});
