import { describe, expect, test } from "vitest";
import { judge, rangeOf } from "../../../src/local/cloudwatch/alarms/judge.ts";

/** The tables of "Configuring how CloudWatch alarms treat missing data": 0 does not breach, X breaches, - is missing. */
const treatments = ["missing", "ignore", "breaching", "notBreaching"] as const;
const stays = undefined;

const judged = (points: string, datapointsToAlarm: number) =>
  treatments.map((treatMissing) =>
    judge(
      points.split(" ").map((point) => (point === "-" ? undefined : point === "X")),
      { evaluationPeriods: 3, datapointsToAlarm, treatMissing },
    ),
  );

test("five points are looked at for three", () => {
  expect(rangeOf({ evaluationPeriods: 3 })).toBe(5);
});

describe("three of three", () => {
  test.each([
    ["0 - X - X", ["OK", "OK", "OK", "OK"]],
    ["0 - - - -", ["OK", "OK", "OK", "OK"]],
    ["- - - - -", ["INSUFFICIENT_DATA", stays, "ALARM", "OK"]],
    ["0 X X - X", ["ALARM", "ALARM", "ALARM", "ALARM"]],
    ["- - X - -", ["ALARM", stays, "ALARM", "OK"]],
    // "Avoiding premature transitions to alarm state": one that is not old enough makes no alarm.
    ["- - - - X", ["OK", stays, "ALARM", "OK"]],
    ["- - - X -", ["OK", stays, "ALARM", "OK"]],
    ["- - - X 0", ["OK", "OK", "OK", "OK"]],
    ["- - X - 0", ["OK", "OK", "OK", "OK"]],
  ])("%s", (points, states) => {
    expect(judged(points, 3)).toEqual(states);
  });
});

describe("two of three", () => {
  test.each([
    ["0 - X - X", ["ALARM", "ALARM", "ALARM", "ALARM"]],
    ["0 0 X 0 X", ["ALARM", "ALARM", "ALARM", "ALARM"]],
    ["X X 0 0 0", ["OK", "OK", "OK", "OK"]],
    ["0 - X - -", ["OK", "OK", "ALARM", "OK"]],
    ["- - - - 0", ["OK", "OK", "ALARM", "OK"]],
    ["- - - X -", ["ALARM", stays, "ALARM", "OK"]],
  ])("%s", (points, states) => {
    expect(judged(points, 2)).toEqual(states);
  });
});
