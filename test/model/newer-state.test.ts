import { expect, test } from "vitest";
import { backendNeeds, needsOf, newerBackend } from "../../src/model/bootstrapped.ts";
import { refuseNewerState, standingFrom, stateSchema } from "../../src/model/standing.ts";

const newer = (row: object) => standingFrom({ write: 1, revision: 1, schema: stateSchema + 1, ...row });

test.each([
  { row: { needs: "9.1.0" }, by: "gworld 9.1.0", hint: "Update gworld to 9.1.0 or newer." },
  { row: {}, by: "a newer gworld", hint: "Update gworld to its newest version (gworld --version tells yours)." },
])("state that is kept by $by is refused with $hint", ({ row, by, hint }) => {
  expect(() => refuseNewerState("dev", newer(row), "0.1.0")).toThrow(
    expect.objectContaining({
      code: "refused",
      message: expect.stringContaining(`is kept by ${by} (schema ${stateSchema + 1}); this is 0.1.0`),
      hint: expect.stringContaining(hint),
    }),
  );
});

test("a backend tells the version it needs, and nothing else in its place is repeated", () => {
  const said = (Needs: string) => needsOf({ outputs: { Needs } });
  expect(said(backendNeeds)).toBe(backendNeeds);
  expect(said("9.1.0-rc.1")).toBe("9.1.0-rc.1");
  for (const text of ["", "newest", "1.2.3; rm -rf /"]) expect(said(text)).toBeUndefined();
  expect(needsOf(undefined)).toBeUndefined();
  expect(newerBackend(undefined).hint).toContain("its newest version");
});
