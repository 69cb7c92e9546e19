import * as fc from "fast-check";
import { expect, test } from "vitest";
import { loadPaint } from "../../src/output/colour.ts";
import { createStyle, plainStyle } from "../../src/output/style.ts";
import { details, table, type Column } from "../../src/output/table.ts";
import { displayWidth } from "../../src/output/width.ts";

interface Row {
  readonly name: string;
  readonly count: number;
}

const columns: readonly Column<Row>[] = [
  { title: "SERVICE", text: ({ name }) => name },
  { title: "TASKS", text: ({ count }) => count, align: "right" },
];

test("columns line up, numbers to the right", () => {
  const rows = [
    { name: "agent-runtime", count: 3 },
    { name: "世界", count: 12 },
  ];
  expect(table(rows, columns, plainStyle())).toBe(
    ["SERVICE        TASKS", "agent-runtime      3", "世界              12"].join("\n"),
  );
});

test("the widest column gives way where the terminal is narrow", () => {
  const rows = [{ name: "a-service-with-a-very-long-name", count: 3 }];
  expect(table(rows, columns, plainStyle(20))).toBe("SERVICE        TASKS\na-service-wi…      3");
});

test("a cell cannot break its row or drive the terminal", () => {
  const rows = [{ name: "a\nb\u001b[2J\u001b]0;title\u0007c\rd", count: 1 }];
  expect(table(rows, columns, plainStyle())).toBe("SERVICE  TASKS\na bcd        1");
});

test("no line is wider than the terminal, whatever the cells hold", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ name: fc.string({ unit: "grapheme" }), count: fc.nat() }), { maxLength: 5 }),
      fc.integer({ min: 12, max: 60 }),
      (rows, width) => {
        for (const line of table(rows, columns, plainStyle(width)).split("\n"))
          expect(displayWidth(line)).toBeLessThanOrEqual(width);
      },
    ),
  );
});

test("a long value is broken between words, under itself; an address stays whole", () => {
  const url = "https://d111111abcdef8.cloudfront.net/worlds";
  const text = details(
    [
      ["Last deploy", "revision 3, deployed 2026-11-22 20:00 by local/somebody"],
      ["Address", url],
    ],
    plainStyle(44),
  );
  expect(text.split("\n")).toEqual([
    "Last deploy  revision 3, deployed 2026-11-22",
    "             20:00 by local/somebody",
    "Address",
    `             ${url}`,
  ]);
});

test("details leave out what is not known", () => {
  expect(
    details(
      [
        ["Account", "1"],
        ["Expires", undefined],
        ["ARN", "a"],
      ],
      plainStyle(),
    ),
  ).toBe("Account  1\nARN      a");
});

test("a value brings no colours of its own into a cell, painted or not", async () => {
  const paint = await loadPaint({ env: { FORCE_COLOR: "1" }, isTTY: true, disabled: false });
  const style = createStyle({ paint, width: 80 });
  const hostile = "a\u001b[8mb\u001b[31mc";
  const painted: readonly Column<Row>[] = [
    { title: "PLAIN", text: ({ name }) => name },
    { title: "PAINTED", text: ({ name }, { bad }) => bad(name) },
  ];
  const [, line] = table([{ name: hostile, count: 1 }], painted, style).split("\n");
  expect(line).toBe("abc    abc");
  expect(table([{ name: "abc", count: 1 }], painted, style)).toContain("abc    \u001b[31mabc\u001b[39m");
  expect(details([["Key", hostile]], style)).toBe(`${style.dim("Key")}  abc`);
  expect(details([["Key", ({ good }) => good("well")]], style)).toBe(`${style.dim("Key")}  ${style.good("well")}`);
});

test("IDs are never cut: spare columns go first, the last of them before the others, then others give way", () => {
  const rows = [{ name: "01JD2V8Q4XK3M5N7P9R1S3T5V7", count: 3 }];
  const more: readonly Column<Row>[] = [
    { title: "ID", text: ({ name }) => name, whole: true },
    { title: "FIRST", text: () => "a long state", spare: true },
    { title: "LAST", text: () => "12345", spare: true },
    { title: "WHY", text: () => "reasons that are long" },
  ];
  const heads = (width: number) => table(rows, more, plainStyle(width)).split("\n");
  expect(heads(80)[0]).toMatch(/^ID +FIRST +LAST +WHY$/);
  expect(heads(66)[0]).toMatch(/^ID +FIRST +WHY$/);
  expect(heads(60)[0]).toMatch(/^ID +WHY$/);
  expect(heads(36)[1]).toBe("01JD2V8Q4XK3M5N7P9R1S3T5V7  reasons…");
  expect(heads(20)[1]).toMatch(/^01JD2V8Q4XK3M5N7P9R1S3T5V7 /);
});
