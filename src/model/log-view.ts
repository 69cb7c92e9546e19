import { GworldError } from "./error.ts";
import { flagName } from "./flag-name.ts";
import type { ContextSpan } from "./log-merge/log-context.ts";

/** The flags of `logs` that decide what becomes of the lines that were read. */
export interface ViewFlags {
  readonly follow: boolean;
  readonly live: boolean;
  readonly untilStable: boolean;
  readonly tail?: number | undefined;
  readonly json: boolean;
  readonly raw: boolean;
  readonly expand: boolean;
  readonly format?: string | undefined;
  readonly fields?: string | undefined;
  readonly after?: number | undefined;
  readonly before?: number | undefined;
  readonly context?: number | undefined;
  readonly errors: boolean;
  readonly histogram: boolean;
  readonly save?: string | undefined;
  readonly force: boolean;
}

/** Of each group at most one: what a line looks like is said once. */
const alternatives: readonly (readonly (keyof ViewFlags)[])[] = [
  ["json", "raw", "format", "expand"],
  ["json", "raw", "format", "fields"],
  ["errors", "histogram"],
];

/** What shows lines, or lines as they come, does not go with a report about them. */
const ofLines = [
  "follow",
  "live",
  "untilStable",
  "tail",
  "after",
  "before",
  "context",
  "raw",
  "format",
  "expand",
  "fields",
  "save",
] as const satisfies readonly (keyof ViewFlags)[];

/** Throws `usage` for flags that contradict one another. */
export function checkView(flags: ViewFlags): void {
  const given = (key: keyof ViewFlags) => flags[key] !== undefined && flags[key] !== false;
  for (const group of alternatives) refuseTogether(group.filter(given));
  for (const report of ["errors", "histogram"] as const)
    if (given(report)) refuseTogether([report, ...ofLines.filter(given)]);
  if (flags.force && flags.save === undefined)
    throw new GworldError("usage", "--force replaces the file of --save, and there is none.", {
      hint: "Name it: --save incident.ndjson --force",
    });
}

function refuseTogether([one, other]: readonly string[]): void {
  if (one === undefined || other === undefined) return;
  throw new GworldError("usage", `${flagName(one)} and ${flagName(other)} do not go together.`, {
    hint: "Leave one of them out.",
  });
}

/** How many neighbours were asked for; undefined when none were. Throws `usage` where nothing says which lines have some. */
export function contextSpan(flags: ViewFlags, filtered: boolean): ContextSpan | undefined {
  const { after, before, context } = flags;
  if (after === undefined && before === undefined && context === undefined) return undefined;
  if (!filtered)
    throw new GworldError("usage", "There is no filter whose lines could have neighbours: every line is shown.", {
      hint: "Add one, such as --grep timeout or --level error.",
    });
  return { before: before ?? context ?? 0, after: after ?? context ?? 0 };
}
