import { access, constants, lstat, stat } from "node:fs/promises";
import { GworldError, wordsOf } from "../model/error.ts";

/** Whether a file may be made here. One that exists is replaced only when that was asked for. Throws `usage`. */
export async function checkNewFile(path: string, force: boolean, example: string): Promise<void> {
  // A link that leads nowhere is there, too.
  const there = await stat(path).catch(() => lstat(path).catch(() => undefined));
  if (there?.isDirectory() === true)
    throw new GworldError("usage", `${path} is a folder.`, { hint: `Name a file in it: ${path}/${example}` });
  if (there !== undefined && !force)
    throw new GworldError("usage", `${path} exists.`, { hint: "Name another file, or add --force to replace it." });
  if (there !== undefined && !there.isFile() && !there.isSymbolicLink())
    throw cannotWrite(path, new Error("it is no file"), "Name a file in a folder that can be written to.");
}

/** Whether files may be made in this folder. Throws `usage`. */
export async function checkFolder(path: string): Promise<void> {
  const hint = "Make the folder first, or name another one that can be written to.";
  try {
    // A name that ends so leads to a folder or nowhere.
    await access(`${path}/.`, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw cannotWrite(path, error, hint);
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EACCES: "it may not be written to",
  EROFS: "the disk is read-only",
  EEXIST: "it exists",
  ENOENT: "there is no such folder",
  ENOTDIR: "it is no folder",
  EDQUOT: "the quota is used up",
  EFBIG: "the disk takes no file as great",
};

/** Why a file cannot be written, in words. */
export function cannotWrite(path: string, cause: unknown, hint: string): GworldError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  return new GworldError("usage", `Cannot write ${path}: ${reasons[code] ?? wordsOf(cause)}.`, { hint, cause });
}
