import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

/** Where git keeps what belongs to a checkout. */
export interface GitFolder {
  /** The folder that holds the checkout. */
  readonly root: string;
  /** Holds HEAD. */
  readonly git: string;
  /** Holds branches and configuration; a worktree keeps those in the repository it belongs to. */
  readonly shared: string;
}

/** The checkout that a folder is in, read without starting git. */
export async function gitFolder(folder: string): Promise<GitFolder | undefined> {
  const path = join(folder, ".git");
  const named = /^gitdir: (.+)$/.exec((await textOf(path)) ?? "")?.[1];
  // `.git` is a folder, or a file that names it.
  const git = named === undefined ? path : resolve(folder, named);
  if (named !== undefined || (await textOf(join(git, "HEAD"))) !== undefined)
    return { root: folder, git, shared: resolve(git, (await textOf(join(git, "commondir"))) ?? ".") };
  return dirname(folder) === folder ? undefined : gitFolder(dirname(folder));
}

/** A small file's text without the space around it; undefined where there is none. */
export const textOf = (path: string): Promise<string | undefined> =>
  readFile(path, "utf8").then(
    (text) => text.trim(),
    () => undefined,
  );
