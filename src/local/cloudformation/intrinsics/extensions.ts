import type { Json } from "../../json.ts";
import { invalid } from "../refusal.ts";
import { isUnknown, knownAfterApply, type Intrinsic } from "./scope.ts";

const length: Intrinsic = (argument, scope, evaluate) => {
  const values = evaluate(argument, scope);
  if (isUnknown(values)) return knownAfterApply;
  if (!Array.isArray(values)) throw invalid("Template error: Fn::Length needs a list");
  return values.length;
};

const toJsonString: Intrinsic = (argument, scope, evaluate) => {
  const value: Json = evaluate(argument, scope);
  if (typeof value !== "object") throw invalid("Template error: Fn::ToJsonString needs an object or a list");
  return JSON.stringify(value);
};

/** Functions that only templates with the transform AWS::LanguageExtensions have. */
export const extensions: Readonly<Record<string, Intrinsic>> = {
  "Fn::Length": length,
  "Fn::ToJsonString": toJsonString,
};
