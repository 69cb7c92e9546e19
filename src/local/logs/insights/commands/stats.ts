import { type Aggregate, aggregates } from "../aggregates.ts";
import { columnsOf } from "../columns.ts";
import { type Expression, listed, type Scope } from "../expression.ts";
import type { Column, Plan, Stage } from "../plan.ts";
import { fieldsRow, type Row } from "../row.ts";
import type { Scanner } from "../scanner.ts";
import { toText, type Value } from "../value.ts";

/** `stats count(*) as n, avg(ms) by service, bin(5m)`: one row for each combination of the values behind `by`. */
export function stats(scanner: Scanner, plan: Plan): void {
  const makers: (() => Aggregate)[] = [];
  const at = scanner.peek();
  const results = columnsOf(scanner, aggregateScope(plan.scope, makers));
  if (makers.length === 0) throw scanner.refusal(undefined, at);
  const keys = scanner.accept("by") ? columnsOf(scanner, plan.scope) : [];
  const names = [...keys, ...results].map(({ name }) => name);
  plan.stages.push(grouping(keys, makers, results));
  plan.scope = { fields: new Set(names) };
  plan.shown = { by: "stats", names };
  plan.areEvents = false;
  plan.isMatchingOver = true;
}

/** Outside of an aggregate function there is no single row to read a field of. */
const aggregateScope = (rows: Scope, makers: (() => Aggregate)[]): Scope => ({
  fields: new Set<string>(),
  aggregate(name, scanner) {
    const make = aggregates[name];
    if (!make) return undefined;
    const args = argumentsOf(scanner, rows);
    const slot = slotName(makers.length);
    makers.push(() => make(args));
    return (row) => row.get(slot);
  },
});

function argumentsOf(scanner: Scanner, rows: Scope): readonly Expression[] {
  if (!scanner.accept("*")) return listed(scanner, rows, ")");
  scanner.expect(")");
  return [];
}

const slotName = (index: number) => `aggregate ${index}`;

interface Group {
  readonly values: readonly Value[];
  readonly aggregates: readonly Aggregate[];
}

const grouping =
  (keys: readonly Column[], makers: readonly (() => Aggregate)[], results: readonly Column[]): Stage =>
  (next) => {
    const groups = new Map<string, Group>();
    return {
      add(row) {
        const values = keys.map(({ read }) => read(row));
        const key = JSON.stringify(values.map((value) => toText(value) ?? null));
        const group = groups.get(key) ?? { values, aggregates: makers.map((make) => make()) };
        groups.set(key, group);
        for (const aggregate of group.aggregates) aggregate.add(row);
      },
      end() {
        for (const group of groups.values()) next.add(groupRow(group, keys, results));
        next.end();
      },
    };
  };

function groupRow({ values, aggregates }: Group, keys: readonly Column[], results: readonly Column[]): Row {
  const slots = fieldsRow(new Map(aggregates.map((aggregate, index) => [slotName(index), aggregate.value()])));
  return fieldsRow(
    new Map([
      ...keys.map(({ name }, index): [string, Value] => [name, values[index]]),
      ...results.map(({ name, read }): [string, Value] => [name, read(slots)]),
    ]),
  );
}
