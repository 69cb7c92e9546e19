import { GworldError } from "../model/error.ts";

export interface InitPorts {
  readonly isThere: (path: string) => Promise<boolean>;
}

/** A file that is to be written. */
export interface FilePlan {
  readonly path: string;
  readonly replaces: boolean;
}

/** Finds out whether a file may be written. Throws `refused` for one that is there and was not asked to be replaced. */
export async function planInit(
  { isThere }: InitPorts,
  { file, force }: { file: string; force: boolean },
): Promise<FilePlan> {
  const replaces = await isThere(file);
  if (replaces && !force)
    throw new GworldError("refused", `${file} is there already, and is not replaced.`, {
      hint: "Change it by hand (gworld help configuration), or replace it: gworld init --force",
    });
  return { path: file, replaces };
}
