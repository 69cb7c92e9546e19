import { readFile, stat } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import type { ConfigFile } from "../cli/command.ts";
import { GworldError, wordsOf } from "../model/error.ts";

const fileName = "gworld.yaml";
/** More text than this is not a configuration. */
const maxBytes = 1_000_000;

/** The file that `--config` names; else gworld.yaml here or in a folder above, up to the root of the git checkout. */
export async function findConfigFile(cwd: string, named: string | undefined): Promise<ConfigFile> {
  if (named !== undefined) return read(cwd, resolve(cwd, named), true);
  for (const folder of await folders(cwd)) {
    const found = await read(cwd, join(folder, fileName), false);
    if (found.path !== undefined) return found;
  }
  return { path: undefined, text: "" };
}

/** From here up to the folder that holds `.git`; outside of a checkout only here. */
async function folders(cwd: string): Promise<readonly string[]> {
  const upwards = [cwd];
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (folder !== cwd) upwards.push(folder);
    if (await exists(join(folder, ".git"))) return upwards;
    if (dirname(folder) === folder) return [cwd];
  }
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

async function read(cwd: string, path: string, required: boolean): Promise<ConfigFile> {
  const shown = relative(cwd, path) || path;
  try {
    const found = await stat(path);
    // Reading a pipe or a terminal would wait for whoever writes to it.
    if (!found.isFile()) throw new Error("it is not a file");
    const { size } = found;
    if (size > maxBytes) throw new Error(`${size} bytes are too many for a configuration`);
    return { path: shown, text: await readFile(path, "utf8") };
  } catch (cause) {
    const missing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    if (missing && !required) return { path: undefined, text: "" };
    const why = missing ? "it does not exist" : wordsOf(cause);
    throw new GworldError("usage", `Cannot read the configuration ${shown}: ${why}.`, {
      hint: "Check --config. Without it, gworld.yaml here or above is read, and without any the presets hold.",
      cause,
    });
  }
}
