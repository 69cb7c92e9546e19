import { readLine, type LogEvent, type LogLine } from "../log-line.ts";
import type { Chronicle } from "./chronicle.ts";
import { hold } from "./hold.ts";
import type { LogCursor } from "./log-cursor.ts";
import { orderBuffer } from "./order-buffer.ts";

/** Events in, lines out: what is new and passes the filter waits here for its turn, and is counted. */
export interface Intake {
  /** The answer is how many events were new. `now` is server time. */
  take(cursor: LogCursor, events: readonly LogEvent[], now: number): number;
  /** Some lines, or none when all up to the moment have been released. */
  release(upTo: number): readonly LogLine[];
  keepNewest(count: number): void;
  /** Up to this moment all services have probably sent their lines. */
  settled(now: number): number;
  oldest(): number | undefined;
  size(): number;
}

/** Lines released at once: few, so that they are printed and forgotten before the next are read. */
const batch = 500;

/** Events wait as they came and are read when their turn comes, because read ones are several times as large. */
export function intake(keep: ((line: LogLine) => boolean) | undefined, story: Chronicle): Intake {
  const buffer = orderBuffer<LogEvent>();
  const holding = hold();
  return {
    take(cursor, events, now) {
      const fresh = events.filter(({ id, timestamp }) => cursor.accept(id, timestamp));
      for (const event of fresh) holding.learn(delayOf(event, cursor.caughtUp(), now), now);
      const kept = keep === undefined ? fresh : fresh.filter((event) => keep(readLine(event)));
      buffer.add(kept, now);
      story.count({ repeated: events.length - fresh.length, filtered: fresh.length - kept.length });
      return fresh.length;
    },
    release(upTo) {
      const lines: LogLine[] = [];
      buffer.release(upTo, batch, (event, late) => {
        if (late > 0) story.late(late);
        lines.push(late > 0 ? { ...readLine(event), late } : readLine(event));
      });
      story.count({ shown: lines.length });
      return lines;
    },
    keepNewest: (count) => buffer.keepNewest(count),
    settled: (now) => now - holding.current(now),
    oldest: () => buffer.oldest(),
    size: () => buffer.size(),
  };
}

/** From ingestion to our reading: one poll and the time CloudWatch Logs needs to index. */
const afterIngestion = 1_500;

/** While following it is observed; of history only the way to CloudWatch Logs is known. */
const delayOf = ({ timestamp, ingestionTime }: LogEvent, following: boolean, now: number) =>
  following ? now - timestamp : ingestionTime - timestamp + afterIngestion;
