import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** The files of bodies below the folder of a local cloud. */
export const blobFiles = (dir: string): readonly string[] =>
  existsSync(join(dir, "s3"))
    ? readdirSync(join(dir, "s3"), { recursive: true, encoding: "utf8" }).filter((name) => /[\\/]/.test(name))
    : [];

/** Bodies are deleted after the answer, and a busy machine may take its time. */
export const removed = { timeout: 20_000 };
