import { namesOf } from "../columns.ts";
import { eachRow, type Plan } from "../plan.ts";
import type { Scanner } from "../scanner.ts";
import { toText } from "../value.ts";

/** `dedup a, b`: the first row of each combination of values; rows without one of the fields stay (user guide, dedup). */
export function dedup(scanner: Scanner, plan: Plan): void {
  const names = namesOf(scanner);
  plan.isMatchingOver = true;
  plan.stages.push((next) => {
    const seen = new Set<string>();
    return eachRow((row) => {
      const values = names.map((name) => toText(row.get(name)));
      if (values.includes(undefined)) return true;
      const key = JSON.stringify(values);
      const isNew = !seen.has(key);
      seen.add(key);
      return isNew;
    })(next);
  });
}
