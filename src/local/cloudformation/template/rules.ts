import { list, object, text, type Json, type JsonObject } from "../../json.ts";
import { evaluate } from "../intrinsics/evaluate.ts";
import type { Scope } from "../intrinsics/scope.ts";
import { invalid } from "../refusal.ts";

/** Refuses parameter values that a rule of the template does not accept, before anything is done. */
export function checkRules(rules: JsonObject, scope: Scope): void {
  for (const name of Object.keys(rules)) {
    const rule = object(rules, name);
    if (rule["RuleCondition"] !== undefined && !holds(rule["RuleCondition"], scope)) continue;
    for (const assertion of list(rule, "Assertions"))
      if (!holds(object({ assertion }, "assertion")["Assert"], scope))
        throw invalid(
          text(assertion, "AssertDescription") ?? `Template error: an assertion of rule ${name} does not hold`,
        );
  }
}

function holds(expression: Json, scope: Scope): boolean {
  const value = evaluate(expression, scope);
  if (value === true || value === false) return value;
  throw invalid("Template error: the conditions and assertions of rules must evaluate to true or false");
}
