import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { workplace, type Workplace } from "../fakes/host.ts";

let place: Workplace | undefined;
afterEach(() => place?.remove());

const inCheckout = () => {
  place = workplace({
    ".git/HEAD": "ref: refs/heads/x\n",
    ".git/config": '[remote "origin"]\n\turl = git@github.com:o/n.git\n',
    "town/package.json": "{}",
  });
  return place;
};

test("what init writes into a folder of a checkout is found, valid and never overwritten", async () => {
  const own = inCheckout();
  const { dir } = own;
  const cwd = join(dir, "town");
  const written = await own.gworld("init --yes --json", { cwd });
  expect(JSON.parse(written.stdout)).toEqual({ file: "gworld.yaml", environments: ["dev", "staging", "prod"] });
  const text = readFileSync(join(cwd, "gworld.yaml"), "utf8");
  expect(text).toMatch(/^project: town$/m);
  expect(text).toMatch(/^ +repository: o\/n$/m);
  expect((await own.gworld("config validate", { cwd })).stdout).toContain("gworld.yaml is valid");
  const again = await own.gworld("init --yes", { cwd });
  expect(again).toMatchObject({ code: 12, stderr: expect.stringContaining("gworld init --force") });
  expect(readFileSync(join(cwd, "gworld.yaml"), "utf8")).toBe(text);
});

test("--config names another file, and a terminal that is none gets the flag to type", async () => {
  const own = inCheckout();
  const { dir } = own;
  expect(await own.gworld("init")).toMatchObject({ code: 12, stderr: expect.stringContaining("--yes") });
  const { code } = await own.gworld("init --config conf/other.yaml --region eu-west-1 --yes");
  expect(code).toBe(0);
  expect(readFileSync(join(dir, "conf/other.yaml"), "utf8")).toContain("region: eu-west-1");
  expect((await own.gworld("config validate --config conf/other.yaml")).code).toBe(0);
});
