import { describe, expect, test } from "vitest";
import { durationText, parseDuration } from "../../src/model/duration.ts";
import { parseMoment } from "../../src/model/moment.ts";
import { timeRange } from "../../src/model/time-range.ts";

const now = Date.UTC(2026, 10, 22, 12, 30, 15);
const utc = { now, utc: true };
const minute = 60_000;
const typed = (text: string) => ({ typed: text, otherwise: "10m" });

test.each([
  ["10m", 10 * minute],
  ["1h30m", 90 * minute],
  ["1.5h", 90 * minute],
  ["2d", 2_880 * minute],
  ["1w", 7 * 1_440 * minute],
  ["90s", 90_000],
  ["250ms", 250],
  ["10", undefined],
  ["m", undefined],
  ["10 m", undefined],
  ["-5m", undefined],
  ["5mx", undefined],
])("the duration %s is %s ms", (text, expected) => {
  expect(parseDuration(text)).toBe(expected);
});

test.each([
  [0, "0.0s"],
  [450, "0.5s"],
  [14_000, "14s"],
  [59_700, "1m"],
  [185_000, "3m 5s"],
  [7_500_000, "2h 5m"],
  [7_200_000, "2h"],
  [273_600_000, "3d 4h"],
])("%i ms read as %s", (milliseconds, text) => {
  expect(durationText(milliseconds)).toBe(text);
});

test.each([
  ["now", "2026-11-22T12:30:15.000Z"],
  ["10m", "2026-11-22T12:20:15.000Z"],
  ["5h30m", "2026-11-22T07:00:15.000Z"],
  ["10m ago", "2026-11-22T12:20:15.000Z"],
  ["12:00", "2026-11-22T12:00:00.000Z"],
  ["14:00", "2026-11-21T14:00:00.000Z"],
  ["9:05:07.25", "2026-11-22T09:05:07.250Z"],
  ["today", "2026-11-22T00:00:00.000Z"],
  ["today 14:00", "2026-11-22T14:00:00.000Z"],
  ["yesterday 9:30", "2026-11-21T09:30:00.000Z"],
  ["2026-11-20", "2026-11-20T00:00:00.000Z"],
  ["2026-11-20 08:15", "2026-11-20T08:15:00.000Z"],
  ["2026-11-20T08:15:30Z", "2026-11-20T08:15:30.000Z"],
  ["2026-11-20T08:15:30.123456789+02:00", "2026-11-20T06:15:30.123Z"],
  ["2026-11-20T08:15:30-0530", "2026-11-20T13:45:30.000Z"],
  ["2024-02-29", "2024-02-29T00:00:00.000Z"],
  ["1795348815", "2026-11-22T12:00:15.000Z"],
  ["1795348815123", "2026-11-22T12:00:15.123Z"],
  // The example of a subscription's event in the user guide, whose timestamp is 1432826855000.
  ["31953106606966983378809025079804211143289615424298221568", "2015-05-28T15:27:35.000Z"],
  ["30179534881512301795348815999000000000000001000000000042", "2026-11-22T12:00:15.123Z"],
])("%s is %s", (text, expected) => {
  expect(new Date(parseMoment(text, utc) ?? Number.NaN).toISOString()).toBe(expected);
});

test.each([
  "",
  "soon",
  "25:00",
  "12:60",
  "2026-02-29",
  "2026-13-01",
  "2026-11-00",
  "tomorrow",
  "12",
  "today noon",
  "1".repeat(56),
  "ago",
])("%s is no moment", (text) => {
  expect(parseMoment(text, utc)).toBeUndefined();
});

describe("without an offset, times are local", () => {
  test.each(["12:00", "today 00:30", "2026-11-20 08:15", "2026-07-01"])("%s", (text) => {
    const local = parseMoment(text, { now, utc: false }) ?? Number.NaN;
    const offset = new Date(local).getTimezoneOffset() * minute;
    expect(parseMoment(text, { now: now - offset, utc: true })).toBe(local - offset);
  });
});

test("a range is open where no end is given", () => {
  expect(timeRange(typed("10m"), undefined, utc)).toEqual({ from: now - 10 * minute });
  expect(timeRange(typed("2h"), "1h", utc)).toEqual({ from: now - 120 * minute, to: now - 60 * minute });
  expect(timeRange(typed("2h"), "+30m", utc)).toEqual({ from: now - 120 * minute, to: now - 90 * minute });
});

test.each([
  ["today 9:00", "11:00", "2026-11-22T11:00:00.000Z"],
  ["12:00", "23:59", "2026-11-22T23:59:00.000Z"],
  ["22:00", "2:00", "2026-11-22T02:00:00.000Z"],
  ["2026-11-20", "8:15", "2026-11-20T08:15:00.000Z"],
])("--since %s --until %s ends at the first such time after the start", (since, until, end) => {
  expect(timeRange(typed(since), until, utc).to).toBe(Date.parse(end));
});

test.each([
  ["soon", undefined, "or an event's ID"],
  ["1h", "+soon", "--until +30m"],
  ["1h", "2h", "count back"],
])("--since %s --until %s is a mistake that is explained", (since, until, hint) => {
  expect(() => timeRange(typed(since), until, utc)).toThrow(
    expect.objectContaining({ hint: expect.stringContaining(hint) }),
  );
});

test.each([
  { until: "1h", hint: "--since 2h --until 1h" },
  { until: "yesterday 9:30", hint: "--since 7d --until 'yesterday 9:30'" },
])("--until $until alone says that the start is the default, and what to type", ({ until, hint }) => {
  expect(() => timeRange({ otherwise: "10m" }, until, utc)).toThrow(
    expect.objectContaining({
      message: `--until ${until} lies before --since 10m (the default).`,
      hint: expect.stringContaining(hint),
    }),
  );
});
