import { callBudget, quotaPerSecond } from "./call-budget.ts";
import { groupState, type GroupState } from "./group-state.ts";
import type { LogCall } from "./log-call.ts";

/** Which group is asked when: fairly, within one budget for all, one call a group at a time. */
export interface Schedule {
  readonly group: (name: string) => GroupState | undefined;
  readonly all: readonly GroupState[];
  /** Calls to start now. With `pause`, groups that are ahead of the others wait for them. */
  due(now: number, serverNow: number, pause: boolean): readonly LogCall[];
  /** Milliseconds until a call is due, as far as none is under way. */
  wait(now: number, pause: boolean): number;
  /** The group has been read farther than others that are still behind. */
  isAhead(name: string): boolean;
  /** Some group has not yet been read once. */
  behind(): boolean;
  /** Nothing older than this is still to come from groups that are behind. */
  frontier(): number;
  /** All groups that are there were asked at this server time or later for what is new. */
  readAt(): number;
  /** Makes one sweep of each group from this server time on. */
  sweepFrom(moment: number): void;
  /** All groups were swept at the moment or later. */
  sweptSince(moment: number): boolean;
  /** A call has got through, be it after being throttled, or was throttled. */
  answered(throttled: boolean, now: number): void;
}

interface Scope {
  readonly groups: readonly string[];
  readonly from: number;
  readonly to?: number | undefined;
  readonly follow: boolean;
}

export function schedule({ groups: names, follow, ...range }: Scope): Schedule {
  const groups = new Map(names.map((name) => [name, groupState(name, range)]));
  const all = [...groups.values()];
  const budget = callBudget(follow ? quotaPerSecond : Infinity);
  const behind = () => all.filter((group) => !group.caughtUp());
  const frontier = () => Math.min(...behind().map((group) => group.cursor.frontier()));
  const ahead = (group: GroupState) => group.cursor.frontier() > frontier();
  const waiting = (pause: boolean) =>
    all.filter((group) => {
      if (group.underWay()) return false;
      return group.caughtUp() ? follow : !pause || !ahead(group);
    });
  return {
    group: (name) => groups.get(name),
    all,
    due: (now, serverNow, pause) =>
      waiting(pause)
        .filter((group) => group.nextAt() <= now)
        .sort((a, b) => a.nextAt() - b.nextAt())
        .flatMap((group) => (budget.take(now) ? [group.call(now, serverNow)] : [])),
    wait: (now, pause) => Math.max(budget.wait(now), Math.min(...waiting(pause).map((group) => group.nextAt())) - now),
    isAhead(name) {
      const group = groups.get(name);
      return group !== undefined && ahead(group);
    },
    behind: () => behind().length > 0,
    frontier,
    readAt: () => Math.min(...all.map((group) => (group.missing() ? Infinity : (group.cursor.readAt() ?? -Infinity)))),
    sweepFrom: (moment) => all.forEach((group) => group.sweepFrom(moment)),
    sweptSince: (moment) => all.every((group) => group.sweptSince(moment)),
    answered: (throttled, now) => (throttled ? budget.throttled(now) : budget.succeeded()),
  };
}
