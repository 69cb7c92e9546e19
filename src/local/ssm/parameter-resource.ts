import { object, text } from "../json.ts";
import type { ResourceProvider, ResourceRequest, Step } from "../resource.ts";
import { ServiceError } from "../service.ts";
import type { Tags } from "../tag-list.ts";
import { deleteParameter } from "./catalogue.ts";
import { findParameter, type Parameters, rowKey } from "./parameter.ts";
import { type NewValue, writeParameter } from "./put-parameter.ts";

/** AWS::SSM::Parameter, which CloudFormation makes of the types String and StringList only. Ref is the name. */
export const parameterProvider = (parameters: Parameters): ResourceProvider => ({
  types: ["AWS::SSM::Parameter"],
  create(request) {
    const name = text(request.properties, "Name") ?? `CFN-${request.generatedName(2000)}`;
    const existing = findParameter(parameters, request, name);
    if (existing && existing.token === request.token) return done(name, request);
    if (existing) return { state: "failed", reason: `${name} already exists in stack or account` };
    return step(name, request, () =>
      writeParameter(parameters, request, name, { ...valueOf(request), tags: tagsOf(request), token: request.token }),
    );
  },
  update: (request) =>
    step(request.physicalId, request, () => {
      const row = writeParameter(parameters, request, request.physicalId, valueOf(request));
      parameters.table.put(rowKey(row.region, row.name), { ...row, tags: tagsOf(request) });
    }),
  delete(request) {
    deleteParameter(parameters, request, request.physicalId);
    return done(request.physicalId, request);
  },
});

function step(name: string, request: ResourceRequest, act: () => void): Step {
  try {
    act();
    return done(name, request);
  } catch (error) {
    if (error instanceof ServiceError) return { state: "failed", reason: error.message };
    throw error;
  }
}

const done = (name: string, { properties }: ResourceRequest): Step => ({
  state: "done",
  physicalId: name,
  attributes: { Type: text(properties, "Type") ?? "String", Value: text(properties, "Value") ?? "" },
});

const valueOf = ({ properties }: ResourceRequest): NewValue => ({
  value: text(properties, "Value") ?? "",
  type: text(properties, "Type") === "StringList" ? "StringList" : "String",
  description: text(properties, "Description"),
  allowedPattern: text(properties, "AllowedPattern"),
  dataType: text(properties, "DataType"),
  tier: text(properties, "Tier"),
});

/** Unlike every other type's, this one's tags are a map. */
function tagsOf({ properties, tags }: ResourceRequest): Tags {
  const own = object(properties, "Tags");
  return { ...tags, ...Object.fromEntries(Object.keys(own).map((key) => [key, text(own, key) ?? ""])) };
}
