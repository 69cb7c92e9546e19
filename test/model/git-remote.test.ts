import { expect, test } from "vitest";
import { githubRepository } from "../../src/model/init/git-remote.ts";

const config = (url: string, remote = "origin") =>
  `[core]\n\tbare = false\n[remote "${remote}"]\n\turl = ${url}\n\tfetch = x\n`;

test.each([
  "git@github.com:o/n.git",
  "https://github.com/o/n",
  "https://token@github.com/o/n.git",
  "ssh://git@github.com/o/n.git",
  "https://github.com/o/n/",
])("%s is o/n on GitHub", (url) => {
  expect(githubRepository(config(url))).toBe("o/n");
});

test.each([
  "https://gitlab.com/o/n",
  "git@github.com.evil.example:o/n",
  "https://evil.example/github.com/o/n",
  "/srv/n",
  "",
])("%s is elsewhere", (url) => expect(githubRepository(config(url))).toBeUndefined());

test("only origin counts", () => {
  expect(githubRepository(config("git@github.com:o/n", "upstream"))).toBeUndefined();
  expect(githubRepository("")).toBeUndefined();
});
