import type { OperationEvent } from "../operation-events.ts";
import type { TimedAction } from "./prior.ts";
import { mostSlowest, type StackTiming } from "./timing.ts";

/** What events have told of one operation on a stack. Times are milliseconds, the server's. */
export interface StackProgress {
  readonly action: TimedAction;
  readonly startedAt: number;
  /** When it could be used; what it replaced may still be going. */
  endedAt?: number;
  /** True once CloudFormation goes back, or has given up. */
  failed: boolean;
  readonly resources: Map<string, ResourceProgress>;
}

interface ResourceProgress {
  readonly type: string;
  readonly action: TimedAction;
  readonly since: number;
  endedAt?: number;
}

/** By stack name. */
export type Progress = Map<string, StackProgress>;

/** Takes an event into what is known of the progress. A plan begins anew: what was followed before is none of its own. */
export function foldProgress(progress: Progress, event: OperationEvent): void {
  if (event.kind === "planned") for (const name of event.stacks) progress.delete(name);
  if (event.kind === "stack") foldStack(progress, event);
  if (event.kind === "resource") foldResource(progress.get(event.stack), event);
}

function foldStack(progress: Progress, { stack, status, at }: Extract<OperationEvent, { kind: "stack" }>): void {
  const before = progress.get(stack);
  const action = beginningOf(status);
  // A new stack is deleted again before it was done.
  const isBroken = action === "delete" && before?.action === "create" && before.endedAt === undefined;
  if (action !== undefined && !isBroken)
    progress.set(stack, { action, startedAt: at, failed: false, resources: new Map() });
  else if (before !== undefined) {
    if (isBroken || /ROLLBACK|FAILED/.test(status)) before.failed = true;
    // Stacks downstream start when only old resources are still being deleted.
    if (!before.failed && /_COMPLETE/.test(status)) before.endedAt ??= at;
  }
}

const beginningOf = (status: string) =>
  /^(?:CREATE|UPDATE|DELETE)_IN_PROGRESS$/.test(status) ? actionOf(status) : undefined;

function foldResource(
  stack: StackProgress | undefined,
  { logicalId, type, status, at }: Extract<OperationEvent, { kind: "resource" }>,
): void {
  const action = actionOf(status);
  if (stack === undefined || stack.endedAt !== undefined || action === undefined) return;
  const known = stack.resources.get(logicalId);
  if (status.endsWith("_IN_PROGRESS")) stack.resources.set(logicalId, { type, action, since: known?.since ?? at });
  else if (known !== undefined && status.endsWith("_COMPLETE")) known.endedAt = at;
}

function actionOf(status: string): TimedAction | undefined {
  if (status.startsWith("CREATE")) return "create";
  if (status.startsWith("UPDATE")) return "update";
  return status.startsWith("DELETE") ? "delete" : undefined;
}

const seconds = (from: number, to: number) => Math.max(0, Math.round((to - from) / 100) / 10);

/** What is worth remembering: how long each stack took that came to a good end. */
export function timingsOf(progress: Progress): readonly StackTiming[] {
  return [...progress].flatMap(([stack, { action, startedAt, endedAt, resources }]) => {
    if (endedAt === undefined) return [];
    const slowest = [...resources]
      .flatMap(([logicalId, { type, action: what, since, endedAt: end }]) =>
        end === undefined ? [] : [{ logicalId, type, action: what, seconds: seconds(since, end) }],
      )
      .sort((a, b) => b.seconds - a.seconds)
      .slice(0, mostSlowest);
    return [{ stack, action, seconds: seconds(startedAt, endedAt), slowest }];
  });
}

/** The chain of stacks that took longest, as it was measured. */
export interface MeasuredPath {
  /** From the beginning of the first to the end of the last. */
  readonly seconds: number;
  readonly stacks: readonly { readonly name: string; readonly seconds: number }[];
}

/** Back from what ended last: each stack began when the last of those it needs had ended. Undefined where none ended. */
export function measuredPath(
  progress: Progress,
  needs: ReadonlyMap<string, readonly string[]>,
): MeasuredPath | undefined {
  const ended = [...progress].flatMap(([name, { startedAt, endedAt }]) =>
    endedAt === undefined ? [] : [{ name, startedAt, endedAt }],
  );
  type Ended = (typeof ended)[number];
  const last = (some: readonly Ended[]) =>
    some.reduce<Ended | undefined>((late, one) => (one.endedAt > (late?.endedAt ?? -Infinity) ? one : late), undefined);
  const chain: Ended[] = [];
  for (let one = last(ended); one !== undefined;) {
    chain.unshift(one);
    const before: readonly string[] = needs.get(one.name) ?? [];
    one = last(ended.filter(({ name }) => before.includes(name)));
  }
  const [first, end] = [chain[0], chain.at(-1)];
  if (first === undefined || end === undefined) return undefined;
  return {
    seconds: seconds(first.startedAt, end.endedAt),
    stacks: chain.map(({ name, startedAt, endedAt }) => ({ name, seconds: seconds(startedAt, endedAt) })),
  };
}
