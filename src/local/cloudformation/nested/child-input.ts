import { list, object, text, texts, type JsonObject } from "../../json.ts";
import type { ResourceRequest } from "../../resource.ts";
import type { Api } from "../api/service.ts";

/** What a parent says of a nested stack, as the request that a client would send for it. */
export function childInput({ machine }: Api, request: ResourceRequest): JsonObject {
  const { properties, tags, token, stackId } = request;
  const parent = machine.records.stacks.get(stackId);
  const given = object(properties, "Parameters");
  const own = list(properties, "Tags").map((tag) => [text(tag, "Key") ?? "", text(tag, "Value") ?? ""] as const);
  const timeout = text(properties, "TimeoutInMinutes");
  return {
    TemplateURL: text(properties, "TemplateURL"),
    Parameters: Object.keys(given).map((ParameterKey) => ({ ParameterKey, ParameterValue: text(given, ParameterKey) })),
    Tags: Object.entries({ ...tags, ...Object.fromEntries(own) }).map(([Key, Value]) => ({ Key, Value })),
    // What was acknowledged for the parent holds for its children.
    Capabilities: parent?.operation?.target.capabilities ?? parent?.shown?.capabilities ?? [],
    NotificationARNs: texts(properties, "NotificationARNs"),
    ...(timeout === undefined ? {} : { TimeoutInMinutes: timeout }),
    ClientRequestToken: token,
  };
}
