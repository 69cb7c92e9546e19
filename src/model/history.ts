import { lastBegun, type BegunStack } from "./begun-stack.ts";
import { given } from "./json.ts";
import type { Operation } from "./operation.ts";
import type { RevisedStack, Revision, RevisionResult } from "./revision.ts";
import { standing } from "./stack-status.ts";

/**
 * How a stack was left that was begun with. back: it is what it was before. deleted: it was new and is gone again. part: one of
 * several updates is done. going: CloudFormation goes on with it. unknown: CloudFormation was not, or could not be, asked.
 */
export type StackEnd = "done" | "failed" | "back" | "deleted" | "part" | "going" | "unknown";

export interface EndedStack extends RevisedStack {
  readonly end: StackEnd;
}

/** A revision as it is told: with how its stacks were left, as far as that is known now. */
export interface HistoryRow extends Omit<Revision, "stacks"> {
  readonly stacks?: readonly EndedStack[] | undefined;
}

/**
 * Makes of what was written down at the end of an operation, and of what became of its requests since, what is told. A stack
 * for which no request has arrived was not begun with. A detached operation is that until all that it was to do has ended.
 */
export function historyRow(revision: Revision, operation?: Pick<Operation, "stacks">): HistoryRow {
  const { stacks, notBegun, ...facts } = revision;
  const left = leftNow({ stacks, notBegun }, operation?.stacks ?? []);
  return { ...facts, result: resultOf(revision.result, left), ...left };
}

type LeftStacks = Pick<HistoryRow, "stacks" | "notBegun">;

/** How stacks were left, by what was written down of them and by what became of the requests since. */
export function leftNow(
  { stacks: written = [], notBegun: planned = [] }: Pick<Revision, "stacks" | "notBegun">,
  requests: readonly BegunStack[],
): LeftStacks {
  const begun = new Map(lastBegun(requests).map((one) => [one.name, one]));
  const all = written.map((stack) => ended(stack, begun.get(stack.name)));
  const stacks = all.flatMap((one) => (typeof one === "string" ? [] : [one]));
  const notBegun = [...planned, ...all.filter((one) => typeof one === "string")];
  return given({
    stacks: stacks.length > 0 ? stacks : undefined,
    notBegun: notBegun.length > 0 ? notBegun : undefined,
  });
}

/** A stack as it was left; only its name where it turned out that it was not begun with. */
function ended(stack: RevisedStack, begun: BegunStack | undefined): EndedStack | string {
  if (!isOpenEnd(endOf(stack.action, stack.status))) return withEnd(stack, begun?.part);
  if (begun === undefined) return withEnd(stack);
  if (begun.status === "" && stack.status === "") return stack.name;
  // Seen going once, and no event tells of it any more: it has ended, nobody knows how.
  return withEnd({ ...stack, action: begun.action, status: begun.status ?? stack.status }, begun.part);
}

function withEnd(stack: RevisedStack, part = false): EndedStack {
  const end = endOf(stack.action, stack.status);
  return { ...stack, end: part && end === "done" ? "part" : end };
}

const isOpenEnd = (end: StackEnd) => end === "going" || end === "unknown";

function endOf(action: string, status: string): StackEnd {
  if (status === "") return "unknown";
  const { phase } = standing(status);
  if (phase === "going") return "going";
  if (phase === "gone") return action === "delete" ? "done" : "deleted";
  if (action === "delete" || phase === "failed") return status === "UPDATE_ROLLBACK_COMPLETE" ? "back" : "failed";
  return "done";
}

function resultOf(written: RevisionResult, { stacks = [], notBegun = [] }: LeftStacks): RevisionResult {
  if (written !== "detached" || stacks.some(({ end }) => isOpenEnd(end))) return written;
  if (stacks.some(({ end }) => end === "failed" || end === "back" || end === "deleted")) return "failed";
  return notBegun.length > 0 || stacks.some(({ end }) => end === "part") ? written : "deployed";
}

/** True where it is not known yet what became of a request. */
export const isOpen = ({ status }: Pick<BegunStack, "status">) =>
  status === undefined || (status !== "" && standing(status).phase === "going");

/** True where a revision's row alone does not tell how its stacks were left. */
export const isUnsettled = ({ stacks = [] }: Pick<Revision, "stacks">) =>
  stacks.some(({ action, status }) => isOpenEnd(endOf(action, status)));

/** What is known of an operation's stacks at its end. */
interface Left {
  /** As they were seen to end. */
  readonly ends?: readonly RevisedStack[];
  readonly begun: readonly BegunStack[];
  /** Names of those that turned out to need nothing. */
  readonly needless?: readonly string[];
}

/** What was begun with of all that was planned, and what was not. A request that no event tells of has not arrived. */
export function leftBy(
  planned: readonly string[],
  { ends = [], begun, needless = [] }: Left,
): Pick<Revision, "stacks" | "notBegun"> {
  const seen = new Set(ends.map(({ name }) => name));
  const unseen = lastBegun(begun).filter(({ name, status }) => !seen.has(name) && status !== "");
  const stacks = [...ends, ...unseen.map(({ name, action, status = "" }): RevisedStack => ({ name, action, status }))];
  const names = new Set([...needless, ...stacks.map(({ name }) => name)]);
  const notBegun = planned.filter((name) => !names.has(name));
  return given({ stacks, notBegun: notBegun.length > 0 ? notBegun : undefined });
}
