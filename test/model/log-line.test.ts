import { assert, property } from "fast-check";
import { expect, test } from "vitest";
import { namedServices } from "../../src/model/log-groups.ts";
import { atLeast, levelInText, parseLevel } from "../../src/model/log-level.ts";
import { readLine, type LogEvent } from "../../src/model/log-line.ts";
import { longNumber } from "../../src/model/long-number.ts";
import { anyText } from "../fakes/any-text.ts";

const event = (message: string, over: Partial<LogEvent> = {}): LogEvent => ({
  id: "1",
  group: "/gworld/dev/agent-runtime",
  stream: "agent-runtime/app/9f3a",
  timestamp: 1_000,
  ingestionTime: 2_000,
  message,
  ...over,
});

test("a JSON message gives its fields, its level, and itself unchanged", () => {
  const message = '{"level":"WARN","msg":"slow","ms":9007199254740993}';
  expect(readLine(event(message))).toEqual({
    timestamp: 1_000,
    ingestionTime: 2_000,
    service: "agent-runtime",
    task: "9f3a",
    stream: "agent-runtime/app/9f3a",
    level: "warn",
    message,
    fields: { level: "WARN", msg: "slow", ms: longNumber("9007199254740993") },
    eventId: "1",
  });
});

test("numbers that JavaScript would round stay as they were written, wherever they stand, and others stay numbers", () => {
  const { fields } = readLine(
    event(
      String.raw`{"a":1234567890123456789,"b":[-9007199254740993,{"c": 1e400}],"d":1234567890123456800,"e":"\"n\":1234567890123456789","f":-0,"g":12.5}`,
    ),
  );
  expect(fields).toEqual({
    a: longNumber("1234567890123456789"),
    b: [longNumber("-9007199254740993"), { c: longNumber("1e400") }],
    d: 1_234_567_890_123_456_800,
    e: '"n":1234567890123456789',
    f: -0,
    g: 12.5,
  });
  expect(String(fields["a"])).toBe("1234567890123456789");
});

test("any message is read without an error, and kept as it was", () => {
  assert(property(anyText(), (message) => readLine(event(message)).message === message));
});

test.each([
  ["error", "error"],
  ["WARNING", "warn"],
  ["Critical", "fatal"],
  [10, "trace"],
  [30, "info"],
  [35, "info"],
  [50, "error"],
  [60, "fatal"],
  [900, "fatal"],
  ["loud", null],
  [Number.NaN, null],
  [undefined, null],
  ["constructor", null],
])("the level %s is %s", (value, level) => {
  expect(parseLevel(value)).toBe(level);
});

test.each([
  ["2026-11-22 12:00:00 ERROR [main] no disk", "error"],
  ["[warn] careful", "warn"],
  ['time=12:00 level=info msg="x"', "info"],
  ["TypeError: x is not a function", "error"],
  ["java.lang.IllegalStateException: no", "error"],
  ["Traceback (most recent call last):", "error"],
  ["panic: runtime error", "error"],
  ["an error occurred, it is said", null],
  ["GET /errors 200", null],
  ["", null],
])("in %s the level is %s", (text, level) => {
  expect(levelInText(text)).toBe(level);
});

test("a line that names no level counts as info", () => {
  expect(atLeast(null, "info")).toBe(true);
  expect(atLeast(null, "warn")).toBe(false);
});

const known = ["world-management", "agent-runtime", "llm-integration", "access"];
test.each([
  [[], ["world-management", "agent-runtime", "llm-integration"]],
  [["agent"], ["agent-runtime"]],
  [
    ["access", "llm", "llm-integration"],
    ["access", "llm-integration"],
  ],
])("%s names %s", (typed, services) => {
  expect(namedServices(typed, known)).toEqual(services);
});

test("a beginning that fits several, or none, is not found", () => {
  expect(() => namedServices(["a"], known)).toThrow(/There are no logs of a service a/);
  expect(() => namedServices(["redis"], known)).toThrow(expect.objectContaining({ code: "notFound" }));
});
