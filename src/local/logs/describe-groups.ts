import { type JsonObject, list, text, texts } from "../json.ts";
import { pageOf } from "../paging.ts";
import type { Call } from "../service.ts";
import { filtersOf } from "./metric-filters/rows.ts";
import { limitOf } from "./page.ts";
import type { GroupRow } from "./rows.ts";
import { groupArn, invalid, type LogsState } from "./state.ts";

/** DescribeLogGroups: a Region's groups in the order of their names, by prefix, by part of the name, by class or by name. */
export function describeGroups(state: LogsState, input: JsonObject, { region }: Call): JsonObject {
  const pattern = text(input, "logGroupNamePattern");
  const isChosen = choice(input);
  const groups = state.groups.values().filter((group) => group.region === region && isChosen(group));
  const asked = { token: text(input, "nextToken"), limit: limitOf(input, 50, 50) };
  const { page, next } = pageOf(groups, ({ name }) => name, asked);
  return {
    logGroups: page.map((group) => {
      const described = describeGroup(state, group);
      return pattern === undefined ? described : brief(described);
    }),
    nextToken: next,
  };
}

function choice(input: JsonObject): (group: GroupRow) => boolean {
  const prefix = text(input, "logGroupNamePrefix");
  const pattern = text(input, "logGroupNamePattern");
  const logGroupClass = text(input, "logGroupClass");
  const names = texts(input, "logGroupIdentifiers");
  if (prefix !== undefined && pattern !== undefined)
    throw invalid("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
  if (names.length > 0 && [prefix, pattern, logGroupClass].some((other) => other !== undefined))
    throw invalid("logGroupIdentifiers cannot be combined with another filter.");
  if (names.length > 50) throw invalid("logGroupIdentifiers can name at most 50 log groups.");
  return (group) =>
    (list(input, "logGroupIdentifiers").length === 0 || names.includes(group.name)) &&
    group.name.startsWith(prefix ?? "") &&
    group.name.includes(pattern ?? "") &&
    group.logGroupClass === (logGroupClass ?? group.logGroupClass);
}

/** With a pattern AWS tells no more (API reference). */
const brief = ({ logGroupName, creationTime, arn, logGroupArn }: JsonObject): JsonObject => ({
  logGroupName,
  creationTime,
  arn,
  logGroupArn,
});

function describeGroup(state: LogsState, group: GroupRow): JsonObject {
  const { name, creationTime, retentionInDays, kmsKeyId, logGroupClass, id } = group;
  return {
    logGroupName: name,
    creationTime,
    retentionInDays,
    metricFilterCount: filtersOf(state.filters, group).length,
    arn: `${groupArn(state, group)}:*`,
    logGroupArn: groupArn(state, group),
    // AWS counts 26 bytes besides each message, which is about what a line on disk has besides it.
    storedBytes: state.files.size(id),
    kmsKeyId,
    logGroupClass,
  };
}
