import { filterKey, filtersOf } from "./metric-filters/rows.ts";
import { number, text, texts } from "../json.ts";
import { type Operation, ServiceError } from "../service.ts";
import { tagMap, withoutTags } from "../tag-list.ts";
import { describeGroups } from "./describe-groups.ts";
import type { GroupRow } from "./rows.ts";
import { fileId, groupKey, groupOf, invalid, type LogsState, streamKey, streamsOf } from "./state.ts";

/** The days CloudWatch Logs can keep events (API reference, PutRetentionPolicy). */
const retentions = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export const groupOperations = (state: LogsState): Readonly<Record<string, Operation>> => ({
  CreateLogGroup: (input, { region }) => {
    createGroup(state, {
      region,
      name: text(input, "logGroupName") ?? "",
      tags: tagMap(input, "tags"),
      kmsKeyId: text(input, "kmsKeyId"),
      logGroupClass: text(input, "logGroupClass"),
    });
    return {};
  },
  DeleteLogGroup: (input, { region }) => {
    deleteGroup(state, groupOf(state, input, region));
    return {};
  },
  DescribeLogGroups: (input, call) => describeGroups(state, input, call),
  PutRetentionPolicy: (input, { region }) => {
    const group = groupOf(state, input, region);
    changeGroup(state, group, { retentionInDays: retentionOf(number(input, "retentionInDays")) });
    return {};
  },
  DeleteRetentionPolicy: (input, { region }) => {
    changeGroup(state, groupOf(state, input, region), { retentionInDays: undefined });
    return {};
  },
  TagResource: (input, { region }) => {
    const group = groupOf(state, { logGroupIdentifier: input["resourceArn"] }, region);
    changeGroup(state, group, { tags: { ...group.tags, ...tagMap(input, "tags") } });
    return {};
  },
  UntagResource: (input, { region }) => {
    const group = groupOf(state, { logGroupIdentifier: input["resourceArn"] }, region);
    changeGroup(state, group, { tags: withoutTags(group.tags, texts(input, "tagKeys")) });
    return {};
  },
  ListTagsForResource: (input, { region }) => ({
    tags: groupOf(state, { logGroupIdentifier: input["resourceArn"] }, region).tags,
  }),
});

export interface NewGroup {
  readonly region: string;
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly retentionInDays?: number | undefined;
  readonly kmsKeyId?: string | undefined;
  readonly logGroupClass?: string | undefined;
  readonly token?: string;
}

/** Makes a group; a name that is taken is refused, as are names and retentions AWS has not. */
export function createGroup(
  state: LogsState,
  { region, name, retentionInDays, kmsKeyId, ...group }: NewGroup,
): GroupRow {
  if (!/^[.\-_/#A-Za-z0-9]{1,512}$/.test(name))
    throw invalid(
      `1 validation error detected: Value '${name}' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+`,
    );
  const key = groupKey(region, name);
  if (state.groups.get(key))
    throw new ServiceError("ResourceAlreadyExistsException", "The specified log group already exists");
  const row: GroupRow = {
    ...group,
    id: fileId(region, name, state.now(), state.groups.keys().length, state.streams.keys().length),
    region,
    name,
    creationTime: state.now(),
    logGroupClass: group.logGroupClass ?? "STANDARD",
    ...(retentionInDays !== undefined && { retentionInDays: retentionOf(retentionInDays) }),
    ...(kmsKeyId !== undefined && { kmsKeyId }),
  };
  state.groups.put(key, row);
  return row;
}

/** Stores a changed group; a retention of undefined keeps events for ever, a key of undefined is CloudWatch's own. */
export function changeGroup(state: LogsState, group: GroupRow, change: GroupChange): void {
  const { retentionInDays, kmsKeyId, ...kept } = { ...group, ...change };
  state.groups.put(groupKey(group.region, group.name), {
    ...kept,
    ...(retentionInDays !== undefined && { retentionInDays }),
    ...(kmsKeyId !== undefined && { kmsKeyId }),
  });
}

export interface GroupChange {
  readonly retentionInDays?: number | undefined;
  readonly kmsKeyId?: string | undefined;
  readonly tags?: Readonly<Record<string, string>>;
}

export function deleteGroup(state: LogsState, group: GroupRow): void {
  for (const { name } of streamsOf(state, group)) state.streams.delete(streamKey(group.id, name));
  for (const { filterName } of filtersOf(state.filters, group))
    state.filters.delete(filterKey(group.region, group.name, filterName));
  state.groups.delete(groupKey(group.region, group.name));
  state.files.remove(group.id);
}

function retentionOf(days: number | undefined): number {
  if (days === undefined || !retentions.includes(days))
    throw invalid(
      `1 validation error detected: Value '${days}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [${retentions.join(", ")}]`,
    );
  return days;
}
