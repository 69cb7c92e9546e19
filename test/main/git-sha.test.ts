import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { gitSha } from "../../src/main/git-sha.ts";

const one = "1".repeat(40);
let dir = "";
beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), "gworld-git-"))));
afterEach(() => rmSync(dir, { recursive: true }));

const write = (files: Readonly<Record<string, string>>) => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  }
};

test.each<{ what: string; files: Readonly<Record<string, string>>; folder?: string; sha: string | undefined }>([
  { what: "a branch", files: { ".git/HEAD": "ref: refs/heads/x\n", ".git/refs/heads/x": `${one}\n` }, sha: one },
  {
    what: "a packed branch",
    files: { ".git/HEAD": "ref: refs/heads/x\n", ".git/packed-refs": `# pack\n${one} refs/heads/x\n` },
    sha: one,
  },
  { what: "no branch", files: { ".git/HEAD": `${one}\n` }, sha: one },
  { what: "a folder within", files: { ".git/HEAD": `${one}\n`, "a/b/c": "" }, folder: "a/b", sha: one },
  {
    what: "a worktree",
    files: {
      "w/.git": "gitdir: ../main/.git/worktrees/w\n",
      "main/.git/worktrees/w/HEAD": "ref: refs/heads/x\n",
      "main/.git/worktrees/w/commondir": "../..\n",
      "main/.git/refs/heads/x": one,
    },
    folder: "w",
    sha: one,
  },
  { what: "a repository without a commit", files: { ".git/HEAD": "ref: refs/heads/x\n" }, sha: undefined },
])("the commit of $what is read from its files", async ({ files, folder = ".", sha }) => {
  write(files);
  expect(await gitSha(join(dir, folder), {})).toBe(sha);
});

test("GitHub's own word goes first", async () => {
  write({ ".git/HEAD": one });
  expect(await gitSha(dir, { GITHUB_SHA: "2".repeat(40) })).toBe("2".repeat(40));
});
