import { isObject, type JsonObject, list, number, text } from "../json.ts";
import type { ExistingRequest, ResourceProvider, ResourceRequest, Step } from "../resource.ts";
import { ServiceError } from "../service.ts";
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
      return found.token === request.token ? done(state, found) : failed(request, alreadyExists(name), "AlreadyExists");
    try {
      return done(state, createGroup(state, newGroup(request, name)));
    } catch (error) {
      if (error instanceof ServiceError) return failed(request, error.message, "InvalidRequest");
      throw error;
    }
  },
  update: (request) => {
    const group = groupFor(state, request);
    if (!group) return failed(request, "The specified log group does not exist.", "NotFound");
    const { retentionInDays, tags } = newGroup(request, group.name);
    changeGroup(state, group, { retentionInDays, tags });
    return done(state, group);
  },
  delete: (request) => {
    const group = groupFor(state, request);
    if (group) deleteGroup(state, group);
    return { state: "done", physicalId: request.physicalId, attributes: {} };
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

const tagsOf = (properties: JsonObject) =>
  Object.fromEntries(
    list(properties, "Tags")
      .filter(isObject)
      .map((tag) => [text(tag, "Key") ?? "", text(tag, "Value") ?? ""]),
  );

const done = (state: LogsState, group: GroupRow): Step => ({
  state: "done",
  physicalId: group.name,
  attributes: { Arn: `${groupArn(state, group)}:*` },
});

const alreadyExists = (name: string) =>
  `Resource of type 'AWS::Logs::LogGroup' with identifier '{"/properties/LogGroupName":"${name}"}' already exists.`;

const failed = ({ token }: ResourceRequest, message: string, code: string): Step => ({
  state: "failed",
  reason: `Resource handler returned message: "${message}" (RequestToken: ${token}, HandlerErrorCode: ${code})`,
});
