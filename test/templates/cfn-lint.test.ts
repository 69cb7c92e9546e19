import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bootstrap, configOf, environments, fullConfig, synth } from "./synthesized.ts";

const missing = spawnSync("cfn-lint", ["--version"]).error !== undefined;
const scratch = mkdtempSync(join(tmpdir(), "gworld-lint-"));
afterAll(() => rmSync(scratch, { recursive: true }));

/** Findings that stay, with the reason. */
const accepted: readonly { readonly finding: RegExp; readonly why: string }[] = [
  {
    finding:
      /:W3037:'(startbulkputitems|describebulkoperation|cancelbulkoperation|listbulkoperations|\*bulkoperation)' /,
    why: "DynamoDB's bulk operations are newer than cfn-lint's list of actions",
  },
];

const cases = [
  // What is local is dev under another name.
  ...environments
    .filter((name) => name !== "local")
    .map((name) => ({ title: name, stacks: () => synth(configOf(name)) })),
  { title: "prod with every option", stacks: () => synth(fullConfig("prod")) },
  { title: "bootstrap", stacks: () => [bootstrap()] },
];
const fileStart = (title: string) => join(scratch, `${title.replaceAll(" ", "-")}--`);

/** Findings in all templates, a line each: one process, since it takes seconds to start. */
function findings(): readonly string[] {
  const files = cases.flatMap(({ title, stacks }) =>
    stacks().map(({ name, body }) => {
      const file = `${fileStart(title)}${name}.json`;
      writeFileSync(file, body);
      return file;
    }),
  );
  const { stdout, stderr, status } = spawnSync(
    "cfn-lint",
    ["--format", "parseable", "--regions", "us-east-1", "--", ...files],
    { encoding: "utf8" },
  );
  if (status !== 0 && stdout === "") throw new Error(stderr);
  return stdout.split("\n").filter((line) => line !== "" && !accepted.some(({ finding }) => finding.test(line)));
}

let found: readonly string[] = [];
beforeAll(() => {
  if (!missing) found = findings();
}, 600_000);

test.skipIf(missing).each(cases)("cfn-lint finds nothing in $title", ({ title }) => {
  expect(found.filter((line) => line.startsWith(fileStart(title)))).toEqual([]);
});

test.skipIf(missing)("what cfn-lint finds is of one of these", () => {
  expect(found).toEqual([]);
});
