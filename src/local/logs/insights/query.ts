import { dedup } from "./commands/dedup.ts";
import { display, fields } from "./commands/fields.ts";
import { filter } from "./commands/filter.ts";
import { limit } from "./commands/limit.ts";
import { parse } from "./commands/parse.ts";
import { sort } from "./commands/sort.ts";
import { stats } from "./commands/stats.ts";
import type { Plan, Sink, Stage } from "./plan.ts";
import { notThere } from "./refuse.ts";
import type { Row } from "./row.ts";
import { type Scanner, scannerOf } from "./scanner.ts";

/** A query that was read: where to give the events, newest first, and what a result shows. */
export interface Query {
  open(output: (row: Row) => void, matched: () => void): Sink;
  readonly names: readonly string[];
  /** Results are log events and have a `@ptr`. */
  readonly areEvents: boolean;
}

const commands: Readonly<Record<string, (scanner: Scanner, plan: Plan) => void>> = {
  fields,
  display,
  filter,
  parse,
  sort,
  limit,
  head: limit,
  dedup,
  stats,
};

/** What the language has besides (user guide, "Logs Insights QL query syntax"). */
const otherCommands: ReadonlySet<string> = new Set([
  "addtotals",
  "anomaly",
  "diff",
  "filterindex",
  "join",
  "lookup",
  "pattern",
  "source",
  "tail",
  "unmask",
  "unnest",
]);

/** Reads a query of CloudWatch Logs Insights' own language. Throws MalformedQueryException with the place. */
export function queryOf(text: string): Query {
  const scanner = scannerOf(text);
  const plan: Plan = {
    scope: {},
    stages: [],
    shown: { by: "nothing", names: ["@timestamp", "@message"] },
    sorted: undefined,
    areEvents: true,
    matchedAfter: 0,
    isMatchingOver: false,
  };
  let before = "";
  do before = command(scanner, plan, before);
  while (scanner.accept("|"));
  if (scanner.peek().kind !== "end") throw scanner.refusal();
  return {
    open: (output, matched) => chained(plan, output, matched),
    names: plan.shown.names,
    areEvents: plan.areEvents,
  };
}

/** Reads one command and answers its name. After `dedup` there can be `limit` alone. */
function command(scanner: Scanner, plan: Plan, before: string): string {
  const token = scanner.next();
  const name = token.text.toLowerCase();
  const run = token.kind === "name" ? commands[name] : undefined;
  if (token.kind === "name" && otherCommands.has(name)) throw notThere(`command ${token.text}`);
  if (!run || (before === "dedup" && run !== limit)) throw scanner.refusal(undefined, token);
  run(scanner, plan);
  if (run !== sort) plan.sorted = undefined;
  return before === "dedup" ? before : name;
}

function chained({ stages, matchedAfter }: Plan, output: (row: Row) => void, matched: () => void): Sink {
  const counting: Stage = (next) => ({
    add(row) {
      matched();
      next.add(row);
    },
    end: () => next.end(),
  });
  return [...stages.slice(0, matchedAfter), counting, ...stages.slice(matchedAfter)].reduceRight<Sink>(
    (next, stage) => stage(next),
    { add: output, end: () => {} },
  );
}
