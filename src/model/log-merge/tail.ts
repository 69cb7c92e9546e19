import type { LogLine } from "../log-line.ts";
import { chronicle } from "./chronicle.ts";
import { intake } from "./intake.ts";
import type { CallFailure, LogCall, LogPage } from "./log-call.ts";
import type { LogNotice, Receipt } from "./receipt.ts";
import { schedule } from "./schedule.ts";
import { serverTime } from "./server-time.ts";

export interface TailPlan {
  readonly groups: readonly string[];
  readonly from: number;
  readonly to?: number | undefined;
  /** Goes on after everything was read once. */
  readonly follow: boolean;
  /** Of what is there at the start, show only the newest so many. */
  readonly last?: number | undefined;
  /** Which lines are shown; all when undefined. */
  readonly keep?: ((line: LogLine) => boolean) | undefined;
}

/** The reading of several log groups as one stream, without input or output: it says what to ask and is told the answers. */
export interface Tail {
  /** Calls to start now; at most one a group is under way. */
  due(now: number): readonly LogCall[];
  /** Milliseconds after which to look again when no answer comes before. */
  idle(now: number): number;
  received(call: LogCall, page: LogPage, now: number): void;
  /** How often in a row this group has failed now. */
  failed(call: LogCall, failure: CallFailure, reason: string, now: number): number;
  /** Some of the lines whose turn has come; none when there are none. */
  release(now: number): readonly LogLine[];
  /** Some of what is still held at the end, in order; none when all is out. */
  drain(): readonly LogLine[];
  done(): boolean;
  /** What is to be said since last asked. */
  notices(): readonly LogNotice[];
  receipt(): Receipt;
}

/** Events that may wait for order before reading pauses while history is read: a few pages, so that memory stays flat. */
const readAhead = 5_000;

export function tail({ keep, ...plan }: TailPlan): Tail {
  const asking = schedule(plan);
  const story = chronicle();
  const lines = intake(keep, story);
  const clock = serverTime();
  let last = plan.last;
  let lastFresh = -Infinity;

  const crowded = () => last === undefined && lines.size() >= readAhead;
  /** Up to where lines may be shown: all groups have been read so far, and while following others may still send. */
  const bound = (now: number) => {
    if (last !== undefined) return -Infinity;
    return Math.min(asking.frontier(), plan.follow ? lines.settled(clock.at(now)) : Infinity);
  };
  const trim = () => {
    if (last !== undefined) lines.keepNewest(last);
    if (!asking.behind()) last = undefined;
  };

  return {
    due(now) {
      const calls = asking.due(now, clock.at(now), crowded());
      story.count({ calls: calls.length });
      return calls;
    },
    idle(now) {
      const oldest = lines.oldest();
      const release = oldest === undefined ? Infinity : oldest - bound(now);
      return Math.min(1_000, Math.max(10, Math.min(asking.wait(now, crowded()), release)));
    },
    received(call, page, now) {
      const group = asking.group(call.group);
      if (group === undefined) return;
      const { throttled = false, events } = page;
      clock.learn(page.serverTime, now);
      story.answered(throttled, now);
      if (throttled) asking.slowDown(now);
      else asking.speedUp();
      if (group.missing()) story.say({ kind: "appeared", group: group.name });
      if (lines.take(group.cursor, events, clock.at(now)) > 0) lastFresh = now;
      const moment = { local: now, server: clock.at(now) };
      if (group.read(page, pause(now - lastFresh), moment)) story.say({ kind: "crowded", group: group.name });
      trim();
    },
    failed(call, failure, reason, now) {
      const group = asking.group(call.group);
      if (group === undefined) return 0;
      if (failure === "throttled") asking.slowDown(now);
      if (failure === "missing" && !group.missing()) story.say({ kind: "missing", group: group.name });
      story.failed(failure, reason, now);
      const failures = group.failed(failure, now);
      trim();
      return failures;
    },
    release: (now) => lines.release(bound(now)),
    drain: () => lines.release(Infinity),
    done: () => !plan.follow && !asking.behind(),
    notices: () => story.notices(),
    receipt: () => story.receipt(),
  };
}

/** Polls every second while lines come, and down to every five seconds when they do not. */
const pause = (quietFor: number) => Math.min(5_000, Math.max(1_000, quietFor / 10));
