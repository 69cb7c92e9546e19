import { assert, integer, option, property, record } from "fast-check";
import { expect, test } from "vitest";
import { GworldError } from "../../src/model/error.ts";
import { planScale, type Capacity, type ScalePlan } from "../../src/model/scale-plan.ts";

const plan = (from: Capacity, wish: { count?: number; min?: number; max?: number }) =>
  planScale({ env: "dev", service: "agent-runtime", from }, wish);
const from = { desiredCount: 2, minCapacity: 1, maxCapacity: 3 };
const bare = { desiredCount: 2, minCapacity: null, maxCapacity: null };

test.each([
  { wish: { count: 2 }, steps: [] },
  { wish: { count: 3 }, steps: ["3"] },
  { wish: { min: 1, max: 3 }, steps: [] },
  { wish: { max: 5 }, steps: ["1-5"] },
  { wish: { count: 5, max: 5 }, steps: ["1-5", "5"] },
  { wish: { count: 1, max: 1 }, steps: ["1", "1-1"] },
  { wish: { count: 0, min: 0 }, steps: ["0-3", "0"] },
  { wish: { min: 3 }, steps: ["3", "3-3"] },
  { wish: { max: 1 }, steps: ["1", "1-1"] },
])("from 2 within 1-3, $wish takes the steps $steps", ({ wish, steps }) => {
  expect(plan(from, wish).steps.map(stepText)).toEqual(steps);
});

test.each([
  { start: from, wish: {}, code: "usage", hint: "--count" },
  { start: from, wish: { count: 4 }, code: "refused", hint: "--count 4 --max 4" },
  { start: from, wish: { count: 0 }, code: "refused", hint: "--count 0 --min 0" },
  { start: from, wish: { min: 4 }, code: "usage", hint: "--max 4" },
  { start: from, wish: { max: 0 }, code: "usage", hint: "--min 0" },
  { start: from, wish: { min: 5, max: 4 }, code: "usage", hint: "Swap" },
  { start: bare, wish: { max: 4 }, code: "refused", hint: "--count alone" },
])("$wish is turned down with $code", ({ start, wish, code, hint }) => {
  expect(() => plan(start, wish)).toThrow(GworldError);
  expect(() => plan(start, wish)).toThrow(expect.objectContaining({ code, hint: expect.stringContaining(hint) }));
});

test("without a scalable target any count goes", () => {
  expect(plan(bare, { count: 40 }).steps.map(stepText)).toEqual(["40"]);
});

test("after every step the count is one that autoscaling leaves alone, and the plan ends where it said", () => {
  const small = integer({ min: 0, max: 6 });
  const wishes = record({
    count: option(small, { nil: undefined }),
    min: option(small, { nil: undefined }),
    max: option(small, { nil: undefined }),
  });
  assert(
    property(small, small, small, wishes, (a, b, c, wish) => {
      const [minCapacity = 0, desiredCount = 0, maxCapacity = 0] = [a, b, c].sort((x, y) => x - y);
      const made = attempt(() =>
        planScale({ env: "e", service: "s", from: { desiredCount, minCapacity, maxCapacity } }, wish),
      );
      if (made === undefined) return true;
      const states = made.steps.reduce((all, step) => [...all, { ...(all.at(-1) ?? made.from), ...step }], [made.from]);
      const last = states.at(-1);
      return (
        last?.desiredCount === made.to.desiredCount &&
        last.minCapacity === made.to.minCapacity &&
        // A bound that moves past the count makes autoscaling itself go where the next step goes.
        states.every(
          ({ desiredCount: count, minCapacity: low, maxCapacity: high }) =>
            within(count, low, high) || towards(count, low, high, made.to.desiredCount),
        )
      );
    }),
  );
});

const within = (count: number, low: number | null, high: number | null) =>
  count >= (low ?? 0) && count <= (high ?? Infinity);
const towards = (count: number, low: number | null, high: number | null, to: number) =>
  (count < (low ?? 0) && to > count) || (count > (high ?? Infinity) && to < count);

const stepText = (step: ScalePlan["steps"][number]) =>
  step.kind === "count" ? String(step.desiredCount) : `${step.minCapacity}-${step.maxCapacity}`;

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof GworldError) return undefined;
    throw error;
  }
}
