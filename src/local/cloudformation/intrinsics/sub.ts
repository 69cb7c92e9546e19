import { isObject, type Json } from "../../json.ts";
import { invalid } from "../refusal.ts";
import { scalarText, type Intrinsic } from "./scope.ts";
import { shapeErrors } from "./shapes.ts";

/** Fn::Sub: `${Name}`, `${Resource.Attribute}`, `${Own}` from the second argument, `${!Literal}` for `${Literal}`. */
export const substitute: Intrinsic = (argument, scope, evaluate) => {
  const [pattern, second]: readonly Json[] = Array.isArray(argument) ? argument : [argument];
  if (typeof pattern !== "string") throw invalid(shapeErrors["Fn::Sub"] ?? "");
  const own = isObject(second) ? second : {};
  return pattern.replaceAll(/\$\{([^}]*)\}/g, (_, inner: string) => {
    if (inner.startsWith("!")) return `\${${inner.slice(1)}}`;
    const name = inner.trim();
    if (!/^[A-Za-z0-9_.:]+$/.test(name))
      throw invalid(
        "Template error: variable names in Fn::Sub syntax must contain only alphanumeric characters, underscores, periods, and colons",
      );
    const dot = name.indexOf(".");
    // Names of the second argument hide parameters and resources.
    const value = Object.hasOwn(own, name)
      ? evaluate(own[name], scope)
      : dot < 0
        ? scope.ref(name)
        : scope.attribute(name.slice(0, dot), name.slice(dot + 1));
    const found = scalarText(value);
    if (found === undefined)
      throw invalid(`Template error: Fn::Sub expression does not resolve to a string: ${name} in ${pattern}`);
    return found;
  });
};
