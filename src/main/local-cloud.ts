import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { controlLocalCloud, defaultPort } from "../local/control.ts";
import { LocalCloudRefusal, type RefusalCode } from "../local/refusal.ts";
import { GworldError } from "../model/error.ts";
import type { LocalCloud } from "../ports/local-cloud.ts";
import type { LocalPlace } from "./local.ts";

/** The local cloud of a folder. A port that nobody asked for gives way to a free one when it is taken. */
export function openLocalCloud({ dir, port }: LocalPlace): LocalCloud {
  const control = (at: number) => controlLocalCloud({ dir, port: at, entry: entryFile(), node: process.execPath });
  const cloud = control(port ?? defaultPort);
  const start = (asked?: { readonly timeScale?: number }) =>
    cloud.start(asked).catch((error: unknown) => {
      if (port === undefined && error instanceof LocalCloudRefusal && error.code === "port-taken")
        return control(0).start(asked);
      throw error;
    });
  return {
    dir: cloud.dir,
    start: (asked) => explained(() => start(asked)),
    stop: () => explained(() => cloud.stop()),
    status: () => explained(() => cloud.status()),
    reset: () => explained(() => cloud.reset()),
  };
}

/** The bundled background process: beside this file in a build, in the build of these sources else. */
function entryFile(): string {
  const beside = fileURLToPath(new URL("local-cloud.js", import.meta.url));
  return existsSync(beside) ? beside : fileURLToPath(new URL("../../dist/local-cloud.js", import.meta.url));
}

async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof LocalCloudRefusal)) throw cause;
    throw new GworldError("failed", cause.message, { hint: hints[cause.code], cause });
  }
}

const hints: Readonly<Record<RefusalCode, string>> = {
  "port-taken": "Set GWORLD_LOCAL_PORT to another port (0 is any free one), or stop what listens there.",
  "not-writable": "Set GWORLD_LOCAL_DIR to a folder you may write to.",
  disk: "Check the disk and the folder; GWORLD_LOCAL_DIR names another one.",
  "in-use": "Another local cloud has this folder. gworld local status shows it; GWORLD_LOCAL_DIR names another folder.",
  "foreign-folder": "Set GWORLD_LOCAL_DIR to an empty folder, or to one that does not exist yet.",
  "did-not-start": "Try gworld local start once more; gworld local reset begins anew.",
  "did-not-stop": "End the process that gworld local status shows, then try again.",
};
