import { serviceOf, taskOf, type LogEvent } from "../log-line.ts";
import type { Chronicle } from "./chronicle.ts";

/** Tasks whose clock is ahead. Their lines stand where they arrived, so only their own order can tell what is late. */
export interface FastClocks {
  /** By how many milliseconds an event belongs before one of the same stream that was shown. */
  behind(event: LogEvent, ahead: number): number;
}

/** Streams remembered: tasks come and go. */
const mostStreams = 1_000;

/** Says of each such task once that its clock is ahead. */
export function fastClocks(story: Pick<Chronicle, "say">): FastClocks {
  const newest = new Map<string, number>();
  return {
    behind({ group, stream, timestamp, ingestionTime }, ahead) {
      if (ahead <= 0 && newest.size === 0) return 0;
      const key = `${group}\n${stream}`;
      const before = newest.get(key);
      if (before === undefined && ahead <= 0) return 0;
      // It may be read long after it came.
      const aheadBy = Math.max(ahead, timestamp - ingestionTime);
      if (before === undefined) {
        story.say({ kind: "ahead", service: serviceOf(group), task: taskOf(stream), milliseconds: aheadBy });
        const [oldest] = newest.keys();
        if (newest.size === mostStreams && oldest !== undefined) newest.delete(oldest);
      }
      // A line on time belongs before the fast ones, and those after it stand right: a clock was set, or one time was wrong.
      newest.set(key, ahead > 0 ? Math.max(before ?? timestamp, timestamp) : timestamp);
      return Math.max(0, (before ?? timestamp) - timestamp);
    },
  };
}
