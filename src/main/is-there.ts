import { lstat } from "node:fs/promises";

/** Whether anything has this name; a link that leads nowhere has it, too. */
export const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );
