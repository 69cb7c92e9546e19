import { appendFileSync, closeSync, openSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { expect, test } from "vitest";
import { lastLines, logPath, logSize, rotateLog } from "../../src/local/log-file.ts";
import { folder } from "./serving.ts";

test("the last lines after an offset are told, not those before", () => {
  const dir = folder();
  writeFileSync(logPath(dir), "old\n");
  const after = logSize(dir);
  appendFileSync(logPath(dir), "one\ntwo\nthree\n");
  expect(lastLines(dir, after, 2)).toEqual(["two", "three"]);
  expect(lastLines(dir, after, 9)).toEqual(["one", "two", "three"]);
});

test("a log that grew too long begins anew under who has it open, and the one before is kept", () => {
  const dir = folder();
  const open = openSync(logPath(dir), "a");
  writeSync(open, "before ".repeat(20));
  rotateLog(dir, 1_000);
  expect(logSize(dir)).toBe(140);
  rotateLog(dir, 100);
  writeSync(open, "after");
  closeSync(open);
  expect(readFileSync(logPath(dir), "utf8")).toBe("after");
  expect(readFileSync(`${logPath(dir)}.1`, "utf8")).toBe("before ".repeat(20));
});

test("a log that is not there yet has no size and needs no rotation", () => {
  const dir = folder();
  rotateLog(dir);
  expect(logSize(dir)).toBe(0);
});
