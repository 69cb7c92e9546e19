import type { EventEntry } from "./entry.ts";
import type { GroupEvents } from "./group-events.ts";
import { pageBytes } from "./page.ts";
import type { Matches } from "./pattern/text.ts";

/** Where to look, for what, and how much of it makes a page. */
export interface Search {
  readonly entries: readonly EventEntry[];
  readonly from: number;
  readonly to: number;
  readonly isWanted: (entry: EventEntry) => boolean;
  /** Without one, every message matches and none is read to see. */
  readonly matches?: Matches;
  readonly limit: number;
}

/** A page of events, and the index of the first entry that was not looked at. */
export interface Scanned {
  readonly found: readonly EventEntry[];
  readonly next: number;
}

/** Messages are read by so many at once, to see whether they match. */
const batch = 1_000;

/** Goes through entries until the page is full. */
export function scan(events: GroupEvents, { entries, from, to, isWanted, matches, limit }: Search): Scanned {
  const found: EventEntry[] = [];
  let bytes = 0;
  const isFull = (entry: EventEntry) => found.length === limit || (found.length > 0 && bytes + entry.bytes > pageBytes);
  for (let start = from; start < to; start += batch) {
    const some = entries.slice(start, Math.min(to, start + batch));
    const isMatch = matchesOf(events, some, { isWanted, matches });
    for (const [index, entry] of some.entries()) {
      if (!isMatch(entry)) continue;
      if (isFull(entry)) return { found, next: start + index };
      bytes += entry.bytes;
      found.push(entry);
    }
  }
  return { found, next: to };
}

function matchesOf(
  events: GroupEvents,
  entries: readonly EventEntry[],
  { isWanted, matches }: { readonly isWanted: (entry: EventEntry) => boolean; readonly matches: Matches | undefined },
): (entry: EventEntry) => boolean {
  if (!matches) return isWanted;
  const wanted = entries.filter(isWanted);
  const messages = events.messages(wanted);
  const matching = new Set(wanted.filter((_, index) => matches(messages[index] ?? "")));
  return (entry) => matching.has(entry);
}
