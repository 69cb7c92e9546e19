import { expect, test } from "vitest";
import { colorLevel, loadPaint } from "../../src/output/colour.ts";
import { createStyle } from "../../src/output/style.ts";

const terminal = { TERM: "xterm" };

test.each([
  { what: "a terminal", env: terminal, isTTY: true, disabled: false, level: 1 },
  { what: "a terminal of 256 colours", env: { TERM: "xterm-256color" }, isTTY: true, disabled: false, level: 2 },
  {
    what: "a terminal of all colours",
    env: { TERM: "x", COLORTERM: "truecolor" },
    isTTY: true,
    disabled: false,
    level: 3,
  },
  { what: "a pipe", env: terminal, isTTY: false, disabled: false, level: 0 },
  { what: "TERM=dumb", env: { TERM: "dumb" }, isTTY: true, disabled: false, level: 0 },
  { what: "NO_COLOR", env: { ...terminal, NO_COLOR: "1" }, isTTY: true, disabled: false, level: 0 },
  { what: "an empty NO_COLOR", env: { ...terminal, NO_COLOR: "" }, isTTY: true, disabled: false, level: 1 },
  { what: "--no-color", env: { FORCE_COLOR: "3" }, isTTY: true, disabled: true, level: 0 },
  {
    what: "NO_COLOR and FORCE_COLOR",
    env: { NO_COLOR: "1", FORCE_COLOR: "1" },
    isTTY: true,
    disabled: false,
    level: 0,
  },
  { what: "FORCE_COLOR in a pipe", env: { FORCE_COLOR: "" }, isTTY: false, disabled: false, level: 1 },
  { what: "FORCE_COLOR=3 in a pipe", env: { FORCE_COLOR: "3" }, isTTY: false, disabled: false, level: 3 },
  { what: "FORCE_COLOR=0", env: { ...terminal, FORCE_COLOR: "0" }, isTTY: true, disabled: false, level: 0 },
])("$what has colours of level $level", async ({ env, isTTY, disabled, level }) => {
  expect(colorLevel({ env, isTTY, disabled })).toBe(level);
  expect((await loadPaint({ env, isTTY, disabled }))?.level ?? 0).toBe(level);
});

test("a style has a colour for each meaning, or none at all", async () => {
  const paint = await loadPaint({ env: { FORCE_COLOR: "2" }, isTTY: false, disabled: false });
  const meanings = ["bold", "dim", "good", "warn", "bad", "accent"] as const;
  const coloured = createStyle({ paint, width: 80 });
  const plain = createStyle({ paint: undefined, width: 80 });
  expect(new Set(meanings.map((meaning) => coloured[meaning]("x"))).size).toBe(meanings.length);
  for (const meaning of meanings) expect(plain[meaning]("x")).toBe("x");
});
