import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** How many situations the catalogue of failures has. */
const rows = 58;

/** Rows that no scenario here shows, and why. */
const notShown: Readonly<Record<number, string>> = {
  15: "The local cloud leaves no values out; what the adapter makes of it is held by test/aws/cloudformation.test.ts.",
  35: "The local cloud records the resources of API Gateway and serves no API, so that no stage can be stale.",
};

test("every row of the catalogue has a scenario whose title begins with its number, or a reason to have none", () => {
  const titles = readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith(".test.ts"))
    .flatMap((name) => [
      ...readFileSync(join(import.meta.dirname, name), "utf8").matchAll(/^\s*(?:test\(|\s)"(\d+): /gm),
    ]);
  const shown = new Set(titles.map(([, row]) => Number(row)));
  const expected = Array.from({ length: rows }, (_, index) => index + 1).filter((row) => notShown[row] === undefined);
  expect([...shown].sort((a, b) => a - b)).toEqual(expected);
});
