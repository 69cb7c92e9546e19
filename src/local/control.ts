import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { readEndpoint, removeEndpoint, type RunningCloud } from "./endpoint-file.ts";
import { emptyFolder } from "./folder.ts";
import { folderHolder } from "./folder-lock.ts";
import { askHealth } from "./health.ts";
import { launch } from "./launch.ts";
import { processLives } from "./process-start.ts";
import { LocalCloudRefusal } from "./refusal.ts";
import { until } from "./until.ts";

export interface ControlOptions {
  readonly dir: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** The bundled background process. */
  readonly entry: string;
  readonly node: string;
  readonly account?: string;
  /** Of a cloud that is started and is not told otherwise; without it, what the folder had. */
  readonly timeScale?: number;
}

/** A local cloud as a background process of its own, known by its folder. */
export interface LocalCloudControl {
  /** Starts it when it is not running, and answers when it is ready. Two starts at once give one cloud. Sets the scale of time. */
  start(asked?: { readonly timeScale?: number }): Promise<RunningCloud & { readonly started: boolean }>;
  /** False when nothing ran. */
  stop(): Promise<boolean>;
  status(): Promise<RunningCloud | undefined>;
  /** Stops it and removes its folder, if it is one. */
  reset(): Promise<void>;
  readonly dir: string;
}

/** The port that is asked for when nobody says otherwise. */
export const defaultPort = 4600;

export function controlLocalCloud(options: ControlOptions): LocalCloudControl {
  const dir = resolve(options.dir);
  const running = () => runningEndpoint(dir);
  const stop = () => stopProcess(dir);
  return {
    dir,
    status: running,
    stop,
    async start({ timeScale } = {}) {
      const found = await running();
      const cloud = found
        ? { ...found, started: false }
        : await launch({ ...options, ...(timeScale !== undefined && { timeScale }), dir }, running);
      if (timeScale === undefined || cloud.started) return cloud;
      await setTimeScale(cloud.endpoint, timeScale);
      return { ...cloud, timeScale };
    },
    async reset() {
      await stop();
      if (existsSync(dir)) emptyFolder(dir);
    },
  };
}

/** A cloud that runs already goes on at this pace. */
async function setTimeScale(endpoint: string, scale: number) {
  await fetch(`${endpoint}/_gworld/time`, { method: "POST", body: JSON.stringify({ scale }) });
}

/** The endpoint in the folder, when the process that wrote it still answers there. */
async function runningEndpoint(dir: string): Promise<RunningCloud | undefined> {
  for (let attempt = 0; attempt < 3; attempt++) {
    const found = readEndpoint(dir);
    if (!found || folderHolder(dir)?.pid !== found.pid) return undefined;
    const health = await askHealth(found.endpoint);
    if (health?.ready && health.pid === found.pid && resolve(health.dir) === dir)
      return { ...found, timeScale: health.timeScale };
  }
  return undefined;
}

/** Asks the process to end, and after ten seconds makes it. */
async function stopProcess(dir: string): Promise<boolean> {
  const holder = folderHolder(dir);
  if (!holder) return false;
  const { pid, start } = holder;
  if (pid === process.pid)
    throw new LocalCloudRefusal("did-not-stop", `The local cloud in ${dir} is served by this process itself.`);
  const gone = () => Promise.resolve(!processLives(pid, start));
  signal(pid, "SIGTERM");
  if (!(await until(gone, 10_000))) signal(pid, "SIGKILL");
  if (!(await until(gone, 5_000))) throw new LocalCloudRefusal("did-not-stop", `Process ${pid} does not end.`);
  removeEndpoint(dir, pid);
  return true;
}

function signal(pid: number, name: "SIGTERM" | "SIGKILL") {
  try {
    process.kill(pid, name);
  } catch {
    // It ended meanwhile, which is what was wanted.
  }
}
