import { readLine, type LogEvent, type LogLine } from "../log-line.ts";
import type { Chronicle } from "./chronicle.ts";
import { hold } from "./hold.ts";
import type { LogCursor } from "./log-cursor.ts";
import { orderBuffer } from "./order-buffer.ts";

/** Events in, lines out: what is new and passes the filter waits here for its turn, and is counted. */
export interface Intake {
  /** The answer is how many events were new. `now` is server time. */
  take(cursor: LogCursor, events: readonly LogEvent[], now: number): number;
  release(upTo: number): readonly LogLine[];
  keepNewest(count: number): void;
  /** Up to this moment all services have probably sent their lines. */
  settled(now: number): number;
  oldest(): number | undefined;
  size(): number;
}

export function intake(keep: (line: LogLine) => boolean, story: Chronicle): Intake {
  const buffer = orderBuffer();
  const holding = hold();
  return {
    take(cursor, events, now) {
      const fresh = events.filter(({ id, timestamp }) => cursor.accept(id, timestamp));
      for (const event of fresh) holding.learn(delayOf(event, cursor.caughtUp(), now), now);
      const lines = fresh.map(readLine).filter(keep);
      buffer.add(lines, now);
      story.count({ repeated: events.length - fresh.length, filtered: fresh.length - lines.length });
      return fresh.length;
    },
    release(upTo) {
      const lines = buffer.release(upTo);
      const late = lines.flatMap((line) => line.late ?? []);
      story.count({ shown: lines.length, late: late.length });
      for (const milliseconds of late) story.latest(milliseconds);
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
