import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compilePattern } from "../../../src/local/logs/pattern/compile.ts";

describe("terms", () => {
  test.each([
    ["", "anything", true],
    ["error", "an error here", true],
    ["error", "an ERROR here", false],
    ["error timeout", "timeout then error", true],
    ["error timeout", "error", false],
    ['"connection reset"', "connection was reset", false],
    ['"connection reset"', "the connection reset", true],
    [String.raw`"say \"hi\""`, 'say "hi"', true],
    ["?error ?timeout", "timeout", true],
    ["?error ?timeout", "fine", false],
    ["error -timeout", "error", true],
    ["error -timeout", "error timeout", false],
    ["-debug", "info", true],
    ['-"level debug"', "level debug", false],
    ["?error warn", "warn", true],
    ["?error warn", "error", false],
    ["?error -warn", "info", true],
    ["?error -warn", "error warn", false],
    ["%w-[0-9]+%", "world w-42 moved", true],
    ["%w-[0-9]+%", "world 42 moved", false],
  ])("%s on %s: %s", (pattern, message, expected) => {
    expect(compilePattern(pattern)(message)).toBe(expected);
  });

  test("every message holds each of its own words", () => {
    const word = fc.stringMatching(/^[A-Za-z0-9_]{1,8}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), fc.nat(), (words, pick) => {
        const term = words[pick % words.length] ?? "";
        const message = words.join(" ");
        expect(compilePattern(term)(message)).toBe(true);
        expect(compilePattern(`?${term} ?nothing_like_it`)(message)).toBe(true);
        expect(compilePattern(`-${term}`)(message)).toBe(false);
      }),
    );
  });
});

const line = JSON.stringify({
  level: "error",
  msg: "model throttled, retrying",
  latencyMs: 512.5,
  code: 404,
  retried: true,
  cause: null,
  "odd key": "x",
  tags: ["a", { name: "deep" }],
  fields: { worldId: "w-42", empty: "" },
});

describe("JSON selectors", () => {
  test.each([
    ['{ $.level = "error" }', true],
    ["{ $.level = error }", true],
    ['{ $.level = "err*" }', true],
    ['{ $.level = "Error" }', false],
    ['{ $.level != "info" }', true],
    ['{ $.absent != "info" }', false],
    ["{ $.latencyMs > 500 && $.latencyMs < 600 }", true],
    ["{ $.latencyMs >= 512.5 }", true],
    ["{ $.latencyMs <= 5.12e2 }", false],
    ["{ $.code = 404 }", true],
    ["{ $.code = 4* }", true],
    ['{ $.code = "404" }', false],
    ['{ $.level = "info" || $.code = 404 }', true],
    ['{ ($.level = "info" || $.code = 404) && $.fields.worldId = "w-1" }', false],
    ['{ $.level = "error" && ($.code = 500 || $.fields.worldId = "w-4*") }', true],
    ["{ $.absent NOT EXISTS }", true],
    ["{ $.level NOT EXISTS }", false],
    ["{ $.cause IS NULL }", true],
    ["{ $.retried IS TRUE }", true],
    ["{ $.retried IS FALSE }", false],
    ["{ $.level = * }", true],
    ["{ $.absent = * }", false],
    ['{ $.tags[0] = "a" }', true],
    ['{ $.tags[1].name = "deep" }', true],
    ['{ $["odd key"] = "x" }', true],
    ["{ $.['odd key'] = \"x\" }", true],
    ["{ $.msg = %thrott.*ing% }", true],
    ['{ $.fields.empty = "" }', true],
    ['{$.level="error"&&$.code=404}', true],
  ])("%s: %s", (pattern, expected) => {
    expect(compilePattern(pattern)(line)).toBe(expected);
  });

  test.each(["plain text", "{ broken", "[1]", ""])("a message that is no JSON object never matches: %s", (message) => {
    expect(compilePattern("{ $.level NOT EXISTS }")(message)).toBe(false);
  });
});

test.each([
  "{ $.level }",
  '{ level = "error" }',
  '{ $.level = "error"',
  "{ $.level > high }",
  '{ $.a = "x" && }',
  '{ ($.a = "x" }',
  "[ip, user",
  "[ip, ..., user, ...]",
  "[ip = 1, user > high]",
  "[ip, status = 4* && bytes > 1000]",
  "[%a%, %b%]",
  "{ $.a = %x% && $.b = %y% && $.c = %z% }",
  "{ $.a ~ 1 }",
  "{ a.b EXISTS }",
  "?",
  "- error",
  '""',
  "%un!supported%",
  "%Zürich%",
  "a-b",
  '"open',
  "%(group)%",
  "x".repeat(1025),
])("%s is refused as AWS refuses it", (pattern) => {
  expect(() => compilePattern(pattern)).toThrow(expect.objectContaining({ code: "InvalidParameterException" }));
});
