import type { Context } from "../../cli/command.ts";
import type { ReportOperation } from "../../model/operation-events.ts";
import { followStacks, type Follow } from "../../operations/follow.ts";
import { stackRemoval } from "../../operations/remove-stack.ts";
import type { Stopping } from "../../operations/stopping.ts";
import { findStacks, type FindPorts } from "../../operations/settle.ts";

interface StackWiring extends Awaited<ReturnType<Context["connect"]>> {
  readonly report: ReportOperation;
  readonly signal: AbortSignal;
  readonly attended?: boolean | undefined;
  readonly stop?: Pick<Stopping, "off" | "during"> | undefined;
  /** True where nothing of it can be called off: then what would call it off ends the following. */
  readonly forGood?: boolean | undefined;
}

interface Watching {
  readonly see?: Parameters<typeof followStacks>[0]["see"];
  /** Waits until nobody holds the lock, before a stack that is busy is waited for. */
  readonly busy?: (() => Promise<void>) | undefined;
  readonly adopted?: Parameters<typeof findStacks>[1];
  /** Calls off what was found busy. */
  readonly callOff?: FindPorts["callOff"];
}

/** What all verbs need that change stacks, bound to one environment. */
export function stackPorts<Wiring extends StackWiring>(wiring: Wiring, { see, busy, adopted, callOff }: Watching = {}) {
  const { stop, forGood } = wiring;
  const during = (watch: Follow): Follow =>
    stop === undefined ? watch : (...target) => stop.during(() => watch(...target));
  const seeing = { ...wiring, ...(see && { see }) };
  // What others have begun is called off under the lock, so that following it only ends here.
  const signal = stop === undefined ? wiring.signal : AbortSignal.any([wiring.signal, stop.off]);
  const leave = during(followStacks({ ...seeing, signal }));
  const follow = forGood === true ? leave : during(followStacks({ ...seeing, off: stop?.off }));
  return {
    ...wiring,
    follow,
    remove: stackRemoval(follow),
    find: findStacks({ ...wiring, follow: leave, off: stop?.off, callOff, ...(busy && { busy }) }, adopted),
  };
}
