import type { Chronicle } from "./chronicle.ts";
import type { Intake } from "./intake.ts";
import type { CallFailure, LogCall, LogPage } from "./log-call.ts";
import type { NewestLines } from "./newest-lines.ts";
import type { Schedule } from "./schedule.ts";
import type { ServerTime } from "./server-time.ts";

/** What is told of calls that were due. */
export interface Answers {
  /**
   * Takes a page, part by part: in between, lines can be released, and its next page asked for. `at` is when it came, however
   * late it is taken.
   */
  page(call: LogCall, page: LogPage, at: number): Generator<undefined, void>;
  /** How often in a row this group has failed now. */
  failed(call: LogCall, failure: CallFailure, reason: string, at: number): number;
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
    *page(call, { parts, ...page }, at) {
      const group = asking.group(call.group);
      if (group === undefined) return;
      clock.learn(page.serverTime, at);
      story.answered(page.throttled ?? false, at);
      asking.answered(page.throttled ?? false, at);
      if (group.missing()) story.say({ kind: "appeared", group: group.name });
      group.pageCame(page.next, at);
      for (const events of parts) {
        if (lines.take(group.cursor, events, clock.at(at)) > 0) lastFresh = at;
        if (group.read(events, { local: at, server: clock.at(at) })) story.say({ kind: "crowded", group: group.name });
        newest.trim(asking.behind());
        yield;
      }
      group.pageRead(at, lines.isLive() ? slowest : pause(at - lastFresh));
      newest.trim(asking.behind());
    },
    failed(call, failure, reason, at) {
      const group = asking.group(call.group);
      if (group === undefined) return 0;
      if (failure === "throttled") asking.answered(true, at);
      if (failure === "missing" && !group.missing()) story.say({ kind: "missing", group: group.name });
      story.failed(failure, reason, at);
      const failures = group.failed(failure, at);
      newest.trim(asking.behind());
      return failures;
    },
  };
}

/** Polls every second while lines come, and down to every five seconds when they do not or are told live. */
const pause = (quietFor: number) => Math.min(slowest, Math.max(1_000, quietFor / 10));
const slowest = 5_000;
