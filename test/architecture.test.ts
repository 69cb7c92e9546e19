import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";

/** Who may import whom. A name is a room of ours or the start of a package name; `types:` allows `import type` only. */
const rules: Readonly<Record<string, readonly string[]>> = {
  "src/model": ["src/model", "zod", "yaml"],
  "src/ports": ["src/ports", "src/model"],
  "src/operations": ["types:src/operations", "src/ports", "src/model"],
  "src/output": ["src/output", "src/ports", "src/model", "types:src/operations", "chalk", "ora", "node:util"],
  "src/cli": ["src/cli", "src/output", "src/ports", "src/model", "commander", "inquirer"],
  "src/commands": ["src/cli", "src/operations", "src/output", "src/model"],
  "src/aws": ["src/aws", "src/ports", "src/model", "@aws-sdk/", "@smithy/", "node:"],
  "src/local": ["src/local", "src/model", "node:", "dynalite", "@aws-cdk/", "fast-xml-parser", "yaml"],
  "src/main": ["src/", "templates", "node:", "chalk", "yaml", "ulid"],
  templates: ["templates", "src/model", "aws-cdk-lib", "constructs"],
};

/** Globals that are arguments everywhere else. */
const impureRooms = ["src/main", "src/aws", "src/cli", "src/output", "src/local"];
const impure = /\b(?:Date\.now|new Date\(\)|process\.|console\.|setTimeout|setInterval|Math\.random)/;

const roomOf = (path: string) =>
  path.startsWith("src/")
    ? path.startsWith("src/main")
      ? "src/main"
      : path.split("/").slice(0, 2).join("/")
    : "templates";

/** A verb of many files has a folder of its name beside it, which nobody else imports. */
const verbOf = (path: string) => /^src\/operations\/([^/.]+)/.exec(path)?.[1];
const ownFolder = (path: string, target: string) =>
  verbOf(path) !== undefined && target.startsWith(`src/operations/${verbOf(path)}/`);

/** What verbs of one kind share lies in a folder of the commands, which imports no command. */
const shared = /^src\/commands\/[^/]+\//;

/** The breaches of one file, as `path: what`. */
function breaches(root: string, path: string): string[] {
  const source = readFileSync(join(root, path), "utf8");
  const room = roomOf(path);
  const allowed = rules[room] ?? [];
  const found: string[] = [];
  const imports = /^\s*(?:import|export)\s+(type\s)?[^;]*?from\s+"([^"]+)"|\bimport\("([^"]+)"\)/gms;
  for (const [, type, from, lazy] of source.matchAll(imports)) {
    const specifier = from ?? lazy ?? "";
    const file = specifier.startsWith(".") ? relative(root, resolve(root, dirname(path), specifier)) : undefined;
    if (file !== undefined && (ownFolder(path, file) || (room === "src/commands" && shared.test(file)))) continue;
    const target = file === undefined ? specifier : roomOf(file);
    const own = path === "src/commands/index.ts" ? [...allowed, "src/commands"] : allowed;
    const fits = own.some((name) =>
      name.startsWith("types:") ? type !== undefined && target.startsWith(name.slice(6)) : target.startsWith(name),
    );
    if (!fits) found.push(`${path}: imports ${specifier}`);
  }
  if (room === "src/commands" && !shared.test(path) && /from "\.\/[^/"]+"/.test(source) && !path.endsWith("index.ts"))
    found.push(`${path}: imports another command`);
  if (!impureRooms.includes(room) && impure.test(source.replaceAll(/^\s*(?:\/?\*|\/\/).*$/gm, "")))
    found.push(`${path}: takes time, process or chance from the air`);
  return found;
}

function sourceFiles(root: string): string[] {
  return ["src", "templates"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => `${folder}/${name}`),
  );
}

const project = resolve(import.meta.dirname, "..");

test("every file imports only what its room may", () => {
  expect(sourceFiles(project).flatMap((path) => breaches(project, path))).toEqual([]);
});

test("files stay short: none over 250 lines, half of them at most 80", () => {
  const lines = sourceFiles(project)
    .map((path) => ({ path, count: readFileSync(join(project, path), "utf8").trimEnd().split("\n").length }))
    .sort((a, b) => a.count - b.count);
  expect(lines.filter(({ count }) => count > 250)).toEqual([]);
  expect(lines[Math.floor(lines.length / 2)]?.count).toBeLessThanOrEqual(80);
});

const scratch = mkdtempSync(join(tmpdir(), "gworld-architecture-"));
afterAll(() => rmSync(scratch, { recursive: true }));

test.each([
  { path: "src/model/x.ts", source: 'import { readFileSync } from "node:fs";' },
  { path: "src/operations/x.ts", source: 'import { ECSClient } from "@aws-sdk/client-ecs";' },
  { path: "src/operations/x.ts", source: 'import { planScale } from "./scale.ts";' },
  { path: "src/operations/x/cut.ts", source: 'import { planScale } from "../scale.ts";' },
  { path: "src/operations/x.ts", source: 'import { cut } from "./y/cut.ts";' },
  { path: "src/operations/x.ts", source: "export const at = () => Date.now();" },
  { path: "src/commands/x.ts", source: 'const lazy = () => import("../aws/ecs.ts");' },
  { path: "src/local/x.ts", source: 'import type { Stacks } from "../ports/stacks.ts";' },
  { path: "templates/x.ts", source: 'import { planDeploy } from "../src/operations/deploy.ts";' },
  { path: "src/commands/shared/x.ts", source: 'import { deploy } from "../deploy.ts";' },
  { path: "src/output/x.ts", source: 'import { planDeploy } from "../operations/deploy.ts";' },
])("a breach is found: $path, $source", ({ path, source }) => {
  mkdirSync(join(scratch, dirname(path)), { recursive: true });
  writeFileSync(join(scratch, path), `${source}\n`);
  expect(breaches(scratch, path)).toHaveLength(1);
});

test.each([
  { path: "src/output/y.ts", source: 'import type { DeployPlan } from "../operations/deploy.ts";' },
  { path: "src/operations/y.ts", source: 'import { cut } from "./y/cut.ts";' },
  { path: "src/commands/y.ts", source: 'import { load } from "./shared/wiring.ts";' },
  { path: "src/operations/y/cut.ts", source: 'import { pages } from "./pages.ts";' },
])("a lawful file has no breach: $path, $source", ({ path, source }) => {
  mkdirSync(join(scratch, dirname(path)), { recursive: true });
  writeFileSync(join(scratch, path), `${source}\n`);
  expect(breaches(scratch, path)).toEqual([]);
});
