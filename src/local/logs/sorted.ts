import { compareKeys, type EventEntry, type EventKey } from "./entry.ts";

/** Entries in key order. Late ones are sorted in when somebody reads: most arrive in order. */
export interface Sorted {
  add(entries: readonly EventEntry[]): void;
  entries(): readonly EventEntry[];
  remove(streamId: string): void;
}

export function sorted(): Sorted {
  let entries: EventEntry[] = [];
  let ordered = true;
  return {
    add(added) {
      for (const entry of added) {
        const last = entries.at(-1);
        if (last && compareKeys(last, entry) > 0) ordered = false;
        entries.push(entry);
      }
    },
    entries() {
      if (!ordered) entries.sort(compareKeys);
      ordered = true;
      return entries;
    },
    remove(streamId) {
      entries = entries.filter((entry) => entry.streamId !== streamId);
    },
  };
}

/** The index of the first entry that is not below the key; with `after`, of the first above it. */
export function lowerBound(entries: readonly EventEntry[], key: EventKey, after = false): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const entry = entries[middle];
    const order = entry ? compareKeys(entry, key) : 0;
    if (order < 0 || (after && order === 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The key before every event of a moment. */
export const startOf = (timestamp: number): EventKey => ({ timestamp, ingestionTime: -Infinity, sequence: -Infinity });

/** The entries that can be read by now; the list itself when all can, as nearly always. */
export const visible = (entries: readonly EventEntry[], now: number): readonly EventEntry[] =>
  entries.every(({ ingestionTime }) => ingestionTime <= now)
    ? entries
    : entries.filter(({ ingestionTime }) => ingestionTime <= now);
