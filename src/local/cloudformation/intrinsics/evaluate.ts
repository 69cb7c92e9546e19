import { isObject, type Json } from "../../json.ts";
import { invalid } from "../refusal.ts";
import { attributeOf } from "../template/references.ts";
import { booleans } from "./conditions.ts";
import { extensions } from "./extensions.ts";
import { strings } from "./strings.ts";
import { network } from "./network.ts";
import { ruleFunctions } from "./rules.ts";
import { scalarText, textOf, type Intrinsic, type Scope } from "./scope.ts";
import { shapeErrors } from "./shapes.ts";
import { substitute } from "./sub.ts";

/** The value of an expression. Members and items that are AWS::NoValue are left out. */
export function evaluate(expression: Json, scope: Scope): Json {
  if (Array.isArray(expression))
    return expression.map((item) => evaluate(item, scope)).filter((item) => item !== undefined);
  if (!isObject(expression)) return expression;
  const entries = Object.entries(expression);
  const [[name, argument] = ["", undefined]] = entries;
  const intrinsic = entries.length === 1 && Object.hasOwn(intrinsics, name) ? intrinsics[name] : undefined;
  if (intrinsic) return intrinsic(argument, scope, evaluate);
  return Object.fromEntries(
    entries.flatMap(([key, value]) => {
      const found = evaluate(value, scope);
      return found === undefined ? [] : [[key, found] as const];
    }),
  );
}

const reference: Intrinsic = (argument, scope) => scope.ref(textOf(argument));

const getAtt: Intrinsic = (argument, scope) => {
  const found = attributeOf(argument);
  if (!found) throw invalid(shapeErrors["Fn::GetAtt"] ?? "");
  return scope.attribute(found.name, textOf(evaluate(found.attribute, scope)));
};

const importValue: Intrinsic = (argument, scope) => {
  const name = scalarText(evaluate(argument, scope));
  if (name === undefined) throw invalid(shapeErrors["Fn::ImportValue"] ?? "");
  return scope.imported(name);
};

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: reference,
  "Fn::GetAtt": getAtt,
  "Fn::ImportValue": importValue,
  "Fn::Sub": substitute,
  ...strings,
  ...network,
  ...booleans,
  ...ruleFunctions,
  ...extensions,
};
