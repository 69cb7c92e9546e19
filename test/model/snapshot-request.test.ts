import { expect, test } from "vitest";
import { snapshotRequest } from "../../src/model/snapshot/request.ts";

const typed = { world: "w", name: undefined, consistency: undefined, full: false };

test("a label is given once, so that none is lost unsaid", () => {
  expect(snapshotRequest({ ...typed, label: ["a=1", "b=2"] }).labels).toEqual({ a: "1", b: "2" });
  expect(() => snapshotRequest({ ...typed, label: ["a=1", "a=2"] })).toThrow("The label a is given twice.");
});
