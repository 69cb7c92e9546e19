import { readLine, type LiveEvent, type LogEvent, type LogLine } from "../log-line.ts";
import type { Chronicle } from "./chronicle.ts";
import { fastClocks } from "./fast-clocks.ts";
import { hold } from "./hold.ts";
import { liveTallies, type LiveState } from "./live-tally.ts";
import type { LogCursor } from "./log-cursor.ts";
import { orderBuffer } from "./order-buffer.ts";

/** Events in, lines out: what is new and passes the filter waits here for its turn, and is counted. */
export interface Intake {
  /** The answer is how many events were new. `now` is server time. */
  take(cursor: LogCursor, events: readonly LogEvent[], now: number): number;
  /** Takes what Live Tail tells of a group. */
  told(cursor: LogCursor, name: string, events: readonly LiveEvent[], now: number): void;
  /** Takes lines that no log holds. */
  mark(lines: readonly LogLine[], now: number): void;
  live(state: LiveState, now: number): void;
  isLive(): boolean;
  /** Some lines, or none when all up to the moment have been released. */
  release(upTo: number): readonly LogLine[];
  keepNewest(count: number): void;
  /** Up to this moment all services have probably sent their lines; all were asked for them at `readAt` or later. */
  settled(now: number, readAt: number): number;
  oldest(): number | undefined;
  size(): number;
}

/** Lines released at once: few, so that they are printed and forgotten before the next are read. */
const batch = 500;

/** Events wait as they came and are read when their turn comes, because read ones are several times as large. */
export function intake(keep: ((line: LogLine) => boolean) | undefined, story: Chronicle): Intake {
  const buffer = orderBuffer<LogEvent | LogLine>();
  const tallies = liveTallies();
  const holding = hold();
  const fast = fastClocks(story);
  const passing = (events: readonly LogEvent[]) =>
    keep === undefined ? events : events.filter((event) => keep(readLine(event)));
  return {
    take(cursor, events, now) {
      const fresh = events.filter(({ id, timestamp }) => cursor.accept(id, timestamp));
      for (const event of fresh) holding.learn(delayOf(event, cursor.caughtUp(), now), now);
      const tally = tallies.of(cursor);
      const untold = fresh.filter((event) => tally.read(event));
      tally.forgetBefore(cursor.floor());
      const kept = passing(untold);
      buffer.add(kept, now);
      story.count({ repeated: events.length - untold.length, filtered: untold.length - kept.length });
      return fresh.length;
    },
    told(cursor, name, events, now) {
      const own = events.filter(({ group, timestamp }) => group === name && timestamp >= cursor.floor());
      const fresh = own.filter((event) => tallies.of(cursor).told(event));
      const kept = passing(fresh.map((event) => ({ ...event, id: "" })));
      buffer.add(kept, now);
      story.count({ live: kept.length, filtered: fresh.length - kept.length });
    },
    mark: (lines, now) => buffer.add(lines, now),
    live: (state, now) => tallies.turn(state, now),
    isLive: () => tallies.runs(),
    release(upTo) {
      const lines: LogLine[] = [];
      let shown = 0;
      buffer.release(upTo, batch, (event, { late, ahead }) => {
        if (isLine(event)) {
          lines.push(late > 0 ? { ...event, late } : event);
          return;
        }
        const behind = Math.max(late, fast.behind(event, ahead));
        if (behind > 0) story.late(behind);
        lines.push(behind > 0 ? { ...readLine(event), late: behind } : readLine(event));
        shown += 1;
      });
      story.count({ shown });
      return lines;
    },
    keepNewest: (count) => buffer.keepNewest(count),
    settled: (now, readAt) => (tallies.runs() ? Infinity : settledAt(now, readAt, holding.current(now))),
    oldest: () => buffer.oldest(),
    size: () => buffer.size(),
  };
}

const isLine = (held: LogEvent | LogLine): held is LogLine => "eventId" in held;

/** Of the time that lines are held so much is for the next poll. */
const pollMs = 1_500;
/** A group that cannot be read holds up the others so long. */
const patienceMs = 60_000;

const settledAt = (now: number, readAt: number, held: number) =>
  Math.min(now - held, Math.max(readAt - held + pollMs, now - patienceMs));

/** From ingestion to our reading: one poll and the time CloudWatch Logs needs to index. */
const afterIngestion = 1_500;

/** While following it is observed; of history only the way to CloudWatch Logs is known. */
const delayOf = ({ timestamp, ingestionTime }: LogEvent, following: boolean, now: number) =>
  following ? now - timestamp : ingestionTime - timestamp + afterIngestion;
