import type { Json } from "../../json.ts";
import { invalid } from "../refusal.ts";
import { scalarText, textOf, type Evaluate, type Intrinsic, type Scope } from "./scope.ts";
import { shapeErrors } from "./shapes.ts";

function operands(name: string, argument: Json): readonly Json[] {
  if (!Array.isArray(argument)) throw invalid(shapeErrors[name] ?? "");
  return argument;
}

function truth(name: string, expression: Json, scope: Scope, evaluate: Evaluate): boolean {
  const value = scalarText(evaluate(expression, scope));
  if (value !== "true" && value !== "false") throw invalid(shapeErrors[name] ?? "");
  return value === "true";
}

const condition: Intrinsic = (argument, scope) => scope.condition(textOf(argument));

const branch: Intrinsic = (argument, scope, evaluate) => {
  const [name, yes, no] = operands("Fn::If", argument);
  return evaluate(scope.condition(textOf(name)) ? yes : no, scope);
};

const equals: Intrinsic = (argument, scope, evaluate) => {
  const [left, right] = operands("Fn::Equals", argument).map((operand) => evaluate(operand, scope));
  return canonical(left) === canonical(right);
};

const canonical = (value: Json) => scalarText(value) ?? JSON.stringify(value);

const not: Intrinsic = (argument, scope, evaluate) =>
  !truth("Fn::Not", operands("Fn::Not", argument)[0], scope, evaluate);

const and: Intrinsic = (argument, scope, evaluate) =>
  operands("Fn::And", argument).every((operand) => truth("Fn::And", operand, scope, evaluate));

const or: Intrinsic = (argument, scope, evaluate) =>
  operands("Fn::Or", argument).some((operand) => truth("Fn::Or", operand, scope, evaluate));

/** `Condition` is a function only where one is expected; a policy statement's own Condition member is an object. */
export const booleans: Readonly<Record<string, Intrinsic>> = {
  Condition: (argument, scope, evaluate) =>
    typeof argument === "string" ? condition(argument, scope, evaluate) : { Condition: evaluate(argument, scope) },
  "Fn::If": branch,
  "Fn::Equals": equals,
  "Fn::Not": not,
  "Fn::And": and,
  "Fn::Or": or,
};
