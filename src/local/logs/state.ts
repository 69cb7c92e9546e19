import { createHash } from "node:crypto";
import { join } from "node:path";
import type { MetricSink } from "../cloudwatch/sink.ts";
import { type JsonObject, text } from "../json.ts";
import type { Ground } from "../resource.ts";
import { ServiceError } from "../service.ts";
import type { Table } from "../store.ts";
import { type Delays, openDelays } from "./delays.ts";
import { type FilterMinute, filterMinutes, metricFilters, type MetricFilterRow } from "./metric-filters/rows.ts";
import { type EventFiles, eventFiles } from "./group-events.ts";
import { type GroupRow, isGroupRow, isStreamRow, type StreamRow } from "./rows.ts";

/** What the operations of CloudWatch Logs work on. */
export interface LogsState {
  readonly account: string;
  readonly now: () => number;
  readonly groups: Table<GroupRow>;
  readonly streams: Table<StreamRow>;
  readonly files: EventFiles;
  readonly delays: Delays;
  readonly filters: Table<MetricFilterRow>;
  readonly minutes: Table<FilterMinute>;
  /** Where metric filters publish; they publish nothing without. */
  readonly metrics: MetricSink | undefined;
  /** How many events are looked at for one page of FilterLogEvents; few make short and empty pages frequent. */
  readonly pages: { scanned: number };
}

const scannedAtOnce = 100_000;

export function logsState({ account, clock, store, dir }: Ground, metrics?: MetricSink): LogsState {
  const now = () => clock.now();
  const groups = store.table("logs-groups", isGroupRow);
  const oldest = (id: string) => {
    const group = groups.values().find((row) => row.id === id);
    return group ? expiry({ now }, group) : -Infinity;
  };
  const streams = store.table("logs-streams", isStreamRow);
  const files = eventFiles(join(dir, "logs"), oldest);
  const filters = metricFilters({ store });
  const minutes = filterMinutes({ store });
  const [delays, pages] = [openDelays(store), { scanned: scannedAtOnce }];
  return { account, now, groups, streams, files, delays, filters, minutes, metrics, pages };
}

export const groupKey = (region: string, name: string) => `${region} ${name}`;
export const streamKey = (groupId: string, name: string) => `${groupId} ${name}`;

/** A name for files that does not depend on what characters the name has, and differs when made again. */
export const fileId = (...parts: readonly (string | number)[]) =>
  createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 24);

/** The group a request names: by logGroupName, or by logGroupIdentifier, which is a name or an ARN. */
export function groupOf(state: LogsState, input: JsonObject, region: string): GroupRow {
  const name = text(input, "logGroupName");
  const identifier = text(input, "logGroupIdentifier");
  if (name !== undefined && identifier !== undefined)
    throw invalid("logGroupName and logGroupIdentifier are mutually exclusive parameters.");
  if (name === undefined && identifier === undefined)
    throw invalid("Either logGroupName or logGroupIdentifier must be specified.");
  return identifiedGroup(state, name ?? identifier ?? "", region);
}

/** The group of a name or an ARN in this account and Region. */
export function identifiedGroup(state: LogsState, identifier: string, region: string): GroupRow {
  const arn = /^arn:[^:]*:logs:([^:]*):(\d*):log-group:([^:]*)(?::\*)?$/.exec(identifier);
  const [, home = region, account = state.account, name = identifier] = arn ?? [];
  const group = home === region && account === state.account ? state.groups.get(groupKey(region, name)) : undefined;
  if (!group) throw notFound("The specified log group does not exist.");
  return group;
}

export function streamOf(state: LogsState, group: GroupRow, name: string | undefined): StreamRow {
  if (name === undefined) throw invalid("A log stream name is required.");
  const stream = state.streams.get(streamKey(group.id, name));
  if (!stream) throw notFound("The specified log stream does not exist.");
  return stream;
}

/** In the order of their names. */
export const streamsOf = (state: LogsState, group: GroupRow): readonly StreamRow[] =>
  state.streams
    .values()
    .filter(({ groupId }) => groupId === group.id)
    .sort((a, b) => (a.name < b.name ? -1 : 1));

/** Events before this moment have expired. */
export const expiry = (state: Pick<LogsState, "now">, { retentionInDays }: GroupRow) =>
  retentionInDays === undefined ? -Infinity : state.now() - retentionInDays * 86_400_000;

export const groupArn = (state: LogsState, { region, name }: Pick<GroupRow, "region" | "name">) =>
  `arn:aws:logs:${region}:${state.account}:log-group:${name}`;

export const invalid = (message: string) => new ServiceError("InvalidParameterException", message);
export const notFound = (message: string) => new ServiceError("ResourceNotFoundException", message);
