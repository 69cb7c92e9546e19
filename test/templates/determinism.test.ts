import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { App } from "aws-cdk-lib";
import { build } from "rolldown";
import { afterAll, beforeAll, expect, test } from "vitest";
import { environmentStacks } from "../../templates/index.ts";
import { configOf, environments, freshSynth, fullConfig, sha256, synth } from "./synthesized.ts";

const project = resolve(import.meta.dirname, "../..");
const scratch = mkdtempSync(join(tmpdir(), "gworld-synth-"));
afterAll(() => rmSync(scratch, { recursive: true }));

const entry = `
import { createHash } from "node:crypto";
import { synthesizeEnvironment } from "${project}/templates/index.ts";
process.umask(0o077);
const sha256 = (text) => createHash("sha256").update(text).digest("hex");
process.stdout.write(sha256(JSON.stringify(synthesizeEnvironment(JSON.parse(process.argv[2]), sha256))));
`;

beforeAll(async () => {
  symlinkSync(join(project, "node_modules"), join(scratch, "node_modules"));
  const source = join(scratch, "synth.ts");
  writeFileSync(source, entry);
  const external = /^(aws-cdk-lib|constructs)(\/|$)/;
  await build({
    input: source,
    platform: "node",
    external,
    output: { file: join(scratch, "synth.mjs"), codeSplitting: false },
  });
});

test("another process in another time zone and language makes the same bytes", async () => {
  const env = { TZ: "Pacific/Kiritimati", LC_ALL: "tr_TR.UTF-8", LANG: "tr_TR.UTF-8" };
  const config = fullConfig("prod");
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, [join(scratch, "synth.mjs"), JSON.stringify(config)], {
    env: { PATH: process.env["PATH"], ...env },
  });
  expect(stdout).toBe(sha256(JSON.stringify(synth(config))));
});

test.each(environments)("%s is the same bytes twice", (name) => {
  expect(freshSynth(configOf(name))).toEqual(synth(configOf(name)));
});

test("the order of configuration keys does not matter", () => {
  const config = configOf("dev");
  const turned = configOf("dev", Object.fromEntries(Object.entries(config).reverse()));
  expect(synth(turned).map(({ digest }) => digest)).toEqual(synth(config).map(({ digest }) => digest));
});

// The least of the environments and the one with everything.
test.each(["local", "prod"] as const)("%s is what CDK's own synthesis writes to disk", (name) => {
  const outdir = mkdtempSync(join(scratch, "assembly-"));
  const app = new App({
    outdir,
    analyticsReporting: false,
    treeMetadata: false,
    stackTraces: false,
    builtinCloudFormationValidation: false,
  });
  const config = fullConfig(name);
  environmentStacks(app, config);
  app.synth();
  for (const stack of synth(config)) {
    const { Description: _, ...ours } = Object.fromEntries(Object.entries(JSON.parse(stack.body)));
    expect(ours).toEqual(JSON.parse(readFileSync(join(outdir, `${stack.name}.template.json`), "utf8")));
  }
});
