import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { bootstrap, configOf, environments, fullConfig, synth } from "./synthesized.ts";

const missing = spawnSync("cfn-lint", ["--version"]).error !== undefined;
const scratch = mkdtempSync(join(tmpdir(), "gworld-lint-"));
afterAll(() => rmSync(scratch, { recursive: true }));

/** Findings that stay, with the reason; none so far. */
const accepted: Readonly<Record<string, string>> = {};

const cases = [
  ...environments.map((name) => ({ title: name, stacks: () => synth(configOf(name)) })),
  { title: "prod with every option", stacks: () => synth(fullConfig("prod")) },
  { title: "bootstrap", stacks: () => [bootstrap()] },
];

test.skipIf(missing).each(cases)("cfn-lint finds nothing in $title", { timeout: 240_000 }, ({ title, stacks }) => {
  const files = stacks().map(({ name, body }) => {
    const file = join(scratch, `${title.replaceAll(" ", "-")}-${name}.json`);
    writeFileSync(file, body);
    return file;
  });
  let report = "";
  try {
    report = execFileSync("cfn-lint", ["--format", "parseable", "--regions", "us-east-1", "--", ...files], {
      encoding: "utf8",
    });
  } catch (error) {
    report = typeof error === "object" && error !== null && "stdout" in error ? String(error.stdout) : String(error);
  }
  const findings = report
    .split("\n")
    .filter((line) => line !== "" && !Object.keys(accepted).some((rule) => line.includes(`:${rule}:`)));
  expect(findings).toEqual([]);
});
