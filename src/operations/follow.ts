import type { CalledOff } from "../model/called-off.ts";
import type { ReportOperation } from "../model/operation-events.ts";
import { pollPace } from "../model/poll-pace.ts";
import type { Phase } from "../model/stack-status.ts";
import type { Clock } from "../ports/clock.ts";
import type { Stack, StackEvent, Stacks } from "../ports/stacks.ts";
import { callOff } from "./follow/call-off.ts";
import { look, newWatch, readEvents } from "./follow/watch.ts";

/** An operation that CloudFormation carries out. */
export interface FollowTarget {
  readonly stackId: string;
  readonly name: string;
  /** The last event before the operation; undefined when all events of the newest operation belong to it. */
  readonly after: string | undefined;
  /** True where the stack was made by the operation, so that whatever its status says, it says about it. */
  readonly fresh: boolean;
}

export interface Followed {
  readonly phase: Phase;
  /** Undefined when the stack is gone without a trace. */
  readonly stack: Stack | undefined;
  readonly events: readonly StackEvent[];
  /** True when a signal ended the watching; the operation goes on. */
  readonly detached: boolean;
  /** What became of it where it was to be called off before it had ended. */
  readonly calledOff?: CalledOff | undefined;
}

/** Follows one operation to its end. `usable` hears of a stack that has succeeded but is still cleaning up. */
export type Follow = (stacks: Stacks, target: FollowTarget, usable?: (stack: Stack) => void) => Promise<Followed>;

export interface FollowPorts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Calls off what is followed. What cannot be is left to CloudFormation, and watched no more. */
  readonly off?: AbortSignal | undefined;
  readonly report: ReportOperation;
  /** True where somebody is there who can sign in again, which is waited for then. */
  readonly attended?: boolean | undefined;
  /** Sees every event once. */
  readonly see?: (event: StackEvent) => void;
}

/** Watches operations by their events. A failed look is repeated and told, never mistaken for a failed operation. */
export const followStacks =
  (ports: FollowPorts): Follow =>
  async (stacks, target, usable) => {
    const { off } = ports;
    if (off === undefined) return followed(ports, stacks, target, usable);
    const left = new AbortController();
    const over = new AbortController();
    let calling: Promise<CalledOff | undefined> | undefined;
    const call = () => {
      calling = callOff(ports, stacks, { ...target, over: over.signal }).then((called) => {
        if (called?.end === "left") left.abort();
        return called;
      });
    };
    if (off.aborted) call();
    else off.addEventListener("abort", call, { once: true });
    try {
      const watching = { ...ports, signal: AbortSignal.any([ports.signal, left.signal]) };
      const end = await followed(watching, stacks, target, usable);
      over.abort();
      return { ...end, calledOff: await calling };
    } finally {
      off.removeEventListener("abort", call);
    }
  };

/** Follows nothing: for who only wants operations begun. */
export const leaveAtOnce: Follow = async (stacks, { stackId }) => ({
  phase: "going",
  stack: await stacks.describe(stackId).catch(() => undefined),
  events: [],
  detached: true,
});

async function followed(
  ports: FollowPorts,
  stacks: Stacks,
  target: FollowTarget,
  usable?: (stack: Stack) => void,
): Promise<Followed> {
  const { clock, signal } = ports;
  const watch = newWatch(target, clock.now());
  while (!signal.aborted) {
    const phase = await look(ports, stacks, watch);
    if (phase === "usable" && watch.stack !== undefined && !watch.toldUsable) {
      watch.toldUsable = true;
      usable?.(watch.stack);
    }
    if (phase === "succeeded" || phase === "failed" || phase === "gone") {
      await readEvents(ports, stacks, watch).catch(() => undefined);
      return { phase, stack: watch.stack, events: watch.events, detached: false };
    }
    await clock.wait(pollPace({ ...watch, quietMs: clock.now() - watch.movedAt }), signal);
  }
  return { phase: "going", stack: watch.stack, events: watch.events, detached: true };
}
