import * as fc from "fast-check";
import { expect, test } from "vitest";
import { displayWidth, pad, truncate } from "../../src/output/width.ts";

test.each([
  { text: "abc", columns: 3 },
  { text: "世界", columns: 4 },
  { text: "é", columns: 1 },
  { text: "한글", columns: 4 },
  { text: "👍🏽", columns: 2 },
  { text: "\u001b[31mred\u001b[39m", columns: 3 },
  { text: "ｆｕｌｌ", columns: 8 },
  { text: "", columns: 0 },
])("$text takes $columns columns", ({ text, columns }) => {
  expect(displayWidth(text)).toBe(columns);
});

test.each([
  { text: "abcdef", columns: 4, cut: "abc…" },
  { text: "abcd", columns: 4, cut: "abcd" },
  { text: "世界世界", columns: 4, cut: "世…" },
  { text: "世界世界", columns: 5, cut: "世界…" },
  { text: "\u001b[31mabcdef\u001b[39m", columns: 4, cut: "\u001b[31mabc…\u001b[39m" },
  { text: "\u001b[31mabc\u001b[39mdef", columns: 4, cut: "\u001b[31mabc\u001b[39m…" },
  { text: "abc", columns: 0, cut: "" },
])("$text in $columns columns is $cut", ({ text, columns, cut }) => {
  expect(truncate(text, columns)).toBe(cut);
});

test("a cut text never takes more than its columns, a padded one never fewer", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 30 }), (text, columns) => {
      expect(displayWidth(truncate(text, columns))).toBeLessThanOrEqual(columns);
      expect(displayWidth(pad(truncate(text, columns), columns))).toBe(columns);
    }),
  );
});

test("a text of several colours is cut with one ellipsis", () => {
  const text = "one \u001b[31mtwo\u001b[39m \u001b[32mthree\u001b[39m";
  expect(truncate(text, 4)).toBe("one…\u001b[31m\u001b[39m\u001b[32m\u001b[39m");
});
