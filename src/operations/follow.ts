import { failedAs } from "../model/aws-error.ts";
import { GworldError } from "../model/error.ts";
import type { ReportOperation } from "../model/operation-events.ts";
import { pollPace } from "../model/poll-pace.ts";
import { isStackEvent } from "../model/stack-events.ts";
import { standing, type Phase } from "../model/stack-status.ts";
import type { Clock } from "../ports/clock.ts";
import type { Stack, StackEvent, Stacks } from "../ports/stacks.ts";

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
}

/** Follows one operation to its end. `usable` hears of a stack that has succeeded but is still cleaning up. */
export type Follow = (stacks: Stacks, target: FollowTarget, usable?: (stack: Stack) => void) => Promise<Followed>;

export interface FollowPorts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly report: ReportOperation;
  /** Sees every event once. */
  readonly see?: (event: StackEvent) => void;
}

/** After this long without any answer the watching is given up; the operation itself is not affected. */
const patienceMs = 15 * 60_000;

/** AWS never refuses a connection, an endpoint of somebody's own does when it has ended: that seldom passes. */
const refusedPatienceMs = 30_000;

/** How often it is said again that nothing can be seen. */
const noteEveryMs = 60_000;

/** How often a status is read that is still that of before the operation, until it is believed. */
const staleReads = 5;

/** Watches operations by their events. A failed look is repeated and told, never mistaken for a failed operation. */
export const followStacks =
  (ports: FollowPorts): Follow =>
  async (stacks, target, usable) => {
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
  };

interface Watch {
  readonly target: FollowTarget;
  readonly events: StackEvent[];
  readonly seen: Set<string>;
  lastId: string | undefined;
  stack: Stack | undefined;
  status: string;
  /** The status of the stack's own last event. */
  lastOwn: string;
  readonly seenStatus: Set<string>;
  stale: number;
  toldUsable: boolean;
  movedAt: number;
  answeredAt: number;
  failures: number;
  toldAt: number;
  throttled: boolean;
}

const newWatch = (target: FollowTarget, now: number): Watch => ({
  target,
  events: [],
  seen: new Set(),
  lastId: target.after,
  stack: undefined,
  status: "",
  lastOwn: "",
  seenStatus: new Set(),
  stale: 0,
  toldUsable: false,
  movedAt: now,
  answeredAt: now,
  failures: 0,
  toldAt: -Infinity,
  throttled: false,
});

/** One look; "going" also where nothing can be said. The status decides, so events that cannot be read only count as missed. */
async function look(ports: FollowPorts, stacks: Stacks, watch: Watch): Promise<Phase> {
  const events = readEvents(ports, stacks, watch).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  try {
    const stack = await stacks.describe(watch.target.stackId);
    const unread = await events;
    const phase = judge(ports, watch, stack);
    if (unread !== undefined && phase === "going") throw unread.error;
    watch.failures = 0;
    watch.answeredAt = ports.clock.now();
    return phase;
  } catch (error) {
    await events;
    missed(ports, watch, error);
    return "going";
  }
}

async function readEvents({ clock, report, see }: FollowPorts, stacks: Stacks, watch: Watch): Promise<void> {
  const events = await stacks.eventsSince(watch.target.stackId, watch.lastId);
  for (const event of events.filter(({ id }) => !watch.seen.has(id))) {
    watch.seen.add(event.id);
    watch.events.push(event);
    watch.lastId = event.id;
    watch.movedAt = clock.now();
    const { at, stackName: stack, logicalId, type, status, reason } = event;
    if (isStackEvent(event)) {
      watch.status = watch.lastOwn = status;
      watch.seenStatus.add(status);
      report({ kind: "stack", at, stack, status, reason });
    } else report({ kind: "resource", at, stack, logicalId, type, status, reason });
    see?.(event);
  }
}

function judge({ clock, report }: FollowPorts, watch: Watch, stack: Stack | undefined): Phase {
  watch.stack = stack ?? watch.stack;
  const phase = stack === undefined ? "gone" : standing(stack.status).phase;
  if (phase === "going" || phase === "usable") watch.stale = 0;
  else if (isStale(watch, stack?.status)) return "going";
  if (stack !== undefined && stack.status !== watch.status && !watch.seenStatus.has(stack.status))
    report({ kind: "stack", at: clock.now(), stack: stack.name, status: stack.status, reason: stack.statusReason });
  watch.status = stack?.status ?? watch.status;
  return phase;
}

/** An end that the stack's own events do not tell may be that of an operation before; it is believed when it stays. */
function isStale(watch: Watch, status: string | undefined): boolean {
  // A new stack may not be found yet; a status it has is its own. One that was there and is not found is gone.
  if (watch.target.fresh === (status !== undefined) || (status !== undefined && watch.lastOwn === status)) return false;
  watch.stale += 1;
  return watch.stale <= staleReads;
}

function missed({ clock, report }: FollowPorts, watch: Watch, error: unknown): void {
  const { name } = watch.target;
  watch.failures += 1;
  watch.throttled = failedAs(error, "throttled");
  const text = error instanceof Error ? error.message : String(error);
  const hopeless = failedAs(error, "credentials") || failedAs(error, "denied");
  const refused = failedAs(error, "unreachable") && /ECONNREFUSED/.test(error.awsMessage);
  const now = clock.now();
  if (hopeless || now - watch.answeredAt > (refused ? refusedPatienceMs : patienceMs))
    throw new GworldError(
      "resumable",
      `Cannot watch ${name} any more: ${text}. ${refused ? "Its endpoint has ended." : "CloudFormation goes on with it."}`,
      {
        hint: "When AWS can be asked again, run the same command: it finds the operation and follows it.",
        cause: error,
      },
    );
  if (watch.failures > 1 && now - watch.toldAt < noteEveryMs) return;
  watch.toldAt = now;
  report({ kind: "note", at: now, text: `still watching ${name}, though a look failed: ${text}` });
}
