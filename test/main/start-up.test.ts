import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const bin = resolve(import.meta.dirname, "../../bin/gworld.js");

/** The files of ours, and of packages, that a command line loads: V8's coverage names every script it compiled. */
function loadedBy(args: readonly string[], exit = 0): readonly { file: string; text: string }[] {
  const dir = mkdtempSync(join(tmpdir(), "gworld-start-"));
  try {
    const env = { PATH: process.env["PATH"] ?? "", HOME: dir, NODE_V8_COVERAGE: dir };
    const { status } = spawnSync(process.execPath, [bin, ...args], { env, cwd: dir });
    expect(status).toBe(exit);
    const reports = readdirSync(dir).filter((name) => name.startsWith("coverage-"));
    const urls = reports.flatMap((name) => [
      ...readFileSync(join(dir, name), "utf8").matchAll(/"url":"(file:[^"]+)"/g),
    ]);
    return urls.map(([, url = ""]) => ({ file: fileURLToPath(url), text: readFileSync(fileURLToPath(url), "utf8") }));
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** Words that stand in a bundle when, and only when, a package is in it. */
const marks = {
  "the AWS SDK": "GetCallerIdentity",
  inquirer: "ExitPromptError",
  ora: "isSilent",
  zod: "invalid_union",
  yaml: "tag:yaml.org",
  commander: "allowExcessArguments",
  "aws-cdk-lib": "aws-cdk-lib",
};

test.each([
  { args: ["--version"], may: [], kilobytes: 10 },
  { args: ["--help"], may: ["commander"], kilobytes: 150 },
  { args: ["deploy", "--help"], may: ["commander"], kilobytes: 150 },
  { args: ["help", "configuration"], may: ["commander"], kilobytes: 150 },
  { args: ["config", "show", "-e", "dev"], may: ["commander"], kilobytes: 170 },
  { args: ["deploy", "--nope"], may: ["commander"], kilobytes: 170, exit: 2 },
])("gworld $args loads nothing it does not use", ({ args, may, kilobytes, exit }) => {
  const loaded = loadedBy(args, exit);
  const names = Object.entries(marks).filter(([, mark]) => loaded.some(({ text }) => text.includes(mark)));
  expect(names.map(([name]) => name)).toEqual(may);
  expect(loaded.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThan(kilobytes * 1_024);
});

test("a first synthesis loads of the CDK what templates name: an import of it would load twice as many files", () => {
  const cdk = loadedBy(["graph", "-e", "dev"]).filter(({ file }) => file.includes("/node_modules/aws-cdk-lib/"));
  expect(cdk.length).toBeGreaterThan(100);
  expect(cdk.length).toBeLessThan(350);
});
