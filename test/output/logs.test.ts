import { assert, property } from "fast-check";
import { describe, expect, test } from "vitest";
import type { LineForm } from "../../src/model/log-form.ts";
import { lineFormat } from "../../src/model/log-format.ts";
import { readLine, type LogLine } from "../../src/model/log-line.ts";
import { logLineText } from "../../src/output/logs.ts";
import { plainStyle } from "../../src/output/style.ts";
import type { Style } from "../../src/ports/io.ts";
import { anyText } from "../fakes/any-text.ts";

const at = Date.UTC(2026, 10, 22, 14, 3, 7, 42);
const line = (message: string, over: Partial<LogLine> = {}): LogLine => ({
  ...readLine({
    id: "1",
    group: "/gworld/dev/agent-runtime",
    stream: "agent-runtime/app/9f3a1c77",
    timestamp: at,
    ingestionTime: at,
    message,
  }),
  ...over,
});
const form: LineForm = {
  utc: true,
  noPrefix: false,
  raw: false,
  expand: false,
  fields: undefined,
  format: undefined,
  marked: undefined,
  context: false,
};
const text = (shown: LogLine, over: Partial<typeof form> = {}, style: Style = plainStyle(), days = 0) =>
  logLineText({ ...form, ...over }, { from: at - days * 86_400_000, now: at + 1 })(shown, style);
const tagged: Style = {
  ...plainStyle(),
  dim: (words) => `<dim>${words}</>`,
  bad: (words) => `<bad>${words}</>`,
  bold: (words) => `<bold>${words}</>`,
  hue: (key, words) => `<${key}>${words}</>`,
};

test.each([
  ['{"level":"info","msg":"done","ms":12,"ok":true,"who":null}', "INFO  done ms=12 ok=true who=null"],
  [
    '{"msg":"said","words":"two words","empty":"","quote":"a\\"b"}',
    '-     said words="two words" empty="" quote="a\\"b"',
  ],
  [
    '{"level":50,"message":"m","err":{"code":"E1","at":{"line":3}},"list":[1,2]}',
    "ERROR m err.code=E1 err.at.line=3 list=[1,2]",
  ],
  ['{"level":"warn","svc":"agent-runtime","env":"dev","ts":"now","msg":"short"}', "WARN  short"],
  ['{"level":"debug","only":1}', "DEBUG only=1"],
  ['{"level":"error","msg":{"code":"E42"}}', "ERROR msg.code=E42"],
  ['{"msg":["a"],"message":"words"}', '-     words msg=["a"]'],
  ['{"msg":"both","message":"other"}', "-     both message=other"],
  ['{"level":"weird","msg":"m"}', "-     m level=weird"],
  ['{"level":"weird","severity":"error","msg":"m"}', "ERROR m level=weird"],
  ['{"level":"info","severity":"error","time":{"at":1},"msg":"m"}', "INFO  m severity=error time.at=1"],
  ["plain words", "-     plain words"],
  ["[1,2]", "-     [1,2]"],
  ["{broken", "-     {broken"],
])("%s reads as %s", (message, expected) => {
  expect(text(line(message))).toBe(`14:03:07.042 agent/9f3a1c ${expected}`);
});

test("a line that comes late says by how much", () => {
  expect(text(line("x", { late: 14_000 }))).toBe("14:03:07.042 agent/9f3a1c -     +14s x");
});

test("dates are shown when reading goes back more than a day", () => {
  expect(text(line("x"), {}, plainStyle(), 3)).toBe("11-22 14:03:07.042 agent/9f3a1c -     x");
});

test("without prefix the message stands alone, raw it stays as it was logged", () => {
  const message = '{"level":"info","msg":"done","ms":12}';
  expect(text(line(message), { noPrefix: true })).toBe("done ms=12");
  expect(text(line(`${message}\n`), { raw: true })).toBe(message);
});

test("meaning has colour: the task its own, errors bad and bold, what is known dim", () => {
  expect(text(line('{"level":"error","msg":"no disk","code":5}'), {}, tagged)).toBe(
    "<dim>14:03:07.042</> <9f3a1c77>agent/9f3a1c</> <bad>ERROR</> <bold>no</> <bold>disk</> <dim>code=</>5",
  );
});

test("a name with a space is in quotes, as its end would not be seen", () => {
  expect(text(line('{"msg":"m","odd key":"o","a":{"b c":1}}'), { noPrefix: true })).toBe('m "odd key"=o "a.b c"=1');
});

test("{world} and {agent} are the ID, also where an object holds it", () => {
  const format = lineFormat("{world} {agent} {trace}");
  expect(text(line('{"world":{"id":"w-9"},"agent":{"name":"Ada"}}'), { format })).toBe('w-9 {"name":"Ada"} -');
});

test("texts of several lines stand below, indented", () => {
  const stack = "Error: no\n    at f (a.js:1)";
  expect(text(line(JSON.stringify({ level: "error", msg: "no", stack }))).split("\n")).toEqual([
    "14:03:07.042 agent/9f3a1c ERROR no",
    "    stack=Error: no",
    "        at f (a.js:1)",
  ]);
  expect(text(line("first\nsecond\n")).split("\n")).toEqual(["14:03:07.042 agent/9f3a1c -     first", "    second"]);
});

describe("on a terminal", () => {
  const message =
    '{"level":"info","msg":"agent stored a memory","worldId":"w-1","traceId":"5feceb66ffc86f38d952786c6d696c79"}';
  test("lines break between words and fields, and long IDs are short", () => {
    expect(text(line(message), {}, plainStyle(60)).split("\n")).toEqual([
      "14:03:07.042 agent/9f3a1c INFO  agent stored a memory",
      "    worldId=w-1 traceId=5feceb66…",
    ]);
  });
  test.each([60, 80, 120, 200])("nothing is wider than %i columns where words are short", (width) => {
    for (const shown of text(line(message), {}, plainStyle(width)).split("\n"))
      expect(shown.length).toBeLessThanOrEqual(width);
  });
});

test("ten megabytes are cut, with a mark", () => {
  const shown = text(line("x".repeat(10_000_000)));
  expect(shown.length).toBeLessThan(17_000);
  expect(shown).toContain("… cut, 10.0 MB in all; --raw shows it");
});

test("whatever is logged, nothing that a terminal obeys is shown", () => {
  const hostile = anyText();
  // A line break in plain text is a break; every other control is gone.
  const controls = new RegExp(String.raw`[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]`, "u");
  const tame = (shown: string) => !controls.test(shown);
  assert(
    property(hostile, hostile, (one, other) => {
      const json = JSON.stringify({ msg: one, [other]: other, nested: { [one]: [other] } });
      return [one, json].every((message) =>
        [{}, { raw: true }].every((over) => tame(text(line(message, { service: other, task: one }), over))),
      );
    }),
  );
});

describe("nesting deeper than the stack", () => {
  const deep = line(`{"ok":1,"a":${'[{"a":'.repeat(20_000)}1${"}]".repeat(20_000)}}`);
  test.each<Partial<LineForm>>([
    {},
    { expand: true },
    { fields: [{ name: "a", path: ["a"] }] },
    { format: lineFormat("{fields} {fields.a}") },
  ])("is cut with a mark: %o", (over) => {
    for (const style of [plainStyle(), plainStyle(80)]) {
      const shown = text(deep, over, style).replaceAll(/\s+/g, " ");
      expect(shown).toContain("nested deeper; --raw shows it");
      expect(shown.length).toBeLessThan(1_000);
    }
  });
});

test("a line that cannot be shown is told as one", () => {
  const broken: LogLine = {
    ...line("words"),
    get fields(): Record<string, unknown> {
      throw new RangeError("too much");
    },
  };
  expect(text(broken)).toBe("words… cannot be shown (too much); --raw shows it");
});
