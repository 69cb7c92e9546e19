import { expect, test } from "vitest";
import { pagerCommand, pagerEnvironment } from "../../src/model/pager-command.ts";

test.each([
  { env: {}, program: "less", args: ["-FRX"], named: false },
  { env: { PAGER: "more" }, program: "more", args: [], named: true },
  { env: { PAGER: "more", GWORLD_PAGER: "less -S" }, program: "less", args: ["-S"], named: true },
  { env: { PAGER: `view "-c set x" '-'` }, program: "view", args: ["-c set x", "-"], named: true },
  { env: { PAGER: `node -e "x('y')"` }, program: "node", args: ["-e", "x('y')"], named: true },
  { env: { PAGER: "less; rm -rf ~" }, program: "less;", args: ["rm", "-rf", "~"], named: true },
])("$env starts $program with $args", ({ env, ...expected }) => {
  expect(pagerCommand(env)).toEqual(expected);
});

test.each([
  { PAGER: "" },
  { PAGER: "cat" },
  { PAGER: "/bin/cat" },
  { GWORLD_PAGER: "", PAGER: "less" },
  { GWORLD_PAGER: "false" },
])("%j wants no pager", (env) => {
  expect(pagerCommand(env)).toBeUndefined();
});

test("less is told to show colours, unless the person has told it something", () => {
  expect(pagerEnvironment({ HOME: "/h" })).toEqual({ HOME: "/h", LESS: "FRX", LV: "-c" });
  expect(pagerEnvironment({ LESS: "i" })).toMatchObject({ LESS: "i" });
});
