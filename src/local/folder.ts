import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { lockFolder, lockName } from "./folder-lock.ts";
import { diskRefusal, LocalCloudRefusal } from "./refusal.ts";

/** The file whose presence says that a folder is a local cloud's own and may be emptied by `reset`. */
const marker = "gworld-local-cloud";

const note = "This folder is the state of a gworld local cloud. `gworld local reset` removes it.\n";

/** Makes the folder, or takes an empty one or one that already is a local cloud's; nobody else's files are mixed with ours. */
export function claimFolder(dir: string): void {
  try {
    makeFolder(dir);
    if (!existsSync(join(dir, marker)) && readdirSync(dir).length > 0)
      throw new LocalCloudRefusal("foreign-folder", `${dir} holds files that are not a local cloud's`);
    writeFileSync(join(dir, marker), note);
  } catch (error) {
    throw error instanceof LocalCloudRefusal ? error : diskRefusal(dir, error);
  }
}

/** Level by level: Node 20's own `recursive` tries for ever where a folder that exists says that a new one in it does not, as /proc does. */
function makeFolder(dir: string): void {
  const above = dirname(dir);
  if (above !== dir && !existsSync(above)) makeFolder(above);
  try {
    mkdirSync(dir, { mode: 0o700 });
  } catch (error) {
    if (statSync(dir, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
}

const isClaimed = (dir: string) => existsSync(join(dir, marker));

/**
 * Removes a local cloud's folder with all it holds. It is held meanwhile, so that no cloud starts on what is going; marker
 * and lock go last, so that what a kill leaves can be removed by a second call.
 */
export function emptyFolder(dir: string): void {
  if (!isClaimed(dir))
    throw new LocalCloudRefusal("foreign-folder", `${dir} is not a local cloud's folder, so it was left as it is`);
  lockFolder(dir);
  try {
    for (const name of readdirSync(dir))
      if (name !== marker && name !== lockName)
        rmSync(join(dir, name), { recursive: true, force: true, maxRetries: 3 });
    rmSync(dir, { recursive: true, force: true });
  } catch (error) {
    throw diskRefusal(dir, error);
  }
}
