import { expect, test } from "vitest";
import type { SnapshotEvent } from "../../src/operations/snapshot-create.ts";
import { snapshotProgress } from "../../src/output/snapshot-progress.ts";
import { plainStyle } from "../../src/output/style.ts";

const style = plainStyle(80);
const read = (seconds: number, rows: number, ofRows: number | null = 20_000): SnapshotEvent => ({
  kind: "read",
  at: seconds * 1_000,
  rows,
  bytes: rows * 6_000,
  ofRows,
});
const cut: SnapshotEvent = { kind: "cut", at: 50, tick: 1_204, pauseMs: 7 };

test("on a terminal the moment stays, and rows, speed and time left move below it", () => {
  const frame = snapshotProgress().frame();
  expect(frame.draw(0, style)).toBe("Reading agents and objects");
  for (const event of [{ kind: "fenced", at: 40, attempt: 1 } as const, cut, read(0, 0), read(2, 10_000)])
    frame.fold(event);
  expect(frame.draw(2_000, style)).toBe(
    "Cut at tick 1,204  the world paused for 7 ms\nRead 10,000 of about 20,000 rows  30 MB/s  2s left",
  );
  frame.fold(read(3, 21_000));
  expect(frame.draw(3_000, style)).toBe("Cut at tick 1,204  the world paused for 7 ms\nRead 21,000 rows  42 MB/s");
});

test("what holds up is shown while it does", () => {
  const frame = snapshotProgress().frame();
  for (const event of [cut, read(0, 0), { kind: "throttled", at: 1, action: "dynamodb:Query" } as const])
    frame.fold(event);
  expect(frame.draw(10, style)).toContain("DynamoDB throttles (dynamodb:Query): slower");
  frame.fold(read(2, 500));
  expect(frame.draw(2_000, style)).not.toContain("throttles");
});

test("elsewhere numbers are a line in ten seconds, and what happens is said at once", () => {
  const view = snapshotProgress();
  const said = [cut, ...Array.from({ length: 25 }, (_, second) => read(second, second * 100, null))].flatMap(
    (event) => view.line(event, style) ?? [],
  );
  expect(said).toEqual([
    "Cut at tick 1,204  the world paused for 7 ms",
    "Read 1,000 rows  600 kB/s",
    "Read 2,000 rows  600 kB/s",
  ]);
});

test("nothing of the world reaches the terminal unfiltered", () => {
  const text = "\u001b[31mred\u0007";
  expect(snapshotProgress().line({ kind: "warning", at: 0, text }, style)).toBe("! red");
});
