import { isObject, type Json } from "../../json.ts";
import { attributeOf } from "../template/references.ts";
import { extensions } from "./extensions.ts";
import { textOf } from "./scope.ts";

/** What CloudFormation says of an intrinsic function whose argument has the wrong shape. */
export const shapeErrors: Readonly<Record<string, string>> = {
  "Fn::GetAtt":
    "Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute",
  "Fn::Join":
    "Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.",
  "Fn::Split":
    "Template error: every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.",
  "Fn::Select": "Template error: Fn::Select requires a list argument with two elements: an integer index and a list",
  "Fn::FindInMap":
    "Template error: every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value",
  "Fn::Base64": "Template error: every Fn::Base64 object must have a String-typed value.",
  "Fn::Sub":
    "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string",
  "Fn::Cidr":
    "Template error: every Fn::Cidr object requires two or three parameters, (1) the address block, (2) the number of CIDRs to generate, and optionally (3) the subnet bits",
  "Fn::GetAZs": "Template error: every Fn::GetAZs object requires a single non-null string parameter.",
  "Fn::ImportValue":
    "Template error: the attribute in Fn::ImportValue must be a string or a function that returns a string",
  "Fn::If": "Template error: Fn::If requires a list argument with three elements",
  "Fn::Equals": "Template error: every Fn::Equals object requires a list of 2 string parameters.",
  "Fn::Not": "Template error: every Fn::Not object requires a list of 1 boolean parameter.",
  "Fn::And": "Template error: every Fn::And object requires a list of at least 2 and at most 10 boolean parameters.",
  "Fn::Or": "Template error: every Fn::Or object requires a list of at least 2 and at most 10 boolean parameters.",
};

type Shape = (argument: Json) => boolean;
const listOf =
  (least: number, most = least): Shape =>
  (argument) =>
    Array.isArray(argument) && argument.length >= least && argument.length <= most;
const textOrFunction = (argument: Json) => typeof argument === "string" || isObject(argument);

const shapes: Readonly<Record<string, Shape>> = {
  "Fn::GetAtt": (argument) => attributeOf(argument) !== undefined,
  "Fn::Join": (argument) => Array.isArray(argument) && argument.length === 2 && typeof argument[0] === "string",
  "Fn::Split": (argument) => Array.isArray(argument) && argument.length === 2 && typeof argument[0] === "string",
  "Fn::Select": listOf(2),
  "Fn::FindInMap": listOf(3, 4),
  "Fn::Base64": textOrFunction,
  "Fn::Sub": (argument) =>
    typeof argument === "string" ||
    (Array.isArray(argument) && argument.length === 2 && typeof argument[0] === "string" && isObject(argument[1])),
  "Fn::Cidr": listOf(2, 3),
  "Fn::GetAZs": textOrFunction,
  "Fn::ImportValue": textOrFunction,
  "Fn::If": listOf(3),
  "Fn::Equals": listOf(2),
  "Fn::Not": listOf(1),
  "Fn::And": listOf(2, 10),
  "Fn::Or": listOf(2, 10),
};

/** The first complaint about functions anywhere in an expression; `extended` ones count where their transform is named. */
export function misshapen(expression: Json, extended = false): string | undefined {
  if (Array.isArray(expression)) return firstOf(expression, extended);
  if (!isObject(expression)) return undefined;
  for (const [name, argument] of Object.entries(expression)) {
    const complaint = name.startsWith("Fn::") ? complaintOf(name, argument, extended) : undefined;
    if (complaint !== undefined) return complaint;
  }
  return firstOf(Object.values(expression), extended);
}

function complaintOf(name: string, argument: Json, extended: boolean): string | undefined {
  const shape = Object.hasOwn(shapes, name) ? shapes[name] : undefined;
  if (shape) return shape(argument) ? undefined : shapeErrors[name];
  if (extended && Object.hasOwn(extensions, name)) return undefined;
  return name === "Fn::Transform"
    ? `No transform named ${textOf(isObject(argument) ? argument["Name"] : argument)} found.`
    : `Template error: Encountered unsupported function: ${name} Supported functions are: [${Object.keys(shapes).join(", ")}, Ref, Condition]`;
}

function firstOf(values: readonly Json[], extended: boolean): string | undefined {
  for (const value of values) {
    const found = misshapen(value, extended);
    if (found !== undefined) return found;
  }
  return undefined;
}
