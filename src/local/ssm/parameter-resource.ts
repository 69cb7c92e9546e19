import { attempt } from "../attempt.ts";
import { object, text } from "../json.ts";
import type { ResourceProvider, ResourceRequest, Step } from "../resource.ts";
import { ServiceError } from "../service.ts";
import { missingStep } from "../step.ts";
import type { Tags } from "../tag-list.ts";
import { deleteParameter } from "./catalogue.ts";
import { liveParameter } from "./live-parameter.ts";
import { findParameter, type Parameters, rowKey } from "./parameter.ts";
import { checkName, type NewValue, writeParameter } from "./put-parameter.ts";

/** AWS::SSM::Parameter, which CloudFormation makes of the types String and StringList only. Ref is the name. */
export const parameterProvider = (parameters: Parameters): ResourceProvider => ({
  types: ["AWS::SSM::Parameter"],
  create: (request) =>
    attempt(request, () => {
      const given = text(request.properties, "Name");
      // A name of its own making may begin with the stack's name, whatever that is.
      if (given !== undefined) checkName(given);
      const name = given ?? request.generatedName(2000);
      const existing = findParameter(parameters, request, name);
      if (existing && existing.token !== request.token)
        throw new ServiceError("ParameterAlreadyExists", "The parameter already exists.");
      const value = { ...valueOf(request), tags: tagsOf(request), token: request.token };
      if (!existing) writeParameter(parameters, request, name, value);
      return done(name, request);
    }),
  update: (request) =>
    attempt(request, () => {
      if (!findParameter(parameters, request, request.physicalId)) return missingStep(request);
      const row = writeParameter(parameters, request, request.physicalId, valueOf(request));
      parameters.table.put(rowKey(row.region, row.name), { ...row, tags: tagsOf(request) });
      return done(request.physicalId, request);
    }),
  read: (request) => liveParameter(parameters, request),
  delete(request) {
    deleteParameter(parameters, request, request.physicalId);
    return done(request.physicalId, request);
  },
});

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
