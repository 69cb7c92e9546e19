import { GworldError } from "../model/error.ts";

export interface InitPorts {
  readonly isThere: (path: string) => Promise<boolean>;
}

/** A file that is to be written. */
export interface FilePlan {
  readonly path: string;
  readonly text: string;
  readonly replaces: boolean;
}

/** Finds out whether a file may be written, and whether it replaces one. Throws `refused` where that was not asked for. */
export async function mayWrite(
  { isThere }: InitPorts,
  path: string,
  { force, ci }: { force: boolean; ci: string | undefined },
): Promise<boolean> {
  const replaces = await isThere(path);
  if (!replaces || force) return replaces;
  const again = `gworld init${ci === undefined ? "" : ` --ci ${ci}`} --force`;
  throw new GworldError("refused", `${path} is there already, and is not replaced.`, {
    hint: `Change it by hand, or replace it: ${again}`,
  });
}
