import { mkdtempSync, existsSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { onTerminal } from "../fakes/terminal.ts";

const bin = resolve(import.meta.dirname, "../../bin/gworld.js");
let dir = "";
beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), "gworld-init-"))));
afterEach(() => rmSync(dir, { recursive: true }));

const file = () => join(dir, "gworld.yaml");
// The address of no machine stands in for the metadata service, so that nobody has credentials here.
const wizard = (flags: readonly string[] = [], env: Readonly<Record<string, string>> = {}) =>
  onTerminal([bin, "init", "--config", file(), ...flags], {
    columns: 100,
    rows: 40,
    env: { HOME: dir, AWS_EC2_METADATA_DISABLED: "true", NO_COLOR: "1", ...env },
  });

test("a person answers on a real terminal: defaults by Enter, a mistake is said and asked again", async () => {
  const session = wizard(["--project", "town", "--github", ""]);
  await session.sees(/Region/);
  session.type("\r");
  await session.sees(/Environments/);
  session.type("\r");
  await session.sees(/Account of dev/);
  session.type("12\r");
  await session.sees(/should be an account of 12 digits/);
  session.type("3456789012\r");
  await session.sees(/Account of staging/);
  session.type("\r");
  await session.sees(/Account of prod/);
  session.type("none\r");
  await session.sees(/Domain of prod/);
  session.type("\r");
  await session.sees(/Alarms go to/);
  session.type("\r");
  await session.sees(/Write .*gworld\.yaml\?/);
  session.type("y\r");
  expect(await session.ended).toBe(0);
  const text = readFileSync(file(), "utf8");
  expect(text).toContain('account: "123456789012"');
  expect(text.match(/^ +account:/gm)).toHaveLength(1);
});

test("Ctrl-C in the middle writes nothing", async () => {
  const session = wizard();
  await session.sees(/Project/);
  session.type("\u0003");
  expect(await session.ended).toBe(130);
  expect(existsSync(file())).toBe(false);
});

test.each(["CI", "GITHUB_ACTIONS"])("with %s nobody is asked, though there is a terminal", async (name) => {
  const session = wizard([], { [name]: "true" });
  expect(await session.ended).toBe(12);
  expect(await session.screen()).toContain("--yes");
});
