import { expression } from "../expression.ts";
import { allRows, type Plan } from "../plan.ts";
import type { Scanner } from "../scanner.ts";
import { sortOrder } from "../value.ts";

/** `sort a desc, b`: ascending where nothing is said; equal rows keep their order. */
export function sort(scanner: Scanner, plan: Plan): void {
  const keys = [key(scanner, plan)];
  while (scanner.accept(",")) keys.push(key(scanner, plan));
  plan.stages.push(
    allRows((rows) =>
      rows
        .map((row) => ({ row, values: keys.map(({ read }) => read(row)) }))
        .sort((a, b) => {
          for (const [index, { direction }] of keys.entries()) {
            const order = sortOrder(a.values[index], b.values[index]);
            if (order !== 0) return order * direction;
          }
          return 0;
        })
        .map(({ row }) => row),
    ),
  );
}

function key(scanner: Scanner, plan: Plan) {
  const read = expression(scanner, plan.scope);
  const isDescending = scanner.accept("desc");
  if (!isDescending) scanner.accept("asc");
  return { read, direction: isDescending ? -1 : 1 };
}
