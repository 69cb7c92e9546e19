import type { LogLine } from "../log-line.ts";

/** How many lines of the same stream are shown around a match. */
export interface ContextSpan {
  readonly before: number;
  readonly after: number;
}

/** A line to show. */
export interface ContextLine {
  readonly line: LogLine;
  /** It passes the filter itself; others are shown for being near. */
  readonly matches: boolean;
  /** Lines of its stream were left out between it and the one shown before: the place for a `--`. */
  readonly gap: boolean;
}

/** Matches with their neighbours, line by line, also while following. */
export interface LogContext {
  /** Takes the next line in time order. The answer is what can now be shown, lines of one stream in their order. */
  push(line: LogLine, matches: boolean): readonly ContextLine[];
}

/** Streams remembered: tasks come and go, and a long follow sees many. */
const mostStreams = 1_000;
/** Lines remembered in all streams together. */
const mostLines = 50_000;

interface StreamPlace {
  /** The latest lines that were not shown, at most `before`. */
  readonly held: LogLine[];
  /** Lines still to be shown after a match. */
  wanted: number;
  /** Lines were left out since the last one shown. */
  skipped: boolean;
}

/** Streams that were silent longest are forgotten first, and with them only what may stand before their next match. */
export function logContext({ before, after }: ContextSpan): LogContext {
  const places = new Map<string, StreamPlace>();
  let held = 0;

  const placeOf = ({ service, stream }: LogLine): StreamPlace => {
    const name = `${service}\n${stream}`;
    const place = places.get(name) ?? { held: [], wanted: 0, skipped: false };
    places.delete(name);
    places.set(name, place);
    return place;
  };
  const forget = () => {
    for (const [name, place] of places) {
      if (places.size <= 1 || (places.size <= mostStreams && held <= mostLines)) return;
      held -= place.held.length;
      places.delete(name);
    }
  };
  const hold = (place: StreamPlace, line: LogLine) => {
    place.held.push(line);
    held += 1;
    if (place.held.length <= before) return;
    place.held.shift();
    held -= 1;
    place.skipped = true;
  };
  const show = (place: StreamPlace, line: LogLine, matches: boolean): ContextLine => {
    const shown = { line, matches, gap: place.skipped };
    place.skipped = false;
    return shown;
  };

  return {
    push(line, matches) {
      const place = placeOf(line);
      if (matches) {
        const earlier = place.held.splice(0);
        held -= earlier.length;
        place.wanted = after;
        return [...earlier.map((one) => show(place, one, false)), show(place, line, true)];
      }
      if (place.wanted > 0) {
        place.wanted -= 1;
        return [show(place, line, false)];
      }
      hold(place, line);
      forget();
      return [];
    },
  };
}
