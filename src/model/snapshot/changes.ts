import type { Item } from "../item.ts";
import { canonical } from "../json.ts";

/** How many rows one side has beyond the other, and how many both have that are not equal. */
export interface Changes {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}
export type Change = keyof Changes;

export const noChanges: Changes = { added: 0, changed: 0, removed: 0 };
export const plus = (changes: Changes, change: Change, rows: number): Changes => ({
  ...changes,
  [change]: changes[change] + rows,
});
export const totalOf = ({ added, changed, removed }: Changes) => added + changed + removed;

/** Names of the attributes that differ, in order; of two maps the entries that do: `state.mood`. */
export function changedFields(a: Item, b: Item): readonly string[] {
  return differing(a, b).flatMap((name) => {
    const [one, other] = [a[name], b[name]];
    if (one === undefined || other === undefined || !("M" in one) || !("M" in other)) return [name];
    return differing(one.M, other.M).map((entry) => `${name}.${entry}`);
  });
}

const differing = (a: Item, b: Item) =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])]
    .filter((name) => canonical(a[name]) !== canonical(b[name]))
    .sort();
