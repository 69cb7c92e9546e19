import type { Json } from "../../json.ts";
import { invalid } from "../refusal.ts";
import { same } from "../spec/difference.ts";
import type { Evaluate, Intrinsic, Scope } from "./scope.ts";

/** Two operands, evaluated, of which the first is a list. */
function operands(name: string, argument: Json, scope: Scope, evaluate: Evaluate): readonly [readonly Json[], Json] {
  const [list, other]: readonly Json[] = Array.isArray(argument) ? argument : [];
  const values = evaluate(list, scope);
  if (!Array.isArray(values) || other === undefined)
    throw invalid(
      `Template error: every ${name} object requires two parameters, the first of which is a list of strings`,
    );
  return [values, evaluate(other, scope)];
}

const contains: Intrinsic = (argument, scope, evaluate) => {
  const [values, wanted] = operands("Fn::Contains", argument, scope, evaluate);
  return values.some((value) => same(value, wanted));
};

const eachEquals: Intrinsic = (argument, scope, evaluate) => {
  const [values, wanted] = operands("Fn::EachMemberEquals", argument, scope, evaluate);
  return values.every((value) => same(value, wanted));
};

const eachIn: Intrinsic = (argument, scope, evaluate) => {
  const [values, allowed] = operands("Fn::EachMemberIn", argument, scope, evaluate);
  return Array.isArray(allowed) && values.every((value) => allowed.some((one: Json) => same(one, value)));
};

/** Functions that only the Rules section has. Those that ask EC2 and Route 53 for what there is are not among them. */
export const ruleFunctions: Readonly<Record<string, Intrinsic>> = {
  "Fn::Contains": contains,
  "Fn::EachMemberEquals": eachEquals,
  "Fn::EachMemberIn": eachIn,
};
