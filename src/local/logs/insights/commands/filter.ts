import { expression } from "../expression.ts";
import { eachRow, type Plan } from "../plan.ts";
import type { Scanner } from "../scanner.ts";
import { isTrue } from "../value.ts";

/** `filter a = 1 and b like /x/`: drops the rows of which it is not true. */
export function filter(scanner: Scanner, plan: Plan): void {
  const test = expression(scanner, plan.scope);
  plan.stages.push(eachRow((row) => isTrue(test(row))));
  if (!plan.isMatchingOver) plan.matchedAfter = plan.stages.length;
}
