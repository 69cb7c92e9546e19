import { array, assert, boolean, constantFrom, integer, nat, property, record } from "fast-check";
import { expect, test } from "vitest";
import type { SnapshotEntry } from "../../src/model/catalogue.ts";
import {
  policyOf,
  pruneCommand,
  retain,
  type RetentionFacts,
  type RetentionPolicy,
} from "../../src/model/retention.ts";

const now = Date.UTC(2026, 10, 23, 12);
const quiet: RetentionFacts = { now, reading: new Set(), manifests: new Set(), atWork: false };

let made = 0;
const entryAt = (createdAt: string, fields: Partial<SnapshotEntry> = {}): SnapshotEntry => ({
  snapshotId: `${createdAt}-${String((made += 1)).padStart(6, "0")}`,
  worldId: "town",
  state: "COMPLETE",
  createdAt,
  createdBy: "ada",
  consistency: "tick",
  labels: {},
  held: false,
  warnings: [],
  ...fields,
});

/** `20T10` is the 20th of November 2026 at ten; each with what is said of it, newest first. */
const said = (moments: readonly string[], policy: RetentionPolicy) =>
  retain(
    moments.map((moment) => entryAt(`2026-11-${moment}:00:00.000Z`)),
    policy,
    quiet,
  ).map(({ entry, keep, reasons }) => `${entry.createdAt.slice(8, 13)} ${keep ? "+" : "-"} ${reasons.join(", ")}`);

test.each<{ policy: RetentionPolicy; moments: readonly string[]; says: readonly string[] }>([
  {
    policy: { last: 2 },
    moments: ["20T10", "21T10", "22T10"],
    says: ["22T10 + last 2, last good", "21T10 + last 2", "20T10 - no rule keeps it"],
  },
  {
    policy: { daily: 2 },
    moments: ["22T10", "22T11", "21T10", "21T23", "20T10"],
    says: [
      "22T11 + daily 2026-11-22, last good",
      "22T10 - no rule keeps it",
      "21T23 + daily 2026-11-21",
      "21T10 - no rule keeps it",
      "20T10 - no rule keeps it",
    ],
  },
  {
    // The days in between have none: they take no room.
    policy: { daily: 3 },
    moments: ["22T10", "15T10", "03T10", "01T10"],
    says: [
      "22T10 + daily 2026-11-22, last good",
      "15T10 + daily 2026-11-15",
      "03T10 + daily 2026-11-03",
      "01T10 - no rule keeps it",
    ],
  },
  {
    // Sunday the 22nd ends a week that began on Monday the 16th.
    policy: { weekly: 2 },
    moments: ["23T00", "22T23", "16T00", "15T23"],
    says: [
      "23T00 + weekly 2026-W48, last good",
      "22T23 + weekly 2026-W47",
      "16T00 - no rule keeps it",
      "15T23 - no rule keeps it",
    ],
  },
  {
    policy: { last: 1, monthly: 1 },
    moments: ["22T10", "21T10"],
    says: ["22T10 + last 1, monthly 2026-11, last good", "21T10 - no rule keeps it"],
  },
  {
    policy: { monthly: 12 },
    moments: ["22T10", "12T10", "02T10"],
    says: ["22T10 + monthly 2026-11, last good", "12T10 - no rule keeps it", "02T10 + monthly, oldest"],
  },
])("$policy of $moments", ({ policy, moments, says }) => {
  expect(said(moments, policy)).toEqual(says);
});

test.each([
  { at: "2027-01-03T23:59:59.000Z", week: "2026-W53" },
  { at: "2027-01-04T00:00:00.000Z", week: "2027-W01" },
  { at: "2024-12-30T00:00:00.000Z", week: "2025-W01" },
  { at: "2023-01-01T12:00:00.000Z", week: "2022-W52" },
])("$at is in week $week", ({ at, week }) => {
  const [verdict] = retain([entryAt(at)], { weekly: 1 }, quiet);
  expect(verdict?.reasons).toContain(`weekly ${week}`);
});

const old = "2026-11-01T00:00:00.000Z";
const fresh = "2026-11-23T11:00:00.000Z";
test.each<{ what: string; entry: SnapshotEntry; facts?: Partial<RetentionFacts>; keep: boolean; reasons: string[] }>([
  { what: "held", entry: entryAt(old, { held: true }), keep: true, reasons: ["held"] },
  { what: "abandoned", entry: entryAt(old, { state: "CREATING" }), keep: false, reasons: ["abandoned"] },
  { what: "cut off today", entry: entryAt(fresh, { state: "CREATING" }), keep: true, reasons: ["unfinished"] },
  {
    what: "being taken for days",
    entry: entryAt(old, { state: "CREATING" }),
    facts: { atWork: true },
    keep: true,
    reasons: ["being taken"],
  },
  { what: "failed", entry: entryAt(old, { state: "FAILED" }), keep: false, reasons: ["failed"] },
  { what: "failed today", entry: entryAt(fresh, { state: "FAILED" }), keep: true, reasons: ["failed"] },
  { what: "half deleted", entry: entryAt(fresh, { state: "DELETING" }), keep: false, reasons: ["being deleted"] },
])("one that is $what", ({ entry, facts, keep, reasons }) => {
  const newer = entryAt("2026-11-23T11:30:00.000Z");
  const verdicts = retain([newer, entry], { last: 1 }, { ...quiet, ...facts });
  expect(verdicts[1]).toMatchObject({ entry, keep, reasons });
});

test("what a restore reads stays, in whatever state; a manifest without an entry that says so, too", () => {
  const [newer, gone, whole] = [
    entryAt(fresh),
    entryAt(old, { state: "DELETING" }),
    entryAt(old, { state: "CREATING" }),
  ];
  const facts = { ...quiet, reading: new Set([gone.snapshotId]), manifests: new Set([whole.snapshotId]) };
  const kept = retain([newer, gone, whole], { last: 1 }, facts).filter(({ keep }) => keep);
  expect(kept.map(({ reasons }) => reasons.join())).toEqual([
    "last 1,last good",
    "whole, not noted yet",
    "being restored",
  ]);
  const read = { ...quiet, reading: new Set([newer.snapshotId]) };
  expect(retain([newer], { last: 1 }, read)[0]?.reasons).toEqual(["being restored", "last 1", "last good"]);
});

test("the last good one is the last exact one, where there is one", () => {
  const [fuzzy, exact] = [entryAt(fresh, { consistency: "fuzzy" }), entryAt(old)];
  expect(retain([exact, fuzzy], { last: 1 }, quiet).map(({ reasons }) => reasons)).toEqual([["last 1"], ["last good"]]);
  expect(retain([fuzzy], { last: 1 }, quiet)[0]?.reasons).toEqual(["last 1", "last good"]);
});

const typed = { keepLast: undefined, keepDaily: undefined, keepWeekly: undefined, keepMonthly: undefined };

test("no rule at all is refused, and so are rules of nothing; the hint has some", () => {
  for (const none of [typed, { ...typed, keepLast: 0 }])
    expect(() => policyOf(none)).toThrowError(
      expect.objectContaining({ code: "usage", hint: expect.stringContaining("--keep-daily 7") }),
    );
});

test("what was typed can be typed again", () => {
  const policy = policyOf({ ...typed, keepLast: 2, keepMonthly: 12 });
  expect(pruneCommand("dev", "town", policy)).toBe("gworld snapshot prune town --keep-last 2 --keep-monthly 12 -e dev");
  expect(pruneCommand("dev", undefined, { daily: 1 })).toBe("gworld snapshot prune --keep-daily 1 -e dev");
});

const policies = record({ last: nat(5), daily: nat(8), weekly: nat(5), monthly: nat(5) });
const histories = array(
  record({
    at: integer({ min: Date.UTC(2025, 0, 1), max: now }),
    state: constantFrom("COMPLETE", "COMPLETE", "COMPLETE", "CREATING", "FAILED", "DELETING"),
    held: boolean(),
    fuzzy: boolean(),
  }),
  { maxLength: 60 },
);
const entriesOf = (history: readonly { at: number; state: string; held: boolean; fuzzy: boolean }[]) =>
  history.map(({ at, state, held, fuzzy }) =>
    entryAt(new Date(at).toISOString(), {
      state: (["COMPLETE", "CREATING", "FAILED", "DELETING"] as const).find((one) => one === state) ?? "COMPLETE",
      held: held && at % 7 === 0,
      consistency: fuzzy ? "fuzzy" : "tick",
    }),
  );

test("whatever the policy: every one is judged once, a complete one always stays, and pruning twice is pruning once", () => {
  assert(
    property(histories, policies, (history, policy) => {
      const entries = entriesOf(history);
      const verdicts = retain(entries, policy, quiet);
      expect(new Set(verdicts.map(({ entry }) => entry))).toEqual(new Set(entries));
      const kept = verdicts.filter(({ keep }) => keep).map(({ entry }) => entry);
      const isComplete = ({ state }: SnapshotEntry) => state === "COMPLETE";
      expect(kept.some(isComplete)).toBe(entries.some(isComplete));
      expect(verdicts.every(({ reasons }) => reasons.length > 0)).toBe(true);
      expect(verdicts.every(({ entry, keep }) => keep || !entry.held || !isComplete(entry))).toBe(true);
      const again = retain(kept, policy, quiet);
      expect(again.every(({ keep }) => keep)).toBe(true);
      expect(again.map(({ reasons }) => reasons)).toEqual(
        verdicts.filter(({ keep }) => keep).map(({ reasons }) => reasons),
      );
    }),
  );
});

test("no rule keeps more than it says, and the newest ones are what keep-last keeps", () => {
  assert(
    property(histories, policies, (history, policy) => {
      const verdicts = retain(entriesOf(history), policy, quiet);
      for (const rule of ["last", "daily", "weekly", "monthly"] as const) {
        const by = verdicts.filter(({ reasons }) =>
          reasons.some((reason) => reason.startsWith(rule) && reason !== "last good"),
        );
        expect(by.length).toBeLessThanOrEqual(policy[rule]);
      }
      const complete = verdicts.filter(({ entry }) => entry.state === "COMPLETE");
      expect(complete.slice(0, policy.last).every(({ keep }) => keep)).toBe(true);
    }),
  );
});
