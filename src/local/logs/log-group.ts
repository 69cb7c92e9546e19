import { attempt } from "../attempt.ts";
import { number, text } from "../json.ts";
import type { ExistingRequest, ResourceProvider, ResourceRequest, Step } from "../resource.ts";
import { doneStep, existsStep, failedStep, propertyIdentifier } from "../step.ts";
import { tagsOf } from "../tag-list.ts";
import { changeGroup, createGroup, deleteGroup } from "./groups.ts";
import type { GroupRow } from "./rows.ts";
import { groupArn, groupKey, type LogsState } from "./state.ts";

/** AWS::Logs::LogGroup. Ref is the name, the attribute Arn ends in `:*`. */
export const logGroupProvider = (state: LogsState): ResourceProvider => ({
  types: ["AWS::Logs::LogGroup"],
  create: (request) => {
    const name = text(request.properties, "LogGroupName") ?? request.generatedName(512);
    const found = state.groups.get(groupKey(request.region, name));
    if (found)
      return found.token === request.token
        ? done(state, found)
        : existsStep(request, propertyIdentifier("LogGroupName", name));
    return attempt(request, () => done(state, createGroup(state, newGroup(request, name))));
  },
  update: (request) => {
    const group = groupFor(state, request);
    if (!group) return failedStep(request, "The specified log group does not exist.", "NotFound");
    const { retentionInDays, kmsKeyId, tags } = newGroup(request, group.name);
    changeGroup(state, group, { retentionInDays, kmsKeyId, tags });
    return done(state, group);
  },
  read: (request) => {
    const group = groupFor(state, request);
    if (!group) return undefined;
    const { name, retentionInDays, kmsKeyId, logGroupClass } = group;
    return {
      properties: {
        LogGroupName: name,
        RetentionInDays: retentionInDays,
        KmsKeyId: kmsKeyId,
        LogGroupClass: logGroupClass,
      },
      attributes: attributesOf(state, group),
    };
  },
  delete: (request) => {
    const group = groupFor(state, request);
    if (group) deleteGroup(state, group);
    return doneStep(request.physicalId);
  },
});

const groupFor = (state: LogsState, { region, physicalId }: ExistingRequest) =>
  state.groups.get(groupKey(region, physicalId));

const newGroup = ({ region, properties, tags, token }: ResourceRequest, name: string) => ({
  region,
  name,
  retentionInDays: number(properties, "RetentionInDays"),
  kmsKeyId: text(properties, "KmsKeyId"),
  logGroupClass: text(properties, "LogGroupClass"),
  tags: { ...tags, ...tagsOf(properties) },
  token,
});

const attributesOf = (state: LogsState, group: GroupRow) => ({ Arn: `${groupArn(state, group)}:*` });

const done = (state: LogsState, group: GroupRow): Step => doneStep(group.name, attributesOf(state, group));
