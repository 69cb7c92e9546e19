import * as fc from "fast-check";
import { expect, test } from "vitest";
import { logHistogram } from "../../src/model/log-histogram.ts";
import { logLevels } from "../../src/model/log-level.ts";

const noon = Date.UTC(2026, 10, 22, 12);
const minute = 60_000;

test.each([
  [10 * minute, 60, 30_000, 21],
  [10 * minute, 11, minute, 11],
  [60 * minute, 40, 5 * minute, 13],
  [24 * 60 * minute, 80, 30 * minute, 49],
  [1_000, 80, 100, 11],
  [0, 80, 100, 1],
  [60 * minute, 1, 180 * minute, 1],
])("%i ms in %i columns are buckets of %i ms", (span, width, step, count) => {
  const histogram = logHistogram(width, { from: noon, to: noon + span });
  expect(histogram.step()).toBe(step);
  expect(histogram.buckets()).toHaveLength(count);
});

test("lines are counted by level, empty times as well", () => {
  const histogram = logHistogram(3, { from: noon, to: noon + 2 * minute });
  histogram.add({ timestamp: noon + 1, level: "error" });
  histogram.add({ timestamp: noon + 2, level: null });
  histogram.add({ timestamp: noon + 2 * minute, level: "info" });
  const none = { trace: 0, debug: 0, info: 0, warn: 0, error: 0, fatal: 0, none: 0 };
  expect(histogram.buckets()).toEqual([
    { from: noon, total: 2, levels: { ...none, error: 1, none: 1 } },
    { from: noon + minute, total: 0, levels: none },
    { from: noon + 2 * minute, total: 1, levels: { ...none, info: 1 } },
  ]);
});

test("what a finer step has counted stays whole when the step grows", () => {
  const histogram = logHistogram(55);
  const times = [1_795_211_999_999, 1_794_823_199_999, 1_795_348_800_000];
  for (const timestamp of times) histogram.add({ timestamp, level: null });
  expect(histogram.buckets().reduce((sum, { total }) => sum + total, 0)).toBe(times.length);
});

test("nothing added and no range known are no buckets", () => {
  expect(logHistogram(10).buckets()).toEqual([]);
});

test("whatever comes, in any order, all of it is counted in buckets that fit and follow each other", () => {
  const level = fc.constantFrom(null, ...logLevels);
  const line = fc.record({ timestamp: fc.nat({ max: 30 * 86_400_000 }).map((ago) => noon - ago), level });
  fc.assert(
    fc.property(fc.array(line, { minLength: 1 }), fc.integer({ min: 1, max: 100 }), (lines, width) => {
      const histogram = logHistogram(width);
      for (const one of lines) histogram.add(one);
      const buckets = histogram.buckets();
      expect(buckets.length).toBeLessThanOrEqual(width);
      expect(buckets.reduce((sum, { total }) => sum + total, 0)).toBe(lines.length);
      const step = histogram.step();
      expect(buckets.every(({ from }, index) => from === (buckets[0]?.from ?? 0) + index * step)).toBe(true);
      for (const { from, levels } of buckets) {
        const inside = lines.filter(({ timestamp }) => timestamp >= from && timestamp < from + step);
        expect(levels.error).toBe(inside.filter((one) => one.level === "error").length);
      }
    }),
    { numRuns: 200 },
  );
});
