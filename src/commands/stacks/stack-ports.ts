import type { Context } from "../../cli/command.ts";
import type { ReportOperation } from "../../model/operation-events.ts";
import { followStacks } from "../../operations/follow.ts";
import { stackRemoval } from "../../operations/remove-stack.ts";
import { findStacks } from "../../operations/settle.ts";

interface StackWiring extends Awaited<ReturnType<Context["connect"]>> {
  readonly report: ReportOperation;
  readonly signal: AbortSignal;
}

interface Watching {
  readonly see?: Parameters<typeof followStacks>[0]["see"];
  /** Waits until nobody holds the lock, before a stack that is busy is waited for. */
  readonly busy?: (() => Promise<void>) | undefined;
  readonly adopted?: Parameters<typeof findStacks>[1];
}

/** What all verbs need that change stacks, bound to one environment. */
export function stackPorts<Wiring extends StackWiring>(wiring: Wiring, { see, busy, adopted }: Watching = {}) {
  const follow = followStacks({ ...wiring, ...(see && { see }) });
  return {
    ...wiring,
    follow,
    remove: stackRemoval(follow),
    find: findStacks({ ...wiring, follow, ...(busy && { busy }) }, adopted),
  };
}
