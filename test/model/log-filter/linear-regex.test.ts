import * as fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { keepRegexesLinear } from "../../../src/main/linear-regexes.ts";
import { filterParts } from "../../../src/model/log-filter/asked.ts";
import { lineCheck } from "../../../src/model/log-filter/check.ts";
import { boundedRegex } from "../../../src/model/log-filter/linear-regex.ts";
import { parseWhere } from "../../../src/model/log-filter/parse.ts";
import { typedRegex } from "../../../src/model/log-filter/regex.ts";
import { lineOf } from "./lines.ts";

beforeAll(keepRegexesLinear);

const line = lineOf(`${"a".repeat(60)}!`);
const grep = (text: string) => filterParts({ grep: text, exclude: [] }).map(({ filter }) => filter);

describe("an expression that tries for ever on some lines ends on them", () => {
  test.each(["(a+)+$", "(?i)(A+)+$", "(a|aa)+$", "(?<all>[a-z]+)*b$", "(?i)([A-Y]+\\w?)+z", "(é|a+)+$"])(
    "%s",
    (text) => {
      const [found] = grep(text);
      expect(found && lineCheck(found)(line)).toBe(false);
      const [left] = filterParts({ exclude: [text] });
      expect(left && lineCheck(left.filter)(line)).toBe(true);
      expect(lineCheck(parseWhere(`msg ~ "${text.replaceAll("\\", "\\\\")}"`))(line)).toBe(false);
    },
  );
});

test.each(["(?!b)(a+)+$", String.raw`(a)\1(a+)+$`, String.raw`(\p{L}+)+$`, "(?i)(é+)+$"])(
  "%s is refused, as nothing bounds it",
  (text) => {
    expect(() => grep(text)).toThrow(`--grep ${text} may take for ever on one line`);
    expect(() => parseWhere(`msg ~ "${text.replaceAll("\\", "\\\\")}"`)).toThrow("does not fit here");
  },
);

test.each(["(?=.*one)two", String.raw`(\p{L})x`, "(?<!no )error"])("%s is none of these", (text) => {
  expect(grep(text)).toHaveLength(1);
});

test("what ends anyhow is run as it was typed", () => {
  const typed = typedRegex("time.*out");
  expect(boundedRegex(typed)).toBe(typed);
});

test("the form that ends finds the same", () => {
  const pieces = [
    "(a|b)+",
    "(k+)*",
    "[a-c]+",
    "[^b-d]+",
    "(?:s|S1)+$",
    "\\w+",
    "\\bk+",
    "[\\w.-]+",
    "(?<n>a+)+",
    "^.*",
  ];
  const some = fc.array(fc.constantFrom(...pieces), { minLength: 2, maxLength: 3 });
  const text = fc.string({ unit: fc.constantFrom(..."aAbBcCkKsS1. -é\n".split("")), maxLength: 12 });
  fc.assert(
    fc.property(some, text, fc.boolean(), (parts, words, ignoreCase) => {
      const names = parts.map((part, index) => part.replace("<n>", `<n${index}>`)).join("");
      const typed = typedRegex(`${ignoreCase ? "(?i)" : ""}${names}`);
      const bounded = boundedRegex(typed);
      expect(bounded.unicode).toBe(false);
      expect(bounded.exec(words)?.slice(0, 1)).toEqual(typed.exec(words)?.slice(0, 1));
    }),
    { numRuns: 500 },
  );
});
