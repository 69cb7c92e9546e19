import { bool, type JsonObject, text } from "../json.ts";
import { required, violation } from "../required.ts";
import { ServiceError } from "../service.ts";
import { tagsOf, type Tags } from "../tag-list.ts";
import {
  findParameter,
  newest,
  type Parameter,
  type Parameters,
  type ParameterType,
  type Place,
  rowKey,
  type Version,
} from "./parameter.ts";
import { sealingContext } from "./secure-value.ts";

/** A value as it was asked for; what is left out is as in the version before. */
export interface NewValue {
  readonly value: string;
  readonly type?: ParameterType | undefined;
  readonly keyId?: string | undefined;
  readonly description?: string | undefined;
  readonly allowedPattern?: string | undefined;
  readonly dataType?: string | undefined;
  readonly tier?: string | undefined;
  readonly tags?: Tags;
  readonly token?: string;
}

const kept = 100;

/** PutParameter: makes a parameter or, when told to overwrite, a new version of it. */
export function putParameter(parameters: Parameters, input: JsonObject, place: Place): JsonObject {
  const name = required(input, "Name");
  checkName(name);
  const value = { ...given(input), value: required(input, "Value"), tags: tagsOf(input) };
  const existing = findParameter(parameters, place, name);
  const overwrite = bool(input, "Overwrite") ?? false;
  if (overwrite && Object.keys(value.tags).length > 0)
    throw invalid(
      "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
    );
  if (existing && !overwrite)
    throw new ServiceError(
      "ParameterAlreadyExists",
      "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
    );
  const { version, tier } = newest(writeParameter(parameters, place, name, value));
  return { Version: version, Tier: tier };
}

/** Adds a version, making the parameter when there is none. */
export function writeParameter(parameters: Parameters, place: Place, name: string, given: NewValue): Parameter {
  const { table } = parameters;
  const found = findParameter(parameters, place, name);
  const row = found ?? { name, region: place.region, tags: given.tags ?? {}, versions: [], token: given.token };
  const version = newVersion(parameters, place, row, given);
  const written = { ...row, versions: [...row.versions, version].slice(-kept) };
  table.put(rowKey(written.region, written.name), written);
  return written;
}

/** What a first version follows. */
const none: Omit<Version, "type" | "value" | "at"> & { readonly type?: ParameterType } = {
  version: 0,
  dataType: "text",
  tier: "Standard",
};

function newVersion(parameters: Parameters, place: Place, row: Parameter, given: NewValue): Version {
  const before = row.versions.at(-1) ?? none;
  const type = given.type ?? before.type;
  if (!type) throw invalid("A parameter type is required when you create a parameter.");
  const settings = {
    description: given.description ?? before.description,
    allowedPattern: given.allowedPattern ?? before.allowedPattern,
    dataType: given.dataType ?? before.dataType,
    tier: given.tier ?? before.tier,
  };
  checkValue(given.value, settings);
  const keyId = type === "SecureString" ? (given.keyId ?? before.keyId ?? "alias/aws/ssm") : undefined;
  const value = keyId === undefined ? given.value : sealed(parameters, place, keyId, { row, plain: given.value });
  return { ...settings, version: before.version + 1, type, value, keyId, at: parameters.now() };
}

function sealed(
  parameters: Parameters,
  place: Place,
  keyId: string,
  { row, plain }: { row: Parameter; plain: string },
) {
  try {
    return parameters.vault.seal(place, keyId, plain, sealingContext(place, row.name));
  } catch (error) {
    if (error instanceof ServiceError) throw new ServiceError("InvalidKeyId", error.message);
    throw error;
  }
}

function given(input: JsonObject): Omit<NewValue, "value" | "tags"> {
  return {
    type: typeOf(text(input, "Type")),
    keyId: text(input, "KeyId"),
    description: text(input, "Description"),
    allowedPattern: text(input, "AllowedPattern"),
    dataType: text(input, "DataType"),
    tier: text(input, "Tier") === "Intelligent-Tiering" ? "Standard" : text(input, "Tier"),
  };
}

function typeOf(type: string | undefined): ParameterType | undefined {
  if (type === undefined || type === "String" || type === "StringList" || type === "SecureString") return type;
  throw invalid(violation("Type", type, "Member must satisfy enum value set: [SecureString, StringList, String]"));
}

/**
 * Refuses names that SSM reserves or does not take, in its words (Systems Manager user guide, Understanding parameter name
 * requirements and constraints).
 */
export function checkName(name: string): void {
  if (/^\/?aws/i.test(name))
    throw new ServiceError(
      "AccessDeniedException",
      `No access to reserved parameter name: ${name.replace(/^\//, "")}.`,
    );
  if (!/^[\w.\-/]{1,1011}$/.test(name) || /^\/?ssm/i.test(name))
    throw invalid(
      'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_',
    );
  if (name.includes("/") && !name.startsWith("/")) throw invalid("Parameter name must be a fully qualified name.");
  if (name.split("/").length > 16)
    throw new ServiceError(
      "HierarchyLevelLimitExceededException",
      "The hierarchy has more than 15 levels, which is the most that SSM takes.",
    );
}

function checkValue(value: string, { allowedPattern, tier }: { allowedPattern?: string | undefined; tier: string }) {
  if (value === "") throw invalid(violation("Value", "", "Member must have length greater than or equal to 1."));
  const longest = tier === "Advanced" ? 8192 : 4096;
  if (Buffer.byteLength(value) > longest)
    throw invalid(
      `${tier} tier parameters support a maximum parameter value of ${longest} characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier.`,
    );
  if (allowedPattern !== undefined && !patternOf(allowedPattern).test(value))
    throw new ServiceError(
      "ParameterPatternMismatchException",
      `Parameter value, cannot be validated against allowedPattern: ${allowedPattern}`,
    );
}

function patternOf(pattern: string): RegExp {
  try {
    return new RegExp(pattern);
  } catch {
    throw new ServiceError(
      "InvalidAllowedPatternException",
      "The request does not meet the regular expression requirement.",
    );
  }
}

const invalid = (message: string) => new ServiceError("ValidationException", message);
