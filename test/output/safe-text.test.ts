import * as fc from "fast-check";
import { expect, test } from "vitest";
import { withoutColours } from "../../src/output/ansi.ts";
import { safeLine, safeOutput, safeText } from "../../src/output/safe-text.ts";
import { jsonText } from "../../src/output/json.ts";
import { anyText } from "../fakes/any-text.ts";

const dangerous = new RegExp(
  String.raw`[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]`,
);

test.each([
  { text: "plain, tabs\tand\nlines", safe: "plain, tabs\tand\nlines" },
  { text: "grün 世界 👍 ½", safe: "grün 世界 👍 ½" },
  { text: "\u001b[31mred\u001b[0m", safe: "red" },
  { text: "\u001b[2J\u001b[Hgone", safe: "gone" },
  { text: "\u009b2Jgone", safe: "gone" },
  { text: "\u001b]0;title\u0007text", safe: "text" },
  { text: "\u001b]8;;https://evil.example\u001b\\link\u001b]8;;\u001b\\", safe: "link" },
  { text: "\u009d0;title\u009ctext", safe: "text" },
  { text: "\u001bP1$r\u001b\\text", safe: "text" },
  { text: "\u001b]0;never ended\nnext line", safe: "]0;never ended\nnext line" },
  { text: "\u001bc\u001b(0text", safe: "text" },
  { text: "a\rb", safe: "ab" },
  { text: "a\r\nb", safe: "a\nb" },
  { text: "a\bb\u0007c\u0000d", safe: "abcd" },
  { text: "user\u202egnp.exe", safe: "usergnp.exe" },
  { text: "zero\u200bwidth\ufeff", safe: "zerowidth" },
  { text: "tag\u{e0041}ged", safe: "tagged" },
  { text: "half \ud800 pair", safe: "half  pair" },
  { text: "a\u2028b", safe: "a b" },
  { text: "👩\u200d💻 👩🏽\u200d🚀 a\u200db 👩\u200d", safe: "👩\u200d💻 👩🏽\u200d🚀 ab 👩" },
])("$text becomes $safe", ({ text, safe }) => {
  expect(safeText(text)).toBe(safe);
});

const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "\u001b",
        "\u001b[",
        "\u001b]",
        "\u0007",
        "\u001b\\",
        "\u009b",
        "\u009d",
        "\u009c",
        "31m",
        "\r",
        "\n",
      ),
      anyText(),
      fc.string(),
    ),
  )
  .map((parts) => parts.join(""));

test("nothing that a terminal obeys is left, and a second pass changes nothing", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const safe = safeText(text);
      expect(safe).not.toMatch(dangerous);
      expect(safeText(safe)).toBe(safe);
      expect(safeLine(text)).not.toMatch(/[\n\t]/);
    }),
    { numRuns: 2_000 },
  );
});

test("printable text is left exactly as it is", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(safeText(text)).toBe(text);
    }),
  );
});

test("the last gate lets colours pass and nothing else", () => {
  expect(safeOutput("\u001b[31mred\u001b[39m \u001b[2Jnot this", true)).toBe("\u001b[31mred\u001b[39m not this");
  expect(safeOutput("\u001b[31mred\u001b[39m", false)).toBe("red");
  for (const hiding of ["8", "7", "5", "30", "47", "0", "1;8", "38;5;16", "38;2;0;0;0"])
    expect(safeOutput(`a\u001b[${hiding}mb`, true)).toBe("ab");
  fc.assert(
    fc.property(hostile, (text) => {
      const left = withoutColours(safeOutput(text, true));
      expect(left).not.toMatch(dangerous);
    }),
  );
});

test("JSON says the same value and cannot drive a terminal either", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const json = jsonText({ text });
      expect(json).not.toMatch(dangerous);
      expect(JSON.parse(json)).toEqual({ text });
    }),
  );
});
