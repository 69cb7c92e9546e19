import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { diskRefusal, LocalCloudRefusal } from "./refusal.ts";

/** The file whose presence says that a folder is a local cloud's own and may be emptied by `reset`. */
const marker = "gworld-local-cloud";

const note = "This folder is the state of a gworld local cloud. `gworld local reset` removes it.\n";

/** Makes the folder, or takes an empty one or one that already is a local cloud's; nobody else's files are mixed with ours. */
export function claimFolder(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    if (!existsSync(join(dir, marker)) && readdirSync(dir).length > 0)
      throw new LocalCloudRefusal("foreign-folder", `${dir} holds files that are not a local cloud's`);
    writeFileSync(join(dir, marker), note);
  } catch (error) {
    throw error instanceof LocalCloudRefusal ? error : diskRefusal(dir, error);
  }
}

export const isClaimed = (dir: string): boolean => existsSync(join(dir, marker));
