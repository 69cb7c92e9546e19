import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import type { RunningCloud } from "./endpoint-file.ts";
import { refusalOf } from "./exit-code.ts";
import { claimFolder } from "./folder.ts";
import { lastLines, logPath, logSize, rotateLog } from "./log-file.ts";
import { diskRefusal, LocalCloudRefusal } from "./refusal.ts";
import { until } from "./until.ts";

export interface LaunchOptions {
  readonly dir: string;
  readonly port: number;
  readonly entry: string;
  readonly node: string;
  readonly account?: string;
  readonly timeScale?: number;
}

/** A start replays the journal and takes up services; far longer than that means that it hangs. */
const patience = 60_000;

/**
 * Starts the background process and waits until the cloud answers. When another process was faster and has the folder, that
 * one's cloud is the answer.
 */
export async function launch(
  options: LaunchOptions,
  running: () => Promise<RunningCloud | undefined>,
): Promise<RunningCloud & { readonly started: boolean }> {
  const { dir } = options;
  claimFolder(dir);
  const { child, logStart } = spawnCloud(options);
  let found: RunningCloud | undefined;
  const ready = async () => (found = await running()) !== undefined;
  await until(async () => (await ready()) || failed(child), patience);
  if (!found && child.exitCode !== null && refusalOf(child.exitCode) === "in-use") await until(ready, patience);
  if (found) return { ...found, started: found.pid === child.pid };
  if (child.exitCode === null) child.kill("SIGKILL");
  throw refusal(child, dir, logStart);
}

const failed = (child: ChildProcess) => child.pid === undefined || child.exitCode !== null || child.signalCode !== null;

function spawnCloud({ dir, port, entry, node, account, timeScale }: LaunchOptions) {
  rotateLog(dir);
  const logStart = logSize(dir);
  const log = openLog(dir);
  try {
    const child = spawn(node, [entry], {
      cwd: dir,
      detached: true,
      windowsHide: true,
      stdio: ["ignore", log, log],
      env: {
        ...ownEnvironment(),
        GWORLD_LOCAL_DIR: dir,
        GWORLD_LOCAL_PORT: String(port),
        GWORLD_LOCAL_ACCOUNT: account ?? "",
        GWORLD_LOCAL_TIME_SCALE: timeScale === undefined ? "" : String(timeScale),
      },
    });
    child.on("error", () => {});
    child.unref();
    return { child, logStart };
  } finally {
    closeSync(log);
  }
}

function openLog(dir: string): number {
  try {
    return openSync(logPath(dir), "a", 0o600);
  } catch (error) {
    throw diskRefusal(logPath(dir), error);
  }
}

/** Nothing of the user's real AWS access reaches a process that plays AWS. */
const ownEnvironment = () =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_")));

function refusal(child: ChildProcess, dir: string, logStart: number): LocalCloudRefusal {
  const lines = lastLines(dir, logStart, 12).join("\n");
  const code = refusalOf(child.exitCode);
  // On a full disk it could not even write down why.
  const said = lines === "" ? `The local cloud cannot use ${dir}, and could not say why: its disk may be full.` : lines;
  if (code !== "did-not-start") return new LocalCloudRefusal(code, said);
  const how = failed(child)
    ? `ended with ${child.signalCode ?? `exit code ${child.exitCode}`}`
    : `was not ready after ${patience / 1000} s`;
  return new LocalCloudRefusal(code, `The local cloud ${how}.${lines === "" ? "" : ` It said last:\n${lines}`}`);
}
