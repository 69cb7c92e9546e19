import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { LoadedConfig } from "../model/config/load.ts";
import { GworldError } from "../model/error.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** Where the local cloud lives. Port 0 is any free one, undefined is left to the local cloud. */
export interface LocalPlace {
  readonly dir: string;
  readonly port: number | undefined;
}

/** The shell's GWORLD_LOCAL_DIR and GWORLD_LOCAL_PORT, else the configuration's `local`, else the user's data directory. */
export function localPlace(env: Env, cwd: string, { local }: LoadedConfig["file"]): LocalPlace {
  const named = env["GWORLD_LOCAL_DIR"] || local?.dir;
  const dir = named === undefined ? join(dataDirectory(env), "gworld", "local") : resolve(cwd, named);
  const port = env["GWORLD_LOCAL_PORT"] || undefined;
  return { dir, port: port === undefined ? local?.port : portNumber(port) };
}

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new GworldError("usage", `GWORLD_LOCAL_PORT is "${text}", which is no port.`, {
    hint: "Set it to a number from 0 (any free port) to 65535, or unset it.",
  });
}

/** XDG's data directory, which must be absolute to count. */
const dataDirectory = (env: Env) => {
  const set = env["XDG_DATA_HOME"];
  return set?.startsWith("/") ? set : join(env["HOME"] || homedir(), ".local", "share");
};
