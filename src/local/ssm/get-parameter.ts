import { bool, type JsonObject, number, text, texts } from "../json.ts";
import { pageOf } from "../paging.ts";
import { required, violation } from "../required.ts";
import { type Operation, ServiceError } from "../service.ts";
import { filtersOf } from "./filters.ts";
import {
  findParameter,
  newest,
  type Parameter,
  parameterArn,
  parameterNotFound,
  type Parameters,
  type Place,
  type Version,
} from "./parameter.ts";
import { valueOf } from "./secure-value.ts";

/** The three ways to read values, and their history. */
export function readOperations(parameters: Parameters): Record<string, Operation> {
  const view = (parameter: Parameter, version: Version, place: Place, decrypted: boolean): JsonObject => ({
    Name: parameter.name,
    Type: version.type,
    Value: valueOf(parameters, place, { name: parameter.name, version, decrypted }),
    Version: version.version,
    LastModifiedDate: version.at / 1000,
    ARN: parameterArn({ ...place, region: parameter.region }, parameter.name),
    DataType: version.dataType,
  });
  const decrypted = (input: JsonObject) => bool(input, "WithDecryption") ?? false;
  return {
    GetParameter(input, call) {
      const { parameter, version, selector } = select(parameters, required(input, "Name"), call);
      return { Parameter: { ...view(parameter, version, call, decrypted(input)), Selector: selector } };
    },
    GetParameters(input, call) {
      const names = texts(input, "Names");
      if (names.length > 10)
        throw invalid(violation("Names", `[${names.join(", ")}]`, "Member must have length less than or equal to 10"));
      const found = names.map((name) => ({ name, selected: selected(parameters, name, call) }));
      return {
        Parameters: found.flatMap(({ selected }) =>
          selected
            ? { ...view(selected.parameter, selected.version, call, decrypted(input)), Selector: selected.selector }
            : [],
        ),
        InvalidParameters: found.flatMap(({ name, selected }) => (selected ? [] : [name])),
      };
    },
    GetParametersByPath(input, call) {
      const path = required(input, "Path");
      if (!path.startsWith("/"))
        throw invalid(
          `The parameter doesn't meet the parameter name requirements. The parameter name must begin with a forward slash "/".`,
        );
      const below = belowPath(parameters, call, path, bool(input, "Recursive") ?? false).filter(filtersOf(input));
      const options = { token: text(input, "NextToken"), limit: number(input, "MaxResults") ?? 10 };
      const { page, next } = pageOf(below, ({ name }) => name, options);
      const values = page.map((parameter) => view(parameter, newest(parameter), call, decrypted(input)));
      return { Parameters: values, NextToken: next };
    },
    GetParameterHistory(input, call) {
      const { parameter } = select(parameters, required(input, "Name"), call);
      const history = parameter.versions.map((version) => ({
        ...view(parameter, version, call, decrypted(input)),
        LastModifiedUser: `arn:aws:iam::${call.account}:user/local`,
        KeyId: version.keyId,
        Description: version.description,
        AllowedPattern: version.allowedPattern,
        Tier: version.tier,
        Labels: [],
        Policies: [],
      }));
      return { Parameters: history };
    },
  };
}

interface Selected {
  readonly parameter: Parameter;
  readonly version: Version;
  readonly selector: string | undefined;
}

/** A name may say which version it means: `name:3`. */
function select(parameters: Parameters, name: string, place: Place): Selected {
  const whole = findParameter(parameters, place, name);
  if (whole) return { parameter: whole, version: newest(whole), selector: undefined };
  const [, plain = "", number = ""] = /^(.+):(\d+)$/.exec(name) ?? [];
  const parameter = findParameter(parameters, place, plain);
  if (!parameter) throw parameterNotFound(name);
  const version = parameter.versions.find((version) => version.version === Number(number));
  if (!version)
    throw new ServiceError(
      "ParameterVersionNotFound",
      `Systems Manager could not find version ${number} of ${plain}. Verify the version and try again.`,
    );
  return { parameter, version, selector: `:${number}` };
}

function selected(parameters: Parameters, name: string, place: Place): Selected | undefined {
  try {
    return select(parameters, name, place);
  } catch (error) {
    if (error instanceof ServiceError) return undefined;
    throw error;
  }
}

function belowPath({ table }: Parameters, { region }: Place, path: string, recursive: boolean): readonly Parameter[] {
  const prefix = path.endsWith("/") ? path : `${path}/`;
  return table
    .values()
    .filter((parameter) => parameter.region === region && `/${parameter.name.replace(/^\//, "")}`.startsWith(prefix))
    .filter(({ name }) => recursive || !name.slice(prefix.length).includes("/"));
}

const invalid = (message: string) => new ServiceError("ValidationException", message);
