import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LogFilter } from "../../../src/model/log-filter/filter.ts";
import { lineCheck } from "../../../src/model/log-filter/check.ts";
import { parseWhere } from "../../../src/model/log-filter/parse.ts";
import { pushedPattern } from "../../../src/model/log-filter/push-down.ts";
import { patternMatcher } from "../../fakes/filter-pattern.ts";
import { filterAndMessages } from "./arbitrary.ts";
import { lineOf } from "./lines.ts";

describe("what CloudWatch Logs is asked for", () => {
  test.each([
    ["fields.latencyMs > 500", "{ $.latencyMs > 500 }"],
    ["latencyMs > 500 and code <= 1.5", "{ $.latencyMs > 500 && $.code <= 1.5 }"],
    ['path = "/a*b"', '{ $.path = "/a*b" }'],
    ["a.b[2].c = x", '{ $.a.b[2].c = "x" }'],
    ["flag = true and cause = null", "{ $.flag IS TRUE && $.cause IS NULL }"],
    ["world = w-42", '{ $.worldId = "w-42" || $.world_id = "w-42" || $.world = "w-42" || $.world.id = "w-42" }'],
    ["(a = x or b > 1) and c > 2", '{ ($.a = "x" || $.b > 1) && $.c > 2 }'],
    ["a = x and b > 1 or c > 2", '{ ($.a = "x" && $.b > 1) || $.c > 2 }'],
    ["a > 1 and not b > 2 and msg ~ /x/ and level >= warn", "{ $.a > 1 }"],
    ["not (a != x or b != y)", '{ $.a = "x" && $.b = "y" }'],
    ["code = 404", '{ $.code = "404" || $.code = 404 }'],
    ["code = '404'", '{ $.code = "404" || $.code = 404 }'],
    ["code = '0404'", '{ $.code = "0404" }'],
    ["name = Zoë", '{ $.name = "Zo*" }'],
    ["name = 'say \"hi\"'", '{ $.name = "say *" }'],
    ["line ~ /time.*out/", "%time%"],
    ["line ~ /connection reset/", "%connection.reset%"],
    [String.raw`line ~ /10\.0\.0\.1:80/`, String.raw`%10\.0\.0\.1.80%`],
    ["line ~ /(?:timeout|refused)!?/", "%timeout|refused%"],
    ["line ~ /timeout|refused/", "%timeout|refused%"],
    ["line ~ /(ab|cd) connected/", "%.connected%"],
    ["line ~ /time/i", "%[tT][iI][mM][eE]%"],
    ["line ~ /disk/i", "%[dD][iI]%"],
    ["msg ~ /timeout/", "%timeout|.u00[2-7]%"],
    ["msg contains 'a/timeout'", "%timeout|.u00[2-7]%"],
    ["path ~ /healthz/", "%healthz|.u00[2-7]%"],
    ["latencyMs ~ /^5/", "%latencyMs|.u00[2-7]%"],
    ["tags contains slow", "%slow|.u00[2-7]%"],
    ["tags contains 99", "%tags|.u00[2-7]%"],
    ["error.stack exists", "%error|.u00[2-7]%"],
    ["latencyMs > 500 or msg ~ /timeout/", "%latencyMs|timeout|.u00[2-7]%"],
    ["not line ~ /healthz/ and not line ~ /a.b/", '-"healthz"'],
    [String.raw`line !~ /GET/ and line !~ /\/healthz\.html/`, '-"GET" -"/healthz.html"'],
  ])("%s: %s", (where, pattern) => {
    expect(pushedPattern(parseWhere(where))).toBe(pattern);
  });

  test.each([
    "level >= info",
    "level != error",
    "level = info or latencyMs > 1",
    "latencyMs != 500",
    "not latencyMs > 500",
    "absent not exists",
    "service = agent-runtime",
    "service = agent-runtime or latencyMs > 1",
    "line ~ /x/",
    "line ~ /[ab]+|timeout/",
    "line ~ /(timeout)?/",
    "line ~ /(?!timeout)/",
    "line ~ /é/",
    "line !~ /GET/i",
    "line !~ /a b/",
    "line = ''",
    'x["\u00e9"] = 1',
  ])("nothing, as it might hide a line: %s", (where) => {
    expect(pushedPattern(parseWhere(where))).toBeUndefined();
  });

  test("a level is asked for by its words, by numbers, and by what plain lines say of failures", () => {
    const pattern = pushedPattern(parseWhere("level >= warn")) ?? "";
    expect(pattern.length).toBeLessThan(600);
    const matches = patternMatcher(pattern);
    expect(levelled.filter((message) => !passing(parseWhere("level >= warn"), message))).toEqual([]);
    expect(levelled.filter((message) => !matches(message))).toEqual([]);
    const others = ['{"level":"info","msg":"tick 4"}', '{"level":30,"pid":7}', "2026-11-22 INFO started"];
    expect(others.filter(matches)).toEqual([]);
  });

  test("what does not fit is left out, and never makes a longer pattern than AWS takes", () => {
    const long = "x".repeat(300);
    const clauses = ["a", "b", "c", "d", "e"].map((name) => `${name} = ${long}`);
    expect(pushedPattern(parseWhere(clauses.join(" and ")))).toBe(
      `{ ${["a", "b", "c"].map((name) => `$.${name} = "${long}"`).join(" && ")} }`,
    );
    expect(pushedPattern(parseWhere(clauses.join(" or ")))).toBe(`%${long}|.u00[2-7]%`);
    expect(pushedPattern(parseWhere(clauses.map((clause, index) => `${clause}${index}`).join(" or ")))).toBeUndefined();
  });
});

const levelled = [
  "2026-11-22 12:00:00 ERROR [main] no disk",
  "[warn] careful",
  "level=fatal msg=x",
  "TypeError: x is not a function",
  "java.lang.IllegalStateException: no",
  "Traceback (most recent call last):",
  "panic: runtime error",
  '{"level":"Warning"}',
  '{"severity" : "CRITICAL"}',
  '{"lvl":"emerg"}',
  '{"log.level":"SEVERE"}',
  '{"level":40}',
  '{\n  "level": 45.5\n}',
  '{"severity":100}',
  '{"levelname":5e1}',
  '{"level":"\\u0065rror"}',
  '{"l\\u0065vel":50}',
];

describe("a line that passes is not hidden, though it is written in another way", () => {
  test.each([
    ["line ~ /task|disk/i", "ta\u017f\u212a"],
    ["line ~ /a\\sbc/", "a\u00a0bc"],
    ["line ~ /time.out/", "time\u00e9out"],
    ["line ~ /first.*second/", "first\u0085 and second"],
    ["line ~ /one$/", "two, one"],
    [String.raw`line ~ /ab\|cd/`, "ab|cd"],
    ["line ~ /ab{0,2}cd/", "acd"],
    ["line ~ /abc*/", "ab"],
    ["line ~ /(?<=x)yes|(?:no|nope)!/", "nope!"],
    ["code = '404'", '{"code":404}'],
    ["code = 404", '{"code":"404"}'],
    ["code = '500'", '{"code":5e2}'],
    ["code ~ /500/", '{"code":5e2}'],
    ["code contains 500", '{"code":[5e2]}'],
    ["code ~ /999/", '{"code":1e999}'],
    ["code > 5", '{"code":1e999}'],
    ["agent = '1234567890123456789'", '{"agentId":1234567890123456789}'],
    ["agent = 1234567890123456789", '{"agentId":"1234567890123456789"}'],
    ["agentId > 1234567890123456788", '{"agentId":1234567890123456789}'],
    ["agentId > 9007199254740992", '{"agentId":9007199254740993}'],
    ["agentId < 1e400 and agentId >= 1234567890123456789", '{"agentId":1234567890123456789}'],
    ["latencyMs > 500", '{"latencyMs":5.0001E+2}'],
    ["latencyMs >= 9007199254740992", '{"latencyMs":9007199254740993}'],
    ["name = 'a/b'", '{"name":"a\\/b"}'],
    ["name contains 'usr/bin'", '{"name":"\\/usr\\/bin"}'],
    ["name = timeout", '{"name":"\\u0074imeout"}'],
    ["name contains timeout", '{"n\\u0061me":"\\u0074imeout"}'],
    ["name = Zo\u00eb", '{"name":"Zo\\u00eb"}'],
    ["name = ''", '{"name":""}'],
    ["name = 'a*'", '{"name":"a*"}'],
    ["name = '50%'", '{"name":"50%"}'],
    ["name = b", '{"name":"a","name":"b"}'],
    ["name exists", '{"name":null}'],
    ["name = null or name = true", '{"name":true}'],
    ["tags contains slow", '{"tags":["slow"]}'],
    ["tags.0 = slow", '{"tags":["slow"]}'],
    ['fields["a.b"] = x', '{"a.b":"x"}'],
    ["__proto__.x = yes", '{"__proto__":{"x":"yes"}}'],
    ["world = w-1", ' {"world":{"id":"w-1"}}\n'],
    ["msg ~ /no disk/", "no disk"],
    ["msg ~ /no disk/", '{"message":"no disk"}'],
    ["msg = 'two\\nlines'", '{"msg":"two\\nlines"}'],
    ["msg = 'two\\nlines'", "two\nlines"],
    ["not msg ~ /no disk/ and not absent = 1", "anything"],
    ["level < info", '{"level":5}'],
    ["level <= debug", '{"level":"Verbose"}'],
    ["not level <= info", "ERROR"],
  ])("%s with %s", (where, message) => {
    const filter = parseWhere(where);
    const pattern = pushedPattern(filter);
    expect(passing(filter, message)).toBe(true);
    expect(pattern === undefined || patternMatcher(pattern)(message)).toBe(true);
  });
});

const passing = (filter: LogFilter, message: string) => lineCheck(filter)(lineOf(message));

test("no line that passes is hidden by the pattern that is asked for", () => {
  const seen = { pushed: 0, passed: 0, hidden: 0 };
  fc.assert(
    fc.property(filterAndMessages, ({ filter, messages }) => {
      const pattern = pushedPattern(filter);
      if (pattern === undefined) return;
      seen.pushed += 1;
      const matches = patternMatcher(pattern);
      for (const message of messages) {
        const passes = passing(filter, message);
        if (passes && !matches(message)) throw new Error(`${pattern} hides ${message}`);
        if (passes) seen.passed += 1;
        else if (!matches(message)) seen.hidden += 1;
      }
    }),
    { numRuns: 4_000 },
  );
  // The property would hold of patterns that are never there, or that everything matches.
  expect(seen.pushed).toBeGreaterThan(1_000);
  expect(seen.passed).toBeGreaterThan(500);
  expect(seen.hidden).toBeGreaterThan(5_000);
});
