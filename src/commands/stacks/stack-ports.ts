import type { Context } from "../../cli/command.ts";
import type { ReportOperation } from "../../model/operation-events.ts";
import { followStacks, type Follow, type FollowPorts } from "../../operations/follow.ts";
import { stackRemoval, type RemoveStack } from "../../operations/remove-stack.ts";
import { findStacks, type FindPorts, type FindStacks } from "../../operations/settle.ts";
import type { Stopping } from "../../operations/stopping.ts";

interface StackWiring extends Awaited<ReturnType<Context["connect"]>> {
  readonly report: ReportOperation;
  readonly signal: AbortSignal;
  readonly attended?: boolean | undefined;
  readonly stop?: Pick<Stopping, "off" | "during"> | undefined;
}

interface Watching {
  readonly see?: FollowPorts["see"];
  /** Waits until nobody holds the lock, before a stack that is busy is waited for. */
  readonly busy?: (() => Promise<void>) | undefined;
  readonly adopted?: Parameters<typeof findStacks>[1];
  /** Calls off what was found busy. */
  readonly callOff?: FindPorts["callOff"];
  /** What calling off does to what this run has begun: a deletion cannot be taken back. */
  readonly begun?: "take back" | "leave";
}

/** The ports of each verb that changes stacks, besides those of its environment. */
interface StackPorts {
  /** Follows what this run has begun. */
  readonly follow: Follow;
  readonly remove: RemoveStack;
  /** Finds the stacks; what others have begun in them is followed to its end first. */
  readonly find: FindStacks;
}

/**
 * Binds them to one environment, as it is looked at: with a wiring whose every change asks for the lock, they are those under the
 * lock. There are two ways to follow, which differ only in what calling off does.
 */
export function stackPorts<Wiring extends StackWiring>(wiring: Wiring, watching: Watching = {}): Wiring & StackPorts {
  const { busy, adopted, callOff, begun = "take back" } = watching;
  const leaving = followAndLeave(wiring, watching);
  const follow = begun === "leave" ? leaving : followAndTakeBack(wiring, watching);
  // What others have begun is called off under the lock only, by `callOff`.
  const finding = { ...wiring, follow: leaving, off: wiring.stop?.off, callOff, ...(busy && { busy }) };
  return { ...wiring, follow, remove: stackRemoval(follow), find: findStacks(finding, adopted) };
}

/** Calling off ends the following, and CloudFormation goes on. */
function followAndLeave(wiring: StackWiring, { see }: Watching): Follow {
  const { signal, stop } = wiring;
  const ends = stop === undefined ? signal : AbortSignal.any([signal, stop.off]);
  return whileBusy(wiring, followStacks({ ...wiring, ...(see && { see }), signal: ends }));
}

/** Calling off has CloudFormation take the operation back, which is followed then. */
function followAndTakeBack(wiring: StackWiring, { see }: Watching): Follow {
  return whileBusy(wiring, followStacks({ ...wiring, ...(see && { see }), off: wiring.stop?.off }));
}

/** What is followed counts as busy: an interrupt asks what it means. */
const whileBusy = ({ stop }: StackWiring, follow: Follow): Follow =>
  stop === undefined ? follow : (...target) => stop.during(() => follow(...target));
