import type { LineCheck } from "../../model/log-filter/check.ts";
import type { LogLine } from "../../model/log-line.ts";
import { logContext, type ContextLine, type ContextSpan } from "../../model/log-merge/log-context.ts";
import type { LogReading, ReadPlan } from "./reading.ts";

/** Reads with another plan than was made. */
type Read = (over: Partial<ReadPlan>) => LogReading;

export interface Nearness {
  readonly keep: LineCheck;
  readonly context: ContextSpan;
  /** Of what is there at the start only so many matches, the newest. */
  readonly last?: number | undefined;
}

/** The lines that pass and their neighbours. Everything is read, because a neighbour need not pass anything. */
export async function withNeighbours(read: Read, { keep, context, last }: Nearness): Promise<LogReading> {
  const begins = last === undefined ? undefined : await newestMatches(read(alone));
  const matches: LineCheck = begins === undefined ? keep : (line) => begins(line) && keep(line);
  const isLater: LineCheck = begins ?? (() => true);
  const reading = read({ keep: undefined, pattern: undefined, last: undefined });
  const near = logContext(context);
  const counts = { shown: 0, neighbours: 0, late: 0, latest: 0 };
  const counted = ({ line, matches, gap }: ContextLine): LogLine => {
    // Before the first line of all there is nothing that could have been left out.
    const left = gap && counts.shown + counts.neighbours > 0;
    const { late = 0 } = line;
    if (matches) counts.shown += 1;
    else counts.neighbours += 1;
    if (late > 0) counts.late += 1;
    counts.latest = Math.max(counts.latest, late);
    return { ...line, ...(!matches && { match: false }), ...(left && { gap: true }) };
  };
  async function* lines() {
    for await (const batch of reading.lines) {
      const shown = batch.flatMap((line) =>
        line.kind === "task" ? [line].filter(isLater) : near.push(line, matches(line)).map(counted),
      );
      if (shown.length > 0) yield shown;
    }
  }
  return {
    ...reading,
    lines: lines(),
    receipt() {
      const { shown, ...all } = reading.receipt();
      return { ...all, ...counts, filtered: shown - counts.shown - counts.neighbours };
    },
  };
}

/** What is there, without what comes later or beside it. */
const alone = { follow: false, live: false, untilStable: false, tasks: undefined };

/** Tells whether a line is one of the newest, or came after them. */
async function newestMatches(newest: LogReading): Promise<LineCheck> {
  let from: number | undefined;
  const atFrom = new Set<string>();
  for await (const batch of newest.lines)
    for (const { timestamp, eventId } of batch) {
      from ??= timestamp;
      if (timestamp === from) atFrom.add(eventId);
    }
  return ({ timestamp, eventId }) =>
    from === undefined || timestamp > from || (timestamp === from && atFrom.has(eventId));
}
