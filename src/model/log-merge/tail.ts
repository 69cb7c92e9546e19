import type { LiveEvent, LogLine } from "../log-line.ts";
import { answers, type Answers } from "./answers.ts";
import { chronicle } from "./chronicle.ts";
import { intake } from "./intake.ts";
import type { LiveState } from "./live-tally.ts";
import type { LogCall } from "./log-call.ts";
import { newestLines } from "./newest-lines.ts";
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
export interface Tail extends Answers {
  /** Calls to start now; at most one a group is under way. */
  due(now: number): readonly LogCall[];
  /** Milliseconds after which to look again when no answer comes before. */
  idle(now: number): number;
  /** False for an answer that is to wait, because enough is held and others are behind. */
  wants(call: LogCall): boolean;
  /** What Live Tail tells; it counts from `live` on. */
  told(events: readonly LiveEvent[], sampled: boolean, now: number): void;
  /** Where Live Tail stands: asked for, running (then nothing is held for order), or not there. */
  live(state: LiveState, now: number): void;
  /** Takes lines that no log holds, which stand at their time among the others. */
  mark(lines: readonly LogLine[], now: number): void;
  /** Ends a follow once all that was sent up to now has been read. */
  endAfter(now: number): void;
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
  const newest = newestLines(lines, plan.last);
  const clock = serverTime();
  let endsAt: number | undefined;

  const crowded = () => newest.upTo() === Infinity && lines.size() >= readAhead;
  /** Up to where lines may be shown: all groups have been read so far, and while following others may still send. */
  const bound = (now: number) =>
    Math.min(newest.upTo(), asking.frontier(), plan.follow ? lines.settled(clock.at(now), asking.readAt()) : Infinity);

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
    wants: ({ group }) => !crowded() || !asking.isAhead(group),
    ...answers({ asking, story, lines, newest, clock }),
    told(events, sampled, now) {
      if (sampled) story.sampled(now);
      for (const { name, cursor } of asking.all) lines.told(cursor, name, events, clock.at(now));
    },
    live: (state, now) => lines.live(state, clock.at(now)),
    mark: (marks, now) => newest.mark(marks, clock.at(now)),
    endAfter: (now) => asking.sweepFrom((endsAt = clock.at(now) + flushMs)),
    release: (now) => lines.release(bound(now)),
    drain: () => lines.release(Infinity),
    done: () => (endsAt === undefined ? !plan.follow && !asking.behind() : asking.sweptSince(endsAt)),
    notices: () => story.notices(),
    receipt: () => story.receipt(),
  };
}

/** After so long a task's last lines have been sent and can be read. */
const flushMs = 7_000;
