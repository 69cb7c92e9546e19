import * as fc from "fast-check";
import { expect, test } from "vitest";
import { editDistance, nearest } from "../../src/model/nearest.ts";

const names = ["deploy", "destroy", "diff", "status", "local start", "local stop", "config show"];

test.each([
  { word: "deplyo", name: "deploy" },
  { word: "depoly", name: "deploy" },
  { word: "stat", name: "status" },
  { word: "dif", name: "diff" },
  { word: "local strat", name: "local start" },
  { word: "DEPLOY", name: "deploy" },
  { word: "frobnicate", name: undefined },
  { word: "x", name: undefined },
])("$word means $name", ({ word, name }) => {
  expect(nearest(word, names)).toBe(name);
});

test("the distance is symmetric, zero only for equal words, and never above the longer one", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
      const distance = editDistance(a, b);
      expect(distance).toBe(editDistance(b, a));
      expect(distance === 0).toBe(a === b);
      expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
      expect(distance).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
    }),
  );
});

test("one slip in a name of six letters or more is always forgiven", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("deploy", "destroy", "status"),
      fc.nat(5),
      fc.constantFrom("drop", "swap", "add"),
      (name, at, slip) => {
        const letters = name.split("");
        if (slip === "drop") letters.splice(at, 1);
        if (slip === "add") letters.splice(at, 0, "q");
        if (slip === "swap") letters.splice(at, 2, ...letters.slice(at, at + 2).reverse());
        expect(nearest(letters.join(""), names)).toBe(name);
      },
    ),
  );
});
