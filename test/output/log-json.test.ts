import { assert, constantFrom, json, property, record, oneof } from "fast-check";
import { expect, test } from "vitest";
import { readLine } from "../../src/model/log-line.ts";
import { harmlessJson, jsonText } from "../../src/output/json.ts";
import { lineJson } from "../../src/output/log-json.ts";
import { anyText } from "../fakes/any-text.ts";

const event = { id: "id-1", group: "/gworld/dev/agent-runtime", timestamp: 5, ingestionTime: 7 };

test("a line is written as JSON.stringify would, whatever was logged and wherever", () => {
  const message = oneof(anyText(), json(), constantFrom('{"a":1}\n', ' {"level":"warn","a":[1,{}]}', '{\r\n"a": 1}'));
  assert(
    property(record({ message, stream: anyText() }), (logged) => {
      const line = readLine({ ...event, ...logged });
      expect(JSON.parse(lineJson(line))).toEqual(JSON.parse(JSON.stringify(line)));
      expect(lineJson(line)).not.toMatch(/[\n\r]/);
      expect(JSON.parse(harmlessJson(lineJson(line)))).toEqual(JSON.parse(jsonText(line)));
    }),
  );
});

test("fields keep numbers as they were logged", () => {
  const line = readLine({ ...event, stream: "s", message: '{"id":12345678901234567890}' });
  expect(lineJson(line)).toContain('"fields":{"id":12345678901234567890}');
});

test("what stands out of order, near others or in no log is told, too", () => {
  const line = { ...readLine({ ...event, stream: "s", message: "{}" }), late: 3, match: false, gap: true } as const;
  expect(JSON.parse(lineJson(line))).toEqual(line);
});

test("characters that a terminal obeys or hides are escapes in JSON, also those beyond the basic plane", () => {
  const text = "a\u009b\u202e\u3164\u{e0041}\u007fb";
  expect(jsonText(text)).toBe(String.raw`"a\u009b\u202e\u3164\udb40\udc41\u007fb"`);
  expect(JSON.parse(jsonText(text))).toBe(text);
});

test.each([{ late: 3 }, { match: false }, {}] as const)("nesting of any depth stays: %o", (over) => {
  const message = `${'{"a":'.repeat(20_000)}\n1${"}".repeat(20_000)}`;
  const text = lineJson({ ...readLine({ ...event, stream: "s", message }), ...over });
  expect(text).toContain(`"fields":${message.replace("\n", " ")}`);
});
