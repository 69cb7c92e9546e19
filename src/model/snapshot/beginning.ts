import type { SnapshotEntry } from "../catalogue.ts";

/** True for what may be the beginning of an ID, and is not all of it. Fewer characters say too little about when it was. */
export const isBeginning = (typed: string) => /^[0-7][0-9A-HJKMNP-TV-Z]{5,24}$/i.test(typed);

/** Those whose IDs begin so. */
export const startsWithId = <T extends Pick<SnapshotEntry, "snapshotId">>(
  entries: readonly T[],
  typed: string,
): readonly T[] => entries.filter(({ snapshotId }) => snapshotId.startsWith(typed.toUpperCase()));
