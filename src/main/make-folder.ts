import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { isThere } from "./is-there.ts";

/**
 * Makes a folder and those above it; one that is there is fine. Level by level: Node 20's own `recursive` tries for ever where a
 * folder that exists says that a new one in it does not, as /proc does.
 */
export async function makeFolder(path: string, mode = 0o777): Promise<void> {
  const make = async () => {
    try {
      await mkdir(path, { mode });
      return undefined;
    } catch (cause) {
      return (await isFolder(path)) ? undefined : { cause };
    }
  };
  if ((await make()) === undefined) return;
  const above = dirname(path);
  if (above !== path && !(await isThere(above))) await makeFolder(above, mode);
  // Somebody else may have made what was lacking.
  const failed = await make();
  if (failed !== undefined) throw failed.cause;
}

const isFolder = (path: string) =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
