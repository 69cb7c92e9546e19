import { isObject, type Json } from "../../json.ts";
import { invalid } from "../refusal.ts";
import { isUnknown, knownAfterApply, scalarText, textOf, type Intrinsic } from "./scope.ts";
import { shapeErrors } from "./shapes.ts";

const misshapen = (name: string) => invalid(shapeErrors[name] ?? `Template error: ${name}`);

/** A list argument of fixed length, evaluated; anything else gets CloudFormation's complaint. */
function parts(name: string, argument: Json): readonly Json[] {
  if (!Array.isArray(argument)) throw misshapen(name);
  return argument;
}

const join: Intrinsic = (argument, scope, evaluate) => {
  const [delimiter, expression] = parts("Fn::Join", argument);
  const values = evaluate(expression, scope);
  if (isUnknown(values)) return knownAfterApply;
  const texts = Array.isArray(values) ? values.map((value: Json) => scalarText(value)) : [undefined];
  if (texts.includes(undefined)) throw misshapen("Fn::Join");
  return texts.join(textOf(delimiter));
};

const split: Intrinsic = (argument, scope, evaluate) => {
  const [delimiter, expression] = parts("Fn::Split", argument);
  const source = scalarText(evaluate(expression, scope));
  if (source === undefined) throw misshapen("Fn::Split");
  return isUnknown(source) ? knownAfterApply : source.split(textOf(delimiter));
};

const select: Intrinsic = (argument, scope, evaluate) => {
  const [first, second] = parts("Fn::Select", argument);
  const index = scalarText(evaluate(first, scope));
  const values = evaluate(second, scope);
  if (isUnknown(values)) return knownAfterApply;
  if (index === undefined || !/^\d+$/.test(index) || !Array.isArray(values)) throw misshapen("Fn::Select");
  const found: Json = values[Number(index)];
  if (found === undefined)
    throw invalid(`Template error: Fn::Select cannot select nonexistent value at index ${index}`);
  return found;
};

const findInMap: Intrinsic = (argument, scope, evaluate) => {
  const [map, key, attribute, options] = parts("Fn::FindInMap", argument).map((part) => evaluate(part, scope));
  const path = [map, key, attribute].map((part) => scalarText(part));
  let found: Json = scope.mappings;
  for (const name of path)
    found = isObject(found) && name !== undefined && Object.hasOwn(found, name) ? found[name] : undefined;
  if (found !== undefined) return found;
  if (isObject(options) && options["DefaultValue"] !== undefined) return options["DefaultValue"];
  throw invalid(`Template error: Unable to get mapping for ${path.join("::")}`);
};

const base64: Intrinsic = (argument, scope, evaluate) => {
  const source = scalarText(evaluate(argument, scope));
  if (source === undefined) throw misshapen("Fn::Base64");
  return isUnknown(source) ? knownAfterApply : Buffer.from(source).toString("base64");
};

/** Functions on texts and lists; an unknown argument makes an unknown value. */
export const strings: Readonly<Record<string, Intrinsic>> = {
  "Fn::Join": join,
  "Fn::Split": split,
  "Fn::Select": select,
  "Fn::FindInMap": findInMap,
  "Fn::Base64": base64,
};
