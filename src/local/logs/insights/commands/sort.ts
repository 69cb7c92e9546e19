import { type Expression, expression } from "../expression.ts";
import type { Plan, Stage } from "../plan.ts";
import type { Row } from "../row.ts";
import type { Scanner } from "../scanner.ts";
import { sortOrder, type Value } from "../value.ts";

/** `sort a desc, b`: ascending where nothing is said; equal rows keep their order. */
export function sort(scanner: Scanner, plan: Plan): void {
  const keys = [key(scanner, plan)];
  while (scanner.accept(",")) keys.push(key(scanner, plan));
  const sorted = { most: Infinity };
  plan.sorted = sorted;
  plan.stages.push(sorting(keys, sorted));
}

interface Key {
  readonly read: Expression;
  readonly direction: 1 | -1;
}

interface Keyed {
  readonly row: Row;
  readonly values: readonly Value[];
}

/** Rows beyond the most that are needed are dropped on the way, so that few are held of many. */
const sorting =
  (keys: readonly Key[], sorted: { readonly most: number }): Stage =>
  (next) => {
    let held: Keyed[] = [];
    const settle = () => {
      held = held.sort((a, b) => order(keys, a, b)).slice(0, sorted.most);
    };
    return {
      add(row) {
        held.push({ row, values: keys.map(({ read }) => read(row)) });
        if (held.length > sorted.most + 10_000) settle();
      },
      end() {
        settle();
        for (const { row } of held) next.add(row);
        next.end();
      },
    };
  };

function order(keys: readonly Key[], a: Keyed, b: Keyed): number {
  for (const [index, { direction }] of keys.entries()) {
    const found = sortOrder(a.values[index], b.values[index]);
    if (found !== 0) return found * direction;
  }
  return 0;
}

function key(scanner: Scanner, plan: Plan): Key {
  const read = expression(scanner, plan.scope);
  const isDescending = scanner.accept("desc");
  if (!isDescending) scanner.accept("asc");
  return { read, direction: isDescending ? -1 : 1 };
}
