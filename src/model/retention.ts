import type { SnapshotEntry } from "./catalogue.ts";
import { GworldError } from "./error.ts";
import { shellWord } from "./shell-word.ts";

/** How many snapshots of a world stay, by rule; a rule that is not given keeps none. */
export interface RetentionPolicy {
  readonly last?: number | undefined;
  readonly daily?: number | undefined;
  readonly weekly?: number | undefined;
  readonly monthly?: number | undefined;
}

/** What is known of a world beside its entries. */
export interface RetentionFacts {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Snapshots that a restore under way reads. */
  readonly reading: ReadonlySet<string>;
  /** Snapshots that have a manifest. */
  readonly manifests: ReadonlySet<string>;
  /** True while somebody alive works on the world's archive. */
  readonly atWork: boolean;
}

/** What becomes of a snapshot, and why. */
export interface Verdict {
  readonly entry: SnapshotEntry;
  readonly keep: boolean;
  readonly reasons: readonly string[];
}

/** Something that nobody finished is given up after so long, in milliseconds. */
export const abandonedAfter = 24 * 3_600_000;

/** The rules as they were typed. Throws `usage` where there is none. */
export function policyOf(typed: {
  readonly keepLast: number | undefined;
  readonly keepDaily: number | undefined;
  readonly keepWeekly: number | undefined;
  readonly keepMonthly: number | undefined;
}): RetentionPolicy {
  const policy = {
    last: typed.keepLast,
    daily: typed.keepDaily,
    weekly: typed.keepWeekly,
    monthly: typed.keepMonthly,
  };
  if (Object.values(policy).some((count) => count !== undefined && count > 0)) return policy;
  throw new GworldError("usage", "Say what stays.", {
    hint: "For example: gworld snapshot prune --keep-last 3 --keep-daily 7 --keep-weekly 4 --keep-monthly 12 -e dev",
  });
}

/** What to type to prune again. */
export const pruneCommand = (environment: string, worldId: string | undefined, policy: RetentionPolicy): string =>
  [
    "gworld snapshot prune",
    ...(worldId === undefined ? [] : [shellWord(worldId)]),
    ...Object.entries(policy).flatMap(([rule, count]) => (count === undefined ? [] : [`--keep-${rule} ${count}`])),
    `-e ${shellWord(environment)}`,
  ].join(" ");

/**
 * Decides on the snapshots of one world, newest first in and out. As restic does: a rule keeps the newest of each of the
 * last so many days, ISO weeks or months (UTC) that have one, and the oldest of all while it has room. Only complete ones
 * count. Held ones stay, those that are being restored, and the last good one.
 */
export function retain(
  entries: readonly SnapshotEntry[],
  policy: RetentionPolicy,
  facts: RetentionFacts,
): readonly Verdict[] {
  const sorted = entries.toSorted((a, b) => (a.snapshotId < b.snapshotId ? 1 : -1));
  const complete = sorted.filter(({ state }) => state === "COMPLETE");
  const ruled = rules.map((rule) => keptBy(rule, complete, policy[rule.name] ?? 0));
  const lastGood = complete.find(({ consistency }) => consistency !== "fuzzy") ?? complete[0];
  return sorted.map((entry): Verdict => {
    const read = facts.reading.has(entry.snapshotId) ? ["being restored"] : [];
    if (entry.state !== "COMPLETE")
      return read.length > 0 ? { entry, keep: true, reasons: read } : { entry, ...unfinished(entry, facts) };
    const reasons = [
      ...read,
      ...ruled.flatMap((kept) => kept.get(entry) ?? []),
      ...(entry.held ? ["held"] : []),
      ...(entry === lastGood ? ["last good"] : []),
    ];
    return { entry, keep: reasons.length > 0, reasons: reasons.length > 0 ? reasons : ["no rule keeps it"] };
  });
}

interface Rule {
  readonly name: keyof RetentionPolicy;
  /** Snapshots of equal spans are one to the rule. */
  readonly span: (entry: SnapshotEntry) => string;
}

const rules: readonly Rule[] = [
  { name: "last", span: ({ snapshotId }) => snapshotId },
  { name: "daily", span: ({ createdAt }) => createdAt.slice(0, 10) },
  { name: "weekly", span: ({ createdAt }) => isoWeek(createdAt) },
  { name: "monthly", span: ({ createdAt }) => createdAt.slice(0, 7) },
];

/** `complete` newest first. */
function keptBy(
  { name, span }: Rule,
  complete: readonly SnapshotEntry[],
  count: number,
): ReadonlyMap<SnapshotEntry, string> {
  const kept = new Map<SnapshotEntry, string>();
  let before: string | undefined;
  for (const [index, entry] of complete.entries()) {
    if (kept.size >= count) break;
    const own = span(entry);
    if (own !== before) kept.set(entry, name === "last" ? `last ${count}` : `${name} ${own}`);
    else if (index === complete.length - 1) kept.set(entry, `${name}, oldest`);
    before = own;
  }
  return kept;
}

/** `2026-W47`: weeks begin on Monday and belong to the year of their Thursday. */
function isoWeek(iso: string): string {
  const day = new Date(`${iso.slice(0, 10)}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + 4 - (day.getUTCDay() || 7));
  const year = day.getUTCFullYear();
  const week = Math.ceil(((day.getTime() - Date.UTC(year, 0, 1)) / 86_400_000 + 1) / 7);
  return `${year}-W${String(week).padStart(2, "0")}`;
}

function unfinished(
  { state, snapshotId, createdAt }: SnapshotEntry,
  { now, manifests, atWork }: RetentionFacts,
): Omit<Verdict, "entry"> {
  if (state === "DELETING") return { keep: false, reasons: ["being deleted"] };
  const isOld = now - Date.parse(createdAt) > abandonedAfter;
  if (state === "FAILED") return { keep: !isOld, reasons: ["failed"] };
  if (manifests.has(snapshotId)) return { keep: true, reasons: ["whole, not noted yet"] };
  if (atWork) return { keep: true, reasons: ["being taken"] };
  return { keep: !isOld, reasons: [isOld ? "abandoned" : "unfinished"] };
}
