import type { Context } from "../../cli/command.ts";
import type { ReportOperation } from "../../model/operation-events.ts";
import { followStacks, type Follow } from "../../operations/follow.ts";
import { stackRemoval } from "../../operations/remove-stack.ts";
import type { Stopping } from "../../operations/stopping.ts";
import { findStacks } from "../../operations/settle.ts";

interface StackWiring extends Awaited<ReturnType<Context["connect"]>> {
  readonly report: ReportOperation;
  readonly signal: AbortSignal;
  /** Absent where nothing is ever called off. */
  readonly stop?: Pick<Stopping, "off" | "during"> | undefined;
}

interface Watching {
  readonly see?: Parameters<typeof followStacks>[0]["see"];
  /** Waits until nobody holds the lock, before a stack that is busy is waited for. */
  readonly busy?: (() => Promise<void>) | undefined;
  readonly adopted?: Parameters<typeof findStacks>[1];
}

/** What all verbs need that change stacks, bound to one environment. */
export function stackPorts<Wiring extends StackWiring>(wiring: Wiring, { see, busy, adopted }: Watching = {}) {
  const { stop } = wiring;
  const watch = followStacks({ ...wiring, off: stop?.off, ...(see && { see }) });
  const follow: Follow = stop === undefined ? watch : (...target) => stop.during(() => watch(...target));
  return {
    ...wiring,
    follow,
    remove: stackRemoval(follow),
    find: findStacks({ ...wiring, follow, ...(busy && { busy }) }, adopted),
  };
}
