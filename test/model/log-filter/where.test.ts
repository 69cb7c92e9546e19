import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { GworldError } from "../../../src/model/error.ts";
import { lineCheck } from "../../../src/model/log-filter/check.ts";
import { parseWhere } from "../../../src/model/log-filter/parse.ts";
import { lineOf } from "./lines.ts";
import { anyText } from "../../fakes/any-text.ts";

const line = {
  level: "error",
  msg: "model call timed out",
  worldId: "w-42",
  agent_id: "a-7",
  trace: { id: "0af7" },
  latencyMs: 512.5,
  code: 404,
  status: "404",
  retried: true,
  cause: null,
  tags: ["slow", { name: "deep" }, 9],
  "odd key": "x",
  user: { name: "Ada", "first.name": "Ada" },
  at: "2026-11-22T12:00:00Z",
  service: "not the service",
};

describe("a line passes", () => {
  test.each([
    "level = error",
    "level >= warn",
    "level > warn and level <= fatal",
    "level != info",
    "level in (err, critical)",
    "level not in (info, debug)",
    'message = "model call timed out"',
    "msg ~ /TIMED.OUT/i",
    "msg ~ '(?i)TIMED'",
    String.raw`msg ~ /[/]|call\b/`,
    'line contains "\\"worldId\\":"',
    "message not contains worldId",
    "service = agent-runtime and task ~ /^9f3a/ and stream contains /app/",
    'fields.service = "not the service"',
    'world = "w-42"',
    "world=w-42",
    "agent = a-7 and trace = 0af7",
    "world in ('w-1', 'w-42')",
    "fields.latencyMs > 500",
    "latencyMs >= 512.5 and latencyMs < 1s",
    "latencyMs>5.1e2",
    "code = 404 and status = 404",
    'code = "404" and status = "404"',
    "code != 500",
    "code ~ /^4/",
    "retried = true and cause = null",
    "cause exists and absent not exists",
    "not absent = 1 and absent != 1 and absent !~ /x/",
    "tags[0] = slow and tags.0 = slow and tags[1].name = deep",
    "tags contains slow and tags contains 9 and tags not contains deep",
    'fields["odd key"] = x and user["first.name"] = Ada',
    'at > "2026-11-22" and at < "2026-11-23"',
    "absent = 1 or code = 404 and retried = true",
    "(absent = 1 or code = 404) and not (retried = false)",
    "NOT not NOT absent exists",
    'line ~ /\\{"level"/',
  ])("%s", (text) => {
    expect(lineCheck(parseWhere(text))(lineOf(line))).toBe(true);
  });
});

describe("a line does not pass", () => {
  test.each([
    "level < error",
    "message contains worldId",
    "service ~ /world/",
    "world = w-4",
    "world != w-42",
    "latencyMs > 513",
    'latencyMs > "5"',
    "status > 400",
    "absent > 'z' or cause > 0",
    'retried = "true"',
    'cause = "null"',
    "absent exists",
    "tags[3] exists or tags[0].x exists or worldId[0] exists",
    "constructor exists or user.toString exists",
    "(absent = 1 or code = 404) and retried = false",
  ])("%s", (text) => {
    expect(lineCheck(parseWhere(text))(lineOf(line))).toBe(false);
  });
});

test.each([
  ["WARN disk nearly full", "level = warn and not fields.x exists and msg contains disk", true],
  ["nothing said", "level = info and level < warn", true],
  ['["an", "array"]', "fields.x exists", false],
  ["{ broken", "message = '{ broken'", true],
  ['{"a":{"a":1}}', "message = ''", true],
  ['{"fields":{"x":1}}', "fields.x = 1", false],
  ['{"fields":{"x":1}}', "fields.fields.x = 1 and fields exists", true],
  ['{"a":1e3}', "a = 1000 and a = '1000' and a ~ /^1000$/", true],
  ['{"agentId":1234567890123456789}', "agent = 1234567890123456789 and agent = '1234567890123456789'", true],
  ['{"agentId":1234567890123456789}', "agent = 1234567890123456788 or agent = 1234567890123456800", false],
  ['{"agentId":1234567890123456789}', "agentId ~ /6789$/ and agentId > 1234567890123456788 and agentId < 1e19", true],
  ['{"agentId":1234567890123456789}', "agentId > 1234567890123456789 or agentId < 5 or agentId > 'a'", false],
  ['{"ids":[1234567890123456789]}', "ids contains 1234567890123456789 and ids not contains 1234567890123456788", true],
  ['{"a":1e400,"b":-1e400}', "a = 1e400 and a > 1e308 and b < -1e308 and a ~ /^1e400$/", true],
  ['{"größe":2}', "größe = 2", true],
  ['{"@timestamp":"x","log.level":"warn"}', '@timestamp = x and fields["log.level"] = warn and level = warn', true],
])("%s with %s: %s", (message, where, passes) => {
  expect(lineCheck(parseWhere(where))(lineOf(message))).toBe(passes);
});

test("a long filter is shown around its mistake alone", () => {
  for (const where of [`code = 1 and ${"x".repeat(5_000)}`, `code = 1 ${"y".repeat(5_000)}`, "a = 1 and ".repeat(500)])
    expect(() => parseWhere(where)).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(/^[^]{0,250}$/),
        hint: expect.stringMatching(/^.{0,200}$/),
      }),
    );
});

describe("a mistake is shown where it is", () => {
  test.each([
    ["", "^", "a name"],
    ["level >= ", "         ^", "a level"],
    ["level >= loud", "         ^", "trace, debug"],
    ["level ~ /x/", "      ^", "= != <"],
    ["code", "    ^", "an operator"],
    ["code == 4", "      ^", "a value"],
    ["code = 4 and", "            ^", "a name"],
    ["code = 4 status = 5", "         ^", "and, or"],
    ["code = 4 && status = 5", "         ^", "Write and"],
    ["!(code = 4)", "^", "Write not"],
    ["(code = 4", "         ^", "closing parenthesis"],
    ["code = 4)", "        ^", "the end"],
    ["code in 4", "        ^", "in parentheses"],
    ["code in (4", "          ^", "a comma"],
    ["code > true", "       ^", "a number"],
    ["msg > 4", "    ^", "contains"],
    ['msg = "open', "      ^", "not closed"],
    ["msg ~ /open", "      ^", "closing slash"],
    ["msg ~ /(/", "      ^", "regular expression"],
    ["msg ~ /x/g", "      ^", "no other flag"],
    ["a..b = 1", "^", "a name"],
    ["4 = code", "^", "a name"],
    ["or = 1", "^", "a name"],
    ["msg\t= \u00e9 = 1", "        ^", "and, or"],
  ])("%s", (text, caret, expected) => {
    const error = failureOf(text);
    const [, shown, under] = error.message.split("\n");
    expect(error.code).toBe("usage");
    expect(shown).toBe(`  ${text.replaceAll("\t", " ")}`);
    expect(under).toBe(`  ${caret}`);
    expect(error.hint).toContain(expected);
  });

  test("of a long text only the part around it", () => {
    const [, shown = "", under = ""] = failureOf(`${"code = 1 or ".repeat(100)}level = loud`).message.split("\n");
    expect(shown.length).toBeLessThan(80);
    expect(shown.slice(under.indexOf("^"))).toBe("loud");
  });

  test("too many parentheses are one, and no crash", () => {
    expect(failureOf("(".repeat(20_000)).hint).toContain("at most 50");
  });
});

test("any text is a filter or a mistake of the user's", () => {
  const pieces = fc.constantFrom(
    "level",
    "a.b",
    "=",
    "~",
    "/x/",
    '"',
    "'",
    "(",
    ")",
    "not",
    "and",
    "in",
    "4",
    "[",
    "\\",
    "é",
  );
  const text = fc.oneof(
    anyText(),
    fc.array(pieces).map((all) => all.join(" ")),
  );
  fc.assert(
    fc.property(text, (typed) => {
      expect(() => faultOf(typed)).not.toThrow();
    }),
  );
});

/** The user's mistake in a filter; any other failure is thrown. */
function faultOf(text: string): GworldError | undefined {
  try {
    parseWhere(text);
    return undefined;
  } catch (error) {
    if (error instanceof GworldError) return error;
    throw error;
  }
}

function failureOf(text: string): GworldError {
  const fault = faultOf(text);
  if (fault === undefined) throw new Error(`no mistake in ${text}`);
  return fault;
}
