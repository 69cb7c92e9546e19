import type { Plan } from "../plan.ts";
import type { Scanner } from "../scanner.ts";

/** More than a query can answer is no limit (StartQuery). */
const most = 100_000;

/** `limit 20`: the first rows. What comes after is read all the same, so that the statistics are of all. */
export function limit(scanner: Scanner, plan: Plan): void {
  const token = scanner.next();
  const count = Number(token.text);
  if (token.kind !== "number" || !Number.isInteger(count) || count < 1 || count > most)
    throw scanner.refusal(`a limit is a whole number from 1 to ${most}, not ${token.text}`, token);
  plan.isMatchingOver = true;
  if (plan.sorted) plan.sorted.most = count;
  plan.stages.push((next) => {
    let passed = 0;
    return {
      add(row) {
        passed += 1;
        if (passed <= count) next.add(row);
      },
      end: () => next.end(),
    };
  });
}
