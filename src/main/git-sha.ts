import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

/** The commit that is checked out in a folder, read without starting git. GitHub's own word goes first. */
export async function gitSha(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const told = sha(env["GITHUB_SHA"]);
  if (told !== undefined) return told;
  const git = await gitFolder(folder);
  const head = git && (await textOf(join(git, "HEAD")));
  if (git === undefined || head === undefined) return undefined;
  const ref = /^ref: (.+)$/.exec(head)?.[1];
  if (ref === undefined) return sha(head);
  // A worktree keeps its branches in the repository it belongs to.
  const shared = resolve(git, (await textOf(join(git, "commondir"))) ?? ".");
  const packed = async () =>
    (await textOf(join(shared, "packed-refs")))?.split("\n").find((line) => line.endsWith(` ${ref}`));
  return sha((await textOf(join(shared, ref))) ?? (await packed())?.split(" ")[0]);
}

/** `.git` is a folder, or a file that names it. */
async function gitFolder(folder: string): Promise<string | undefined> {
  const path = join(folder, ".git");
  if ((await textOf(join(path, "HEAD"))) !== undefined) return path;
  const named = /^gitdir: (.+)$/.exec((await textOf(path)) ?? "")?.[1];
  if (named !== undefined) return resolve(folder, named);
  return dirname(folder) === folder ? undefined : gitFolder(dirname(folder));
}

const textOf = (path: string) =>
  readFile(path, "utf8").then(
    (text) => text.trim(),
    () => undefined,
  );

const sha = (text: string | undefined) => (text !== undefined && /^[0-9a-f]{40,64}$/.test(text) ? text : undefined);
