import { describe, expect, test } from "vitest";
import { has } from "./claims.ts";
import { items } from "./source-items.ts";

describe("what the description of the infrastructure names is there", () => {
  test.each(items.map(([section, item, ...claims]) => ({ section, item, claims })))("$section: $item", ({ claims }) => {
    expect(claims.length).toBeGreaterThan(0);
    expect(claims.flatMap(({ wrong }) => wrong())).toEqual([]);
  });

  test("each item once", () => {
    expect(new Set(items.map(([section, item]) => `${section}: ${item}`)).size).toBe(items.length);
  });
});

test.each([
  { value: { a: 1, b: 2 }, told: { a: 1 }, right: true },
  { value: { a: 1 }, told: { a: 2 }, right: false },
  { value: { a: 1 }, told: { b: {} }, right: false },
  { value: [{ a: 1 }, { b: 2 }], told: [{ b: 2 }], right: true },
  { value: [{ a: 1 }], told: [{ a: 1, b: 2 }], right: false },
  { value: "gworld-dev", told: /-dev$/, right: true },
])("a claim of $told about $value is $right", ({ value, told, right }) => {
  expect(has(value, told)).toBe(right);
});
