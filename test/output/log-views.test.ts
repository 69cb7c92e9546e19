import { assert, property } from "fast-check";
import { Chalk } from "chalk";
import { describe, expect, test } from "vitest";
import { lineForm, type FormFlags } from "../../src/model/log-form.ts";
import { readLine, type LogLine } from "../../src/model/log-line.ts";
import { withoutColours } from "../../src/output/ansi.ts";
import { volumeText } from "../../src/output/log-histogram.ts";
import { logLineText } from "../../src/output/logs.ts";
import { safeOutput } from "../../src/output/safe-text.ts";
import { createStyle, plainStyle } from "../../src/output/style.ts";
import type { Style } from "../../src/ports/io.ts";
import { anyText } from "../fakes/any-text.ts";

const at = Date.UTC(2026, 10, 22, 14, 3, 7, 42);
const line = (logged: string | Readonly<Record<string, unknown>>, over: Partial<LogLine> = {}): LogLine => ({
  ...readLine({
    id: "1",
    group: "/gworld/dev/agent-runtime",
    stream: "agent-runtime/app/9f3a1c77",
    timestamp: at,
    ingestionTime: at,
    message: typeof logged === "string" ? logged : JSON.stringify(logged),
  }),
  ...over,
});
const flags: FormFlags = { utc: true, noPrefix: true, raw: false, expand: false };
const text = (shown: LogLine, over: Partial<FormFlags>, { style = plainStyle(), context = false } = {}) =>
  logLineText(lineForm({ ...flags, ...over }, context), { from: at, now: at + 1 })(shown, style);
const painted = (width: number) => createStyle({ paint: new Chalk({ level: 2 }), width });
const mark = (words: string) => `\u001b[4m${words}\u001b[24m`;
const marked: Style = { ...plainStyle(), mark: (words) => `<${words}>` };

test("numbers that JavaScript would round are shown as they were logged", () => {
  const long = line('{"msg":"m","agentId":1234567890123456789,"at":{"id":[9007199254740993,1]},"much":1e400}');
  expect(text(long, {})).toBe("m agentId=1234567890123456789 at.id=[9007199254740993,1] much=1e400");
  expect(text(long, { expand: true })).toBe(
    "m\n    agentId: 1234567890123456789\n    at:\n      id: [9007199254740993, 1]\n    much: 1e400",
  );
  expect(text(long, { format: "{agent} {fields.at} {fields.much}" })).toBe(
    '1234567890123456789 {"id":[9007199254740993,1]} 1e400',
  );
});

describe("expanded", () => {
  test("each field has a line, nested ones below it, and what is long says how long it is", () => {
    const fields = {
      msg: "prompt answered",
      ms: 12,
      digits: "12",
      empty: {},
      user: { name: "Ada", at: { room: 3 } },
      tags: ["a", "b c"],
      moves: [{ x: 1, y: 2 }, 7],
      embedding: Array.from({ length: 1_536 }, (_, index) => index),
      prompt: "first\nsecond",
      book: "x".repeat(5_000),
    };
    expect(text(line(fields), { expand: true }).split("\n")).toEqual([
      "prompt answered",
      "    ms: 12",
      '    digits: "12"',
      "    empty: {}",
      "    user:",
      "      name: Ada",
      "      at:",
      "        room: 3",
      "    tags: [a, b c]",
      "    moves:",
      "      - x: 1",
      "        y: 2",
      "      - 7",
      "    embedding: [0, 1, 2, 3, 4, 5, … 1,536 in all]",
      "    prompt:",
      "      first",
      "      second",
      `    book: ${"x".repeat(2_000)}… 5,000 characters in all`,
    ]);
  });

  test.each([40, 60, 100])("lines break between words within %i columns", (width) => {
    const shown = text(
      line({ msg: "m", note: "some words ".repeat(20), deep: { deeper: "more words ".repeat(9) } }),
      {
        expand: true,
      },
      { style: plainStyle(width) },
    );
    for (const one of shown.split("\n")) expect(one.length).toBeLessThanOrEqual(width);
  });

  test("what has no end is cut in every direction", () => {
    const deep = (depth: number): unknown => (depth === 0 ? "end" : { a: deep(depth - 1) });
    const wide = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`k${index}`, index]));
    const shown = text(line({ deep: deep(500), wide, list: Array.from({ length: 5_000 }, () => ({ a: 1 })) }), {
      expand: true,
    });
    expect(shown).toContain("… 5,000 fields in all");
    expect(shown).toContain("… 5,000 in all");
    expect(shown.split("\n").length).toBeLessThan(250);
  });
});

test.each([
  { fields: "ms,user.name", expand: false, shown: "said ms=12 user.name=Ada" },
  { fields: "fields.user,none,level", expand: false, shown: "said user.name=Ada level=warn" },
  { fields: "user,ms", expand: true, shown: "said\n    user:\n      name: Ada\n    ms: 12" },
])("--fields $fields shows these alone, in this order", ({ fields, expand, shown }) => {
  expect(text(line({ level: "warn", msg: "said", ms: 12, user: { name: "Ada" } }), { fields, expand })).toBe(shown);
});

test.each([
  ["{time} {service}/{task} {level} {message}", "14:03:07.042 agent-runtime/9f3a1c77 warn slow model"],
  [String.raw`{timestamp}\t{fields.ms}\n{world}`, `${at}\t900\nw-1`],
  ["{fields.user} {fields.none} {agent} {late}", '{"name":"Ada"} - - -'],
  ["{eventId} {stream} {ingestionTime}", `1 agent-runtime/app/9f3a1c77 ${at}`],
])("--format '%s' shows %s", (format, shown) => {
  expect(
    text(line({ level: "warn", msg: "slow\nmodel", ms: 900, worldId: "w-1", user: { name: "Ada" } }), { format }),
  ).toBe(shown);
});

test("whatever is logged, no view shows what a terminal obeys", () => {
  const hostile = anyText({ maxLength: 40 });
  const controls = new RegExp(String.raw`[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]`, "u");
  const views = [{ expand: true }, { fields: "a,b" }, { format: "{message}{line}{fields}{fields.a}{task}{world}" }];
  assert(
    property(hostile, hostile, (one, other) => {
      const shown = line({ msg: one, a: other, [one]: { [other]: [one] }, worldId: other }, { task: one });
      return views.every((over) => !controls.test(text(shown, over)));
    }),
    { numRuns: 60 },
  );
});

describe("what --grep has found", () => {
  test.each([
    ["model (timed )?out", { msg: "the model timed out twice" }, "the <model> <timed> <out> twice"],
    ["9.0", { msg: "slow", ms: 900 }, "slow ms=<900>"],
    ["absent", { msg: "slow" }, "slow"],
    ["x*", { msg: "axxb" }, "a<xx>b"],
  ])("%s is marked word by word in %j", (grep, logged, shown) => {
    expect(text(line(logged), { grep }, { style: { ...marked, width: 100 } })).toBe(shown);
  });

  test("keeps the colours around it, and passes the last gate", () => {
    const shown = text(
      line({ level: "error", msg: "disk full", path: "disk" }),
      { grep: "sk f|di" },
      { style: painted(80) },
    );
    expect(safeOutput(shown, true)).toBe(shown);
    expect(withoutColours(shown)).toBe("disk full path=disk");
    expect(shown).toContain(`\u001b[1m${mark("di")}${mark("sk")}\u001b[22m`);
  });

  test("is not marked where there is no colour", () => {
    expect(text(line("disk full"), { grep: "disk" })).toBe("disk full");
    expect(text(line("disk full"), { grep: "disk", raw: true }, { style: painted(80) })).toBe(`${mark("disk")} full`);
  });
});

describe("neighbours", () => {
  const near = line({ level: "error", msg: "before" }, { match: false, gap: true });
  test("are told from matches without colour", () => {
    expect(text(near, {}, { context: true })).toBe("--\n  before");
    expect(text(line("found"), {}, { context: true })).toBe("> found");
  });

  test("are dim with colour, and nothing else", () => {
    expect(text(near, {}, { context: true, style: painted(80) })).toBe(
      "\u001b[2m--\u001b[22m\n\u001b[2mbefore\u001b[22m",
    );
  });
});

describe("volume over time", () => {
  const none = { trace: 0, debug: 0, info: 0, warn: 0, error: 0, fatal: 0, none: 0 };
  const minute = 60_000;
  const report = {
    stepMs: minute,
    buckets: [
      { at, levels: { ...none, info: 40, error: 1 } },
      { at: at + minute, levels: none },
      { at: at + 2 * minute, levels: { ...none, info: 10, warn: 10, debug: 1_200 } },
    ],
  };
  test("is a row a step, with letters for levels, and a level of one line is seen", () => {
    expect(volumeText({ utc: true })(report, plainStyle(40)).split("\n")).toEqual([
      "14:03     41  Ei",
      "14:04      0",
      `14:05  1,220  Wi${"d".repeat(24)}`,
      "",
      "E = error 1  W = warn 10  i = info 50",
      "d = debug 1,200",
      "1,261 lines, 1m a row",
    ]);
  });

  test.each([30, 60, 100, 200, 500])("fits %i columns, with and without colour", (width) => {
    for (const style of [plainStyle(width), painted(width)])
      for (const row of withoutColours(volumeText({ utc: true })(report, style)).split("\n"))
        expect(row.length).toBeLessThanOrEqual(width);
  });

  test("of several days has dates, of moments has seconds", () => {
    const midnight = Date.UTC(2026, 10, 22);
    const of = (stepMs: number, from = at) =>
      volumeText({ utc: true })(
        { stepMs, buckets: [0, 1, 2].map((step) => ({ at: from + step * stepMs, levels: { ...none, info: 1 } })) },
        plainStyle(60),
      ).split("  ")[0];
    expect([of(86_400_000, midnight), of(86_400_000), of(12 * 3_600_000), of(1_000), of(100)]).toEqual([
      "11-22",
      "11-22 14:03",
      "11-22 14:03",
      "14:03:07",
      "14:03:07.0",
    ]);
  });
});
