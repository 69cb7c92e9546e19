import type { LogEvent } from "../log-line.ts";
import type { Chronicle } from "./chronicle.ts";
import type { Intake } from "./intake.ts";
import type { CallFailure, LogCall, LogPage } from "./log-call.ts";
import type { NewestLines } from "./newest-lines.ts";
import type { Schedule } from "./schedule.ts";
import type { ServerTime } from "./server-time.ts";

/** What is told of calls that were due. */
export interface Answers {
  /** A page has come. Its parts are taken next, in order, and then it is complete. */
  received(call: LogCall, page: Omit<LogPage, "parts">, now: number): void;
  take(call: LogCall, events: readonly LogEvent[], now: number): void;
  complete(call: LogCall, now: number): void;
  /** How often in a row this group has failed now. */
  failed(call: LogCall, failure: CallFailure, reason: string, now: number): number;
}

/** Where answers go. */
interface Places {
  readonly asking: Schedule;
  readonly story: Chronicle;
  readonly lines: Intake;
  readonly newest: NewestLines;
  readonly clock: ServerTime;
}

export function answers({ asking, story, lines, newest, clock }: Places): Answers {
  let lastFresh = -Infinity;
  return {
    received(call, page, now) {
      const group = asking.group(call.group);
      if (group === undefined) return;
      clock.learn(page.serverTime, now);
      story.answered(page.throttled ?? false, now);
      asking.answered(page.throttled ?? false, now);
      if (group.missing()) story.say({ kind: "appeared", group: group.name });
      group.answered(page.next, now);
    },
    take(call, events, now) {
      const group = asking.group(call.group);
      if (group === undefined) return;
      if (lines.take(group.cursor, events, clock.at(now)) > 0) lastFresh = now;
      if (group.read(events, { local: now, server: clock.at(now) })) story.say({ kind: "crowded", group: group.name });
      newest.trim(asking.behind());
    },
    complete(call, now) {
      asking.group(call.group)?.complete(now, lines.isLive() ? slowest : pause(now - lastFresh));
      newest.trim(asking.behind());
    },
    failed(call, failure, reason, now) {
      const group = asking.group(call.group);
      if (group === undefined) return 0;
      if (failure === "throttled") asking.answered(true, now);
      if (failure === "missing" && !group.missing()) story.say({ kind: "missing", group: group.name });
      story.failed(failure, reason, now);
      const failures = group.failed(failure, now);
      newest.trim(asking.behind());
      return failures;
    },
  };
}

/** Polls every second while lines come, and down to every five seconds when they do not or are told live. */
const pause = (quietFor: number) => Math.min(slowest, Math.max(1_000, quietFor / 10));
const slowest = 5_000;

/** Hands a page over, part by part: what is ready can be shown in between, which may take long, as with a pager. */
export function* handOver(
  subject: Answers,
  call: LogCall,
  { parts, ...page }: LogPage,
  { arrivedAt, now }: { readonly arrivedAt: number; readonly now: () => number },
): Generator<undefined, void> {
  subject.received(call, page, arrivedAt);
  for (const events of parts) {
    subject.take(call, events, now());
    yield;
  }
  subject.complete(call, now());
}
