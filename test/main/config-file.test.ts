import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { findConfigFile } from "../../src/main/config-file.ts";
import { workplace } from "../fakes/host.ts";

const place = workplace({
  "gworld.yaml": "project: outside\n",
  "repo/gworld.yaml": "project: root\n",
  "repo/a/b/other.yaml": "project: other\n",
  "bare/.git/HEAD": "",
  "bare/a/x": "",
  "loose/a/x": "",
  "big.yaml": "#".repeat(1_000_001),
});
mkdirSync(join(place.dir, "repo/.git"));
afterAll(() => place.remove());

const find = (cwd: string, named?: string) => findConfigFile(join(place.dir, cwd), named);

test.each([
  { from: "repo", path: "gworld.yaml", text: "project: root\n" },
  { from: "repo/a/b", path: "../../gworld.yaml", text: "project: root\n" },
  { from: "bare/a", path: undefined, text: "" },
  { from: "loose/a", path: undefined, text: "" },
])("from $from it is $path", async ({ from, path, text }) => {
  expect(await find(from)).toEqual({ path, text });
});

test("--config names it, relative to where one stands", async () => {
  expect(await find("repo/a", "b/other.yaml")).toEqual({ path: "b/other.yaml", text: "project: other\n" });
});

test.each(["none.yaml", "repo", "big.yaml"])("--config %s is refused as usage, with its name", async (named) => {
  await expect(find("", named)).rejects.toMatchObject({ code: "usage", message: expect.stringContaining(named) });
});
