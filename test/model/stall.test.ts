import { expect, test } from "vitest";
import { stallWatch } from "../../src/model/stall.ts";

const at = (id: string, runningCount: number, desiredCount = 4) => ({
  name: "engine",
  deployments: [
    { id, status: "PRIMARY", desiredCount, runningCount },
    { id: "old", status: "ACTIVE", desiredCount: 9, runningCount: 9 },
  ],
});

test.each([
  { name: "whose tasks never run", running: [0, 0, 0], ends: true },
  { name: "whose tasks run and die again", running: [1, 0, 1], ends: true },
  { name: "of which one more runs at each look", running: [0, 1, 2], ends: false },
  { name: "that is looked at too soon", running: [0, 0], ends: false },
])("a service $name is stalled: $ends", ({ running, ends }) => {
  const stalled = stallWatch(20);
  expect(running.map((count, index) => stalled(at("new", count), index * 10)).at(-1)).toBe(ends);
});

test("a newer deployment of the same service is given its own time", () => {
  const stalled = stallWatch(20);
  const looks = [at("one", 3), at("two", 0), at("two", 0), at("two", 0)];
  expect(looks.map((look, index) => stalled(look, index * 15))).toEqual([false, false, false, true]);
});

test.each([
  { name: "runs in full while old tasks drain or it bakes", running: [1, 2, 2, 2, 2, 2], ends: false },
  { name: "has baked for long and then loses a task", running: [2, 2, 2, 2, 1, 1], ends: false },
  { name: "runs in full between deaths of its tasks", running: [2, 0, 2, 0, 2, 0], ends: true },
  { name: "has lost a task for long", running: [2, 2, 2, 1, 1, 1], ends: true },
  { name: "is scaled to none", running: [0, 0, 0, 0, 0], desired: 0, ends: false },
])("a service that $name is stalled: $ends", ({ running, desired = 2, ends }) => {
  const stalled = stallWatch(20);
  expect(running.map((count, index) => stalled(at("new", count, desired), index * 10)).at(-1)).toBe(ends);
});
