import { expression, type Scope } from "./expression.ts";
import type { Column } from "./plan.ts";
import type { Scanner } from "./scanner.ts";

/** Expressions between commas, each named by `as`, else by what was written. */
export function columnsOf(scanner: Scanner, scope: Scope): readonly Column[] {
  const columns: Column[] = [];
  do columns.push(column(scanner, scope));
  while (scanner.accept(","));
  return columns;
}

function column(scanner: Scanner, scope: Scope): Column {
  const first = scanner.peek();
  const read = expression(scanner, scope);
  const written = scanner.writtenSince(first.start);
  const isName = first.kind === "name" && written.length === first.end - first.start;
  return { name: scanner.accept("as") ? nameNext(scanner) : isName ? first.text : written, read };
}

export function nameNext(scanner: Scanner): string {
  const token = scanner.next();
  if (token.kind !== "name") throw scanner.refusal(undefined, token);
  return token.text;
}

export function namesOf(scanner: Scanner): readonly string[] {
  const names: string[] = [];
  do names.push(nameNext(scanner));
  while (scanner.accept(","));
  return names;
}
