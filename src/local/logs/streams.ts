import { bool, type JsonObject, text } from "../json.ts";
import { pageInOrder } from "../paging.ts";
import { violation } from "../required.ts";
import { type Operation, ServiceError } from "../service.ts";
import { limitOf } from "./page.ts";
import type { GroupRow, StreamRow } from "./rows.ts";
import { lowerBound, startOf, visible } from "./sorted.ts";
import { expiry, fileId, groupArn, groupOf, invalid, type LogsState, streamKey, streamOf, streamsOf } from "./state.ts";

export const streamOperations = (state: LogsState): Readonly<Record<string, Operation>> => ({
  CreateLogStream: (input, { region }) => {
    const group = groupOf(state, input, region);
    createStream(state, group, text(input, "logStreamName") ?? "");
    return {};
  },
  DeleteLogStream: (input, { region }) => {
    const group = groupOf(state, input, region);
    const stream = streamOf(state, group, text(input, "logStreamName"));
    state.files.group(group.id).removeStream(stream.id);
    state.streams.delete(streamKey(group.id, stream.name));
    return {};
  },
  DescribeLogStreams: (input, { region }) => describeStreams(state, input, groupOf(state, input, region)),
});

export function createStream(state: LogsState, group: GroupRow, name: string): StreamRow {
  if (!/^[^:*]{1,512}$/.test(name))
    throw invalid(
      `1 validation error detected: Value '${name}' at 'logStreamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [^:*]*`,
    );
  const key = streamKey(group.id, name);
  if (state.streams.get(key))
    throw new ServiceError("ResourceAlreadyExistsException", "The specified log stream already exists");
  const row = {
    id: fileId(group.id, name, state.now(), state.streams.keys().length),
    groupId: group.id,
    name,
    creationTime: state.now(),
  };
  state.streams.put(key, row);
  return row;
}

function describeStreams(state: LogsState, input: JsonObject, group: GroupRow) {
  const prefix = text(input, "logStreamNamePrefix");
  const orderBy = text(input, "orderBy") ?? "LogStreamName";
  if (orderBy !== "LogStreamName" && orderBy !== "LastEventTime")
    throw invalid(violation("orderBy", orderBy, "Member must satisfy enum value set: [LogStreamName, LastEventTime]"));
  const byTime = orderBy === "LastEventTime";
  if (byTime && prefix !== undefined) throw invalid("Cannot order by LastEventTime with a logStreamNamePrefix.");
  const described = streamsOf(state, group)
    .filter(({ name }) => name.startsWith(prefix ?? ""))
    .map((stream) => describeStream(state, group, stream));
  if (byTime) described.sort((a, b) => (a.lastEventTimestamp ?? 0) - (b.lastEventTimestamp ?? 0));
  if (bool(input, "descending") === true) described.reverse();
  const asked = { token: text(input, "nextToken"), limit: limitOf(input, 50, 50) };
  const found = pageInOrder(described, ({ logStreamName }) => logStreamName, asked);
  if (!found) throw invalid("The specified nextToken is invalid.");
  return { logStreams: found.page, nextToken: found.next };
}

function describeStream(state: LogsState, group: GroupRow, { id, name, creationTime }: StreamRow) {
  const all = visible(state.files.group(group.id).entries(id), state.now());
  const entries = all.slice(lowerBound(all, startOf(expiry(state, group))));
  return {
    logStreamName: name,
    creationTime,
    firstEventTimestamp: entries.at(0)?.timestamp,
    lastEventTimestamp: entries.at(-1)?.timestamp,
    lastIngestionTime:
      entries.length === 0 ? undefined : entries.reduce((last, entry) => Math.max(last, entry.ingestionTime), 0),
    uploadSequenceToken: "0",
    arn: `${groupArn(state, group)}:log-stream:${name}`,
    // Always 0 for streams since 2019 (API reference, LogStream).
    storedBytes: 0,
  };
}
