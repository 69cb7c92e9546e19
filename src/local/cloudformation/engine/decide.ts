import type { ResourceRecord } from "../model/resource.ts";
import type { StackRecord } from "../model/stack.ts";
import type { Goal } from "./goal.ts";

/** What a stack in progress does next. All of it may happen at once; nothing at all means waiting. */
export interface Decision {
  readonly start: readonly string[];
  readonly cancel: readonly string[];
  readonly end?: "complete" | "failed";
}

/** forward: to the target; revert: back to the stable state; cleanup: leftovers; delete: everything; release: what was imported. */
type Phase = "forward" | "revert" | "cleanup" | "delete" | "release";

/** What kind of work a stack status stands for; undefined when there is none. */
export function phaseOf(status: string): Phase | undefined {
  if (status.endsWith("CLEANUP_IN_PROGRESS")) return "cleanup";
  if (/^(?:CREATE|UPDATE|IMPORT)_IN_PROGRESS$/.test(status)) return "forward";
  if (status === "UPDATE_ROLLBACK_IN_PROGRESS") return "revert";
  if (status === "IMPORT_ROLLBACK_IN_PROGRESS") return "release";
  return status === "ROLLBACK_IN_PROGRESS" || status === "DELETE_IN_PROGRESS" ? "delete" : undefined;
}

/** Names one phase of one operation; what is settled or failed in it is marked with it. */
export const phaseKey = (stack: StackRecord) => `${stack.operation?.id ?? ""}:${stack.status}`;

/** Towards the target: whatever has all it depends on may start. A failure cancels the rest when it rolls back. */
export function decideForward(
  goal: Goal,
  records: readonly ResourceRecord[],
  key: string,
  stop: { readonly rollsBack: boolean; readonly cancelled: boolean },
): Decision {
  const running = records.filter(({ step }) => step !== undefined);
  const failed = records.some((record) => record.failed === key);
  if (stop.cancelled || (failed && stop.rollsBack)) {
    // A provider that is being asked must answer first: only then is known what there is to take back.
    const calling = running.some(({ step }) => step?.state === "calling");
    const cancel = running.flatMap(({ step, logicalId }) => (step?.state === "calling" ? [] : [logicalId]));
    return calling || cancel.length > 0 ? { start: [], cancel } : { start: [], cancel: [], end: "failed" };
  }
  const settled = new Set(records.flatMap((record) => (record.settled === key ? [record.logicalId] : [])));
  const start = startable(goal.dependencies, settled, records, key);
  return { start, cancel: [], ...ending(start, running, failed) };
}

/** Back to the last stable state, along the dependencies of then. What was created since is left to the cleanup. */
export function decideRevert(records: readonly ResourceRecord[], key: string): Decision {
  const wanted = records.filter(({ stable }) => stable !== undefined);
  const names = new Set(wanted.map(({ logicalId }) => logicalId));
  const dependencies = new Map(
    wanted.map(
      ({ logicalId, stable }) => [logicalId, (stable?.dependsOn ?? []).filter((id) => names.has(id))] as const,
    ),
  );
  const settled = new Set(wanted.flatMap((record) => (record.settled === key ? [record.logicalId] : [])));
  const running = records.filter(({ step }) => step !== undefined);
  const start = startable(dependencies, settled, records, key);
  return {
    start,
    cancel: [],
    ...ending(
      start,
      running,
      wanted.some((record) => record.failed === key),
    ),
  };
}

function startable(
  dependencies: ReadonlyMap<string, readonly string[]>,
  settled: ReadonlySet<string>,
  records: readonly ResourceRecord[],
  key: string,
): readonly string[] {
  const taken = new Set(
    records.flatMap((record) => (record.step !== undefined || record.failed === key ? [record.logicalId] : [])),
  );
  return [...dependencies].flatMap(([name, needed]) =>
    !settled.has(name) && !taken.has(name) && needed.every((id) => settled.has(id)) ? [name] : [],
  );
}

const ending = (
  start: readonly string[],
  running: readonly ResourceRecord[],
  failed: boolean,
): { readonly end?: "complete" | "failed" } =>
  start.length > 0 || running.length > 0 ? {} : { end: failed ? "failed" : "complete" };

/**
 * Deletes what is outstanding, dependants first. What a failed deletion still needs is left alone; a circle, possible
 * among leftovers of several updates, is broken at its first member.
 */
export function decideDeletions(
  records: readonly ResourceRecord[],
  key: string,
  outstanding: (record: ResourceRecord) => boolean,
): Decision {
  const left = records.filter((record) => outstanding(record));
  const running = records.filter(({ step }) => step !== undefined);
  const neededBy = (wanted: ResourceRecord, others: readonly ResourceRecord[]) =>
    others.some((other) => other.logicalId !== wanted.logicalId && needs(other).includes(wanted.logicalId));
  const failed = left.filter((record) => record.failed === key);
  const idle = left.filter((record) => record.failed !== key && record.step === undefined);
  const free = idle.filter((record) => !neededBy(record, left));
  const possible = idle.filter((record) => !heldBy(record, failed, left));
  // Last made, first deleted, where nothing else decides.
  const start = free.length > 0 || running.length > 0 ? free.reverse() : possible.slice(0, 1);
  const names = start.map(({ logicalId }) => logicalId);
  return { start: names, cancel: [], ...ending(names, running, failed.length > 0) };
}

const needs = ({ current, garbage }: ResourceRecord) => [
  ...(current?.dependsOn ?? []),
  ...garbage.flatMap(({ dependsOn }) => dependsOn),
];

/** Whether a failed deletion needs this resource, directly or through others that are left. */
function heldBy(record: ResourceRecord, failed: readonly ResourceRecord[], left: readonly ResourceRecord[]): boolean {
  let held: ReadonlySet<string> = new Set(failed.map(({ logicalId }) => logicalId));
  for (;;) {
    const known = held;
    const needed = left.flatMap((other) => (known.has(other.logicalId) ? needs(other) : []));
    held = new Set([...known, ...needed]);
    if (held.size === known.size) return held.has(record.logicalId);
  }
}
