import { failedAs } from "../../model/aws-error.ts";
import { GworldError, wordsOf } from "../../model/error.ts";
import { isStackEvent } from "../../model/stack-events.ts";
import { standing, type Phase } from "../../model/stack-status.ts";
import type { Stack, StackEvent, Stacks } from "../../ports/stacks.ts";
import type { FollowPorts, FollowTarget } from "../follow.ts";

/** After this long without any answer the watching is given up; the operation itself is not affected. */
const patienceMs = 15 * 60_000;

/** AWS never refuses a connection, an endpoint of somebody's own does when it has ended: that seldom passes. */
const refusedPatienceMs = 30_000;

/** How often it is said again that nothing can be seen. */
const noteEveryMs = 60_000;

/** How often a status is read that is still that of before the operation, until it is believed. */
const staleReads = 5;

/** What has been seen of one operation. */
export interface Watch {
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
  /** Its events may not be read: the status alone is looked at. */
  blind: boolean;
}

export const newWatch = (target: FollowTarget, now: number): Watch => ({
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
  blind: false,
});

/** One look; "going" also where nothing can be said. The status decides, so events that cannot be read only count as missed. */
export async function look(ports: FollowPorts, stacks: Stacks, watch: Watch): Promise<Phase> {
  const events = readEvents(ports, stacks, watch).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  try {
    const stack = await stacks.describe(watch.target.stackId);
    const unread = blinded(ports, watch, await events);
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

/** Events are a nicety: where they may not be read, that is said once, with what would show them. */
function blinded({ clock, report }: FollowPorts, watch: Watch, unread: { readonly error: unknown } | undefined) {
  if (unread === undefined || !failedAs(unread.error, "denied")) return unread;
  watch.blind = true;
  const { message, hint } = unread.error;
  const text = `what happens in ${watch.target.name} cannot be shown, only how it ends: ${message}. ${hint}`;
  report({ kind: "note", at: clock.now(), text });
  return undefined;
}

export async function readEvents({ clock, report, see }: FollowPorts, stacks: Stacks, watch: Watch): Promise<void> {
  if (watch.blind) return;
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

function missed({ clock, report, attended = false }: FollowPorts, watch: Watch, error: unknown): void {
  const { name } = watch.target;
  watch.failures += 1;
  watch.throttled = failedAs(error, "throttled");
  const text = wordsOf(error);
  const login = attended ? loginOf(error) : undefined;
  const refused = failedAs(error, "unreachable") && /ECONNREFUSED/.test(error.awsMessage);
  const now = clock.now();
  if (isHopeless(error, login) || now - watch.answeredAt > (refused ? refusedPatienceMs : patienceMs))
    throw new GworldError(
      "resumable",
      `Cannot watch ${name} any more: ${text}. ${refused ? "Its endpoint has ended." : "CloudFormation goes on with it."}`,
      {
        hint: "It is found and followed: when AWS can be asked again, run the same command again",
        cause: error,
      },
    );
  if (watch.failures > 1 && now - watch.toldAt < noteEveryMs) return;
  watch.toldAt = now;
  report({
    kind: "note",
    at: now,
    text:
      login !== undefined
        ? `${name} goes on, but cannot be seen: ${text}. Type in another terminal: ${login}. Then it is watched on by itself`
        : `still watching ${name}, though a look failed: ${text}`,
  });
}

const isHopeless = (error: unknown, login: string | undefined) =>
  (failedAs(error, "credentials") && login === undefined) || failedAs(error, "denied");

/** What whoever is signed out types, with the profile, if there is one; undefined where no login helps. */
const loginOf = (error: unknown) =>
  failedAs(error, "credentials") ? /aws (?:sso login|login|configure)\b[^),]*/.exec(error.hint)?.[0] : undefined;
