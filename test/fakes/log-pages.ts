import type { LogEvent } from "../../src/model/log-line.ts";
import type { LogCall, LogPage } from "../../src/model/log-merge/log-call.ts";

/** An event and when FilterLogEvents first shows it. */
export interface SimulatedEvent extends LogEvent {
  readonly visibleAt: number;
}

/** Numbers from 0 to 1 that are the same for the same seed. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** FilterLogEvents as AWS documents it: sorted pages, a token that is a place, pages that may be empty though there are more. */
export function simulatedPage(
  events: readonly SimulatedEvent[],
  call: LogCall,
  { now, size, empty }: { now: number; size: number; empty: boolean },
): LogPage {
  const place = call.token === undefined ? [-Infinity, ""] : decode(call.token);
  const rest = events
    .filter((event) => event.group === call.group && event.visibleAt <= now)
    .filter((event) => call.stream === undefined || event.stream === call.stream)
    .filter((event) => event.timestamp >= call.from && event.timestamp <= (call.to ?? Infinity))
    .filter((event) => compare([event.timestamp, event.id], place) > 0)
    .sort((a, b) => compare([a.timestamp, a.id], [b.timestamp, b.id]));
  const page = empty ? [] : rest.slice(0, size);
  const last = page.at(-1);
  const more = rest.length > page.length;
  return {
    parts: inParts(page),
    serverTime: now,
    next: more ? encode(last ? [last.timestamp, last.id] : place) : undefined,
  };
}

/** Three parts, as soon as there is enough to part. */
function* inParts<T>(events: readonly T[]): Generator<readonly T[], void> {
  const size = Math.max(1, Math.ceil(events.length / 3));
  yield events.slice(0, size);
  for (let at = size; at < events.length; at += size) yield events.slice(at, at + size);
}

type Place = readonly (string | number)[];
const encode = (place: Place) => place.join(" ");
const decode = (token: string): Place => {
  const [timestamp = "", id = ""] = token.split(" ");
  return [Number(timestamp), id];
};
const compare = ([a = 0, x = ""]: Place, [b = 0, y = ""]: Place) =>
  Number(a) - Number(b) || (x < y ? -1 : x > y ? 1 : 0);
