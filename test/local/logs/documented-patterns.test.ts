import { describe, expect, test } from "vitest";
import { compilePattern } from "../../../src/local/logs/pattern/compile.ts";

// The examples of "Filter pattern syntax for metric filters, subscription filters, filter log events, and Live Tail",
// docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html

/** The messages of a list that a pattern matches, by their place from 1, as the documentation numbers them. */
const matched = (pattern: string, messages: readonly string[]) => {
  const matches = compilePattern(pattern);
  return messages.flatMap((message, index) => (matches(message) ? [index + 1] : []));
};

describe("unstructured log events", () => {
  const lines = ["ERROR WARN message", "ERROR message", "WARN message"];
  test.each([
    { pattern: "ERROR", found: [1, 2] },
    { pattern: "?ERROR ?WARN", found: [1, 2, 3] },
    { pattern: "ERROR WARN", found: [1] },
    { pattern: "ERROR -WARN", found: [2] },
  ])("$pattern finds $found", ({ pattern, found }) => {
    expect(matched(pattern, lines)).toEqual(found);
  });

  const requests = ["[INFO] REQUEST FAILED", "[WARN] UNAUTHORIZED REQUEST", "[ERROR] 400 BAD REQUEST", "[INFO] done"];
  test.each([
    { pattern: "?INFO ?WARN REQUEST", found: [1, 2, 3] },
    { pattern: "%AUTHORIZED%", found: [2] },
    { pattern: '"BAD REQUEST"', found: [3] },
    { pattern: '"REQUEST" - "FAILED"', found: [2, 3] },
    { pattern: String.raw`%\x5B[A-Z]+\x5D%`, found: [1, 2, 3, 4] },
  ])("$pattern finds $found", ({ pattern, found }) => {
    expect(matched(pattern, requests)).toEqual(found);
  });
});

describe("regular expressions", () => {
  test.each([
    ["%colou?r%", ["color", "colour", "colouur"], [1, 2]],
    ["%^[hc]at%", ["hat trick", "cat", "a hat"], [1, 2]],
    ["%[hc]at$%", ["a hat", "cat", "hat trick"], [1, 2]],
    ["%a{3,5}%", ["aa", "aaa", "aaaaaa"], [2, 3]],
    ["%gra|ey%", ["gray", "grey", "gry"], [1, 2]],
    [String.raw`%10\.10\.0\.1%`, ["from 10.10.0.1", "from 10a10b0c1"], [1]],
    ["%ab*c%", ["ac", "abbc", "abd"], [1, 2]],
    ["%ab+c%", ["ac", "abc"], [2]],
    ["%.at%", ["cat", "at"], [1]],
    [String.raw`%\d\s\w%`, ["7 x", "x 7"], [1]],
    [String.raw`%\x28none\x29%`, ["reason (none)", "reason none"], [1]],
  ])("%s", (pattern, messages, found) => {
    expect(matched(pattern, messages)).toEqual(found);
  });
});

describe("JSON log events", () => {
  const trail = {
    eventType: "UpdateTrail",
    sourceIPAddress: "111.111.111.111",
    arrayKey: ["value", "another value"],
    objectList: [
      { name: "a", id: 1 },
      { name: "b", id: 2 },
    ],
    SomeObject: null,
    ThisFlag: true,
    latency: 10.5,
    cluster: { name: "c" },
    actual: "Ev*ent",
  };
  test.each([
    ['{ $.eventType = "UpdateTrail" }', true],
    ["{ $.eventType = *Trail }", true],
    ["{ $.eventType = Update* }", true],
    ["{ $.eventType = *dateTr* }", true],
    ["{ $.eventType = Up*Trail }", false],
    ["{ $.actual = Ev*ent }", true],
    ["{ $.sourceIPAddress != 123.123.* }", true],
    ["{ $.sourceIPAddress = 111.111.* }", true],
    ['{ $.arrayKey[0] = "value" }', true],
    ['{ $.arrayKey[2] = "value" }', false],
    ['{ $.arrayKey[*] = "another value" }', true],
    ["{ $.objectList[1].id = 2 }", true],
    ["{ $.objectList[*].id = 2 }", true],
    ["{ $.objectList[*].id = 3 }", false],
    ["{ $.objectList[*].id NOT EXISTS }", false],
    ["{ $.eventType[0] = 1 }", false],
    ["{ $.SomeObject IS NULL }", true],
    ["{ $.SomeOtherObject IS NULL }", false],
    ["{ $.SomeOtherObject NOT EXISTS }", true],
    ["{ $.SomeObject NOT EXISTS }", false],
    ["{ $.ThisFlag IS TRUE }", true],
    ["{ $.ThisFlag IS FALSE }", false],
    ["{ $.latency >= 10 }", true],
    ["{ $.latency < 10e3 }", true],
    ["{ $.latency < 10e-3 }", false],
    ["{ $.latency <= +10.5 }", true],
    ["{ $.latency > -1 }", true],
    ["{ $.latency = 1.05e1 }", true],
    ["{ $.latency != 500 }", true],
    // Special considerations: what is no text and no number compares with nothing.
    ["{ $.cluster = c }", false],
    ["{ $.cluster != c }", false],
    ["{ $.arrayKey != 1 }", false],
    ["{ $.eventType = %Trail$% }", true],
    ["{ $.eventType = %^Trail% }", false],
    ["{ $.eventType != %Trail% }", false],
  ])("%s: %s", (pattern, expected) => {
    expect(compilePattern(pattern)(JSON.stringify(trail))).toBe(expected);
  });

  const users = {
    user: { id: 1, email: "John.Stiles@example.com" },
    users: [
      { id: 2, email: "John.Doe@example.com" },
      { id: 3, email: "Jane.Doe@example.com" },
    ],
    actions: ["GET", "PUT", "DELETE"],
    coordinates: [
      [0, 1, 2],
      [4, 5, 6],
      [7, 8, 9],
    ],
  };
  test.each([
    ['{ ($.user.id = 1) && ($.users[0].email = "John.Doe@example.com") }', true],
    ['{ ($.user.id = 2 && $.users[0].email = "nonmatch") || $.actions[2] = "GET" }', false],
    ['{ $.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = nonmatch && $.actions[2] = nomatch }', true],
    [
      '{ ($.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = nonmatch) && $.actions[2] = nomatch }',
      false,
    ],
    ["{ (($.coordinates[1][2] = 6)) }", true],
  ])("compound: %s: %s", (pattern, expected) => {
    expect(compilePattern(pattern)(JSON.stringify(users))).toBe(expected);
  });
});

describe("space-delimited log events", () => {
  const access = [
    '127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534',
    '127.0.0.1 - frank [10/Oct/2000:13:35:22 -0700] "GET /apache_pb.gif HTTP/1.0" 500 5324',
    '127.0.0.9 - frank [10/Oct/2000:13:50:35 -0700] "GET /apache_pb.gif HTTP/1.0" 200 4355',
  ];
  test.each([
    ["[ip, user, username, timestamp, request, status_code, bytes]", [1, 2, 3]],
    ["[ip, user, username, timestamp, request, status_code]", []],
    ["[..., status_code, bytes]", [1, 2, 3]],
    ["[ip, user, ..., status_code, bytes]", [1, 2, 3]],
    ["[ip, user, ...]", [1, 2, 3]],
    ["[ip, user, username, timestamp, request, status_code, bytes > 2000]", [2, 3]],
    ["[ip, user, username, timestamp, request, status_code = 200, bytes]", [3]],
    ["[ip, user, username, timestamp, request, status_code = 4*, bytes]", [1]],
    ["[ip, user, username, timestamp, request = *html*, status_code = 4*, bytes]", [1]],
    ["[ip, user, username, timestamp, request, status_code = 404 || status_code = 500, bytes]", [1, 2]],
    ["[ip, user, username, timestamp, request, status_code = 4* && status_code != 404, bytes]", []],
    ["[ip, user, ..., status_code >= 400 && status_code < 500 || status_code = 200, bytes]", [1, 3]],
    ["[..., request=*.html*, status_code=4*,]", [1]],
    [String.raw`[ip=%127\.0\.0\.[1-8]%, ...]`, [1, 2]],
    ['[ip, user, username = "frank", ...]', [1, 2, 3]],
    ["[..., a, b, c, d, e, f, g, h]", []],
  ])("%s finds %o", (pattern, found) => {
    expect(matched(pattern, access)).toEqual(found);
  });

  const lines = ["ERROR WARN message", "ERROR message", "WARN message"];
  test.each([
    ["[w1=ERROR, w2]", [2]],
    ["[w1=ERROR || w1=WARN, w2]", [2, 3]],
    ["[w1!=ERROR && w1!=WARN, w2]", []],
  ])("%s finds %o", (pattern, found) => {
    expect(matched(pattern, lines)).toEqual(found);
  });
});

test.each([
  ['{ $.a = "x"', "If a filter pattern starts with '{' it must end with '}'"],
  ["[a, b", "If a filter pattern starts with '[' it must end with ']'"],
  [String.raw`%^\[(?:INFO)%`, "Invalid character(s) in term"],
  ["user@example.com", "Invalid character(s) in term 'user@example.com'"],
  ["x".repeat(1025), "Member must have length less than or equal to 1024"],
])("%s is refused in AWS's words", (pattern, words) => {
  expect(() => compilePattern(pattern)).toThrow(words);
});
