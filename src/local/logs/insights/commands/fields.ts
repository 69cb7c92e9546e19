import { columnsOf } from "../columns.ts";
import { eachRow, type Plan } from "../plan.ts";
import type { Scanner } from "../scanner.ts";

/** `fields a, abs(b) as c`: shows fields beside those of earlier `fields`, and makes new ones. */
export function fields(scanner: Scanner, plan: Plan): void {
  const { by, names } = plan.shown;
  const made = compute(scanner, plan);
  if (by === "nothing") plan.shown = { by: "fields", names: made };
  else if (by !== "display") plan.shown = { by, names: [...new Set([...names, ...made])] };
}

/** `display a, b`: shows these fields and no others; the last one counts. */
export function display(scanner: Scanner, plan: Plan): void {
  plan.shown = { by: "display", names: compute(scanner, plan) };
}

/** Sets what is made on each row, and answers the names. */
function compute(scanner: Scanner, plan: Plan): readonly string[] {
  const columns = columnsOf(scanner, plan.scope);
  const names = columns.map(({ name }) => name);
  const { fields } = plan.scope;
  if (fields) plan.scope = { fields: new Set([...fields, ...names]) };
  plan.stages.push(
    eachRow((row) => {
      for (const { name, read } of columns) row.set(name, read(row));
      return true;
    }),
  );
  return names;
}
