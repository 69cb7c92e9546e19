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
  let from: number | undefined = count === undefined ? -Infinity : undefined;

  /** Where there is no line, the newest marks stand for them: they may say why. */
  const left = (marks: readonly LogLine[]) => {
    if (from === undefined && count !== undefined && marks.length > 0) {
      from = -Infinity;
      return marks.toSorted((a, b) => a.timestamp - b.timestamp).slice(-count);
    }
    return marks.filter(({ timestamp }) => timestamp >= (from ?? -Infinity));
  };
  return {
    upTo: () => (wanted === undefined ? Infinity : -Infinity),
    trim(behind) {
      if (wanted === undefined) return;
      lines.keepNewest(wanted);
      if (behind) return;
      wanted = undefined;
      from = lines.oldest();
      lines.mark(left(waiting), Infinity);
      waiting = [];
    },
    mark(marks, now) {
      if (wanted === undefined) lines.mark(left(marks), now);
      else waiting.push(...marks);
    },
  };
}
