import { type ChildProcess, spawn } from "node:child_process";

/**
 * Runs in every child before its own program: when the channel to the local cloud breaks, for whatever reason, the
 * child and all it started are killed. The channel is not counted, so that a program which is done may end.
 */
const guard = [
  "process.on('disconnect',()=>{try{process.kill(-process.pid,'SIGKILL')}catch{process.exit(137)}})",
  "process.channel?.unref()",
].join(";");

/** Starts node with the guard, in a process group of its own, with nothing of our environment but what is given. */
export const guardedNode = (
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  streams: "interactive" | "output" | "none",
): ChildProcess =>
  spawn(process.execPath, ["--import", `data:text/javascript,${encodeURIComponent(guard)}`, ...args], {
    env,
    stdio: [
      streams === "interactive" ? "pipe" : "ignore",
      streams === "none" ? "ignore" : "pipe",
      streams === "none" ? "ignore" : "pipe",
      "ipc",
    ],
    detached: process.platform !== "win32",
    windowsHide: true,
  });

/** Sends a signal to a child's whole group where there are groups, else to the child. */
export function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === "win32" ? pid : -pid, signal);
  } catch {
    // It ended first.
  }
}
