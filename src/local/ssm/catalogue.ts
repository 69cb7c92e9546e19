import { type JsonObject, number, text, texts } from "../json.ts";
import { pageOf } from "../paging.ts";
import { required } from "../required.ts";
import { type Operation, ServiceError } from "../service.ts";
import { tagList, tagsOf, withoutTags } from "../tag-list.ts";
import { filtersOf } from "./filters.ts";
import {
  findParameter,
  newest,
  type Parameter,
  parameterArn,
  parameterNotFound,
  type Parameters,
  type Place,
  rowKey,
} from "./parameter.ts";

/** What concerns parameters rather than their values: listing, tagging, deleting. */
export function catalogueOperations(parameters: Parameters): Record<string, Operation> {
  return {
    DescribeParameters(input, call) {
      const found = parameters.table
        .values()
        .filter(({ region }) => region === call.region)
        .filter(filtersOf(input));
      const options = { token: text(input, "NextToken"), limit: number(input, "MaxResults") ?? 50 };
      const { page, next } = pageOf(found, ({ name }) => name, options);
      return { Parameters: page.map((parameter) => metadata(parameter, call)), NextToken: next };
    },
    DeleteParameter(input, call) {
      const name = required(input, "Name");
      if (!deleteParameter(parameters, call, name)) throw parameterNotFound(name);
      return {};
    },
    DeleteParameters(input, call) {
      const names = texts(input, "Names");
      const deleted = new Set(names.filter((name) => deleteParameter(parameters, call, name)));
      return { DeletedParameters: [...deleted], InvalidParameters: names.filter((name) => !deleted.has(name)) };
    },
    AddTagsToResource(input, call) {
      const parameter = tagged(parameters, input, call);
      return retag(parameters, parameter, { ...parameter.tags, ...tagsOf(input) });
    },
    RemoveTagsFromResource(input, call) {
      const parameter = tagged(parameters, input, call);
      return retag(parameters, parameter, withoutTags(parameter.tags, texts(input, "TagKeys")));
    },
    ListTagsForResource: (input, call) => ({ TagList: tagList(tagged(parameters, input, call).tags) }),
  };
}

/** False when there was none. */
export function deleteParameter(parameters: Parameters, place: Place, name: string): boolean {
  const found = findParameter(parameters, place, name);
  if (found) parameters.table.delete(rowKey(found.region, found.name));
  return found !== undefined;
}

function retag({ table }: Parameters, parameter: Parameter, tags: Parameter["tags"]): JsonObject {
  table.put(rowKey(parameter.region, parameter.name), { ...parameter, tags });
  return {};
}

function tagged(parameters: Parameters, input: JsonObject, place: Place): Parameter {
  const id = required(input, "ResourceId");
  const found = text(input, "ResourceType") === "Parameter" ? findParameter(parameters, place, id) : undefined;
  if (!found)
    throw new ServiceError(
      "InvalidResourceId",
      "The resource ID is not valid. Verify that you entered the correct ID and try again.",
    );
  return found;
}

function metadata(parameter: Parameter, place: Place): JsonObject {
  const version = newest(parameter);
  return {
    Name: parameter.name,
    ARN: parameterArn(place, parameter.name),
    Type: version.type,
    KeyId: version.keyId,
    LastModifiedDate: version.at / 1000,
    LastModifiedUser: `arn:aws:iam::${place.account}:user/local`,
    Description: version.description,
    AllowedPattern: version.allowedPattern,
    Version: version.version,
    Tier: version.tier,
    Policies: [],
    DataType: version.dataType,
  };
}
