import type { EndedStack, HistoryRow } from "./history.ts";
import type { KeptStack, RevisionDocument } from "./revision-document.ts";

/** A revision and what was kept of its plan. */
export interface KeptRevision {
  readonly row: Pick<HistoryRow, "result" | "stacks" | "notBegun">;
  readonly document: RevisionDocument | undefined;
}

/** True where a revision alone tells what the environment was left at. */
export const isWhole = ({ row: { result }, document }: KeptRevision) =>
  result === "destroyed" || (document !== undefined && (result === "deployed" || result === "rebuilt"));

/**
 * What an environment was left at by the newest of its revisions, oldest first: of each stack the template that it came to, not
 * the one that was planned for it. Undefined where nothing is known of it, or nothing is there.
 */
export const leftAt = (revisions: readonly KeptRevision[]): RevisionDocument | undefined =>
  revisions.reduce(after, undefined);

/** What a revision set out to make of what it found: each stack that it began with as it wanted it, also where that failed. */
export function triedBy(
  found: RevisionDocument | undefined,
  { row, document }: KeptRevision & { readonly document: RevisionDocument },
): RevisionDocument {
  const stacks = row.stacks?.map((stack): EndedStack => ({ ...stack, end: "done" }));
  const tried = after(found, { row: { ...row, stacks }, document }) ?? document;
  return { ...tried, config: document.config };
}

function after(before: RevisionDocument | undefined, kept: KeptRevision): RevisionDocument | undefined {
  const { row, document } = kept;
  if (row.result === "destroyed") return undefined;
  const deleted = new Set(row.stacks?.filter(isGone).map(({ name }) => name));
  if (document === undefined)
    return before && { ...before, stacks: before.stacks.filter(({ template }) => !deleted.has(template.name)) };
  if (isWhole(kept)) return document;
  const ends = new Map(row.stacks?.map(({ name, end }) => [name, end]));
  const notBegun = new Set(row.notBegun);
  const old = new Map(before?.stacks.map((stack) => [stack.template.name, stack]));
  const stacks = document.stacks.flatMap((stack): readonly KeptStack[] => {
    const { name } = stack.template;
    if (deleted.has(name)) return [];
    // One that is not named was as planned before.
    if (!notBegun.has(name) && (ends.get(name) ?? "done") === "done") return [stack];
    const left = old.get(name);
    return left === undefined ? [] : [left];
  });
  return { ...document, config: before?.config ?? document.config, stacks };
}

const isGone = ({ action, end }: EndedStack) => end === "deleted" || (action === "delete" && end === "done");
