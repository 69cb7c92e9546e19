import type { LogLine } from "../log-line.ts";
import type { Intake } from "./intake.ts";

/** The wish to see of what is there at the start only the newest lines. */
export interface NewestLines {
  /** Up to where lines may be shown: nowhere until it is known which are the newest. */
  upTo(): number;
  /** Drops what is too much; all has been read once when not `behind`. */
  trim(behind: boolean): void;
  /** Takes lines that no log holds: they take the place of none, and stand only among those that are left. */
  mark(marks: readonly LogLine[], now: number): void;
}

export function newestLines(lines: Intake, count: number | undefined): NewestLines {
  let wanted = count;
  let waiting: LogLine[] = [];
  return {
    upTo: () => (wanted === undefined ? Infinity : -Infinity),
    trim(behind) {
      if (wanted === undefined) return;
      lines.keepNewest(wanted);
      if (behind) return;
      wanted = undefined;
      const oldest = lines.oldest() ?? -Infinity;
      const marks = waiting.filter(({ timestamp }) => timestamp >= oldest);
      waiting = [];
      lines.mark(marks, Infinity);
    },
    mark(marks, now) {
      if (wanted === undefined) lines.mark(marks, now);
      else waiting.push(...marks);
    },
  };
}
