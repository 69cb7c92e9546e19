import { guardedNode, signalGroup } from "./guarded-process.ts";
import type { RunningShell, ShellEvents } from "./runner.ts";

/** Runs its argument in the system's shell and ends as that does; a shell of its own would not have the guard. */
export const shellScript = (stdio: "ignore" | "inherit"): string =>
  [
    `const shell=require('node:child_process').spawn(process.argv[1],{shell:true,stdio:'${stdio}'})`,
    "process.on('SIGINT',()=>{})",
    "shell.once('exit',(code)=>process.exit(code??1))",
    "shell.once('error',()=>process.exit(127))",
  ].join(";");

/** Runs a command that is spoken with; it ends with the local cloud. */
export function runShell(command: string, env: Readonly<Record<string, string>>, events: ShellEvents): RunningShell {
  const child = guardedNode(["-e", shellScript("inherit"), "--", command], env, "interactive");
  // A number may be that of another's process once it has ended.
  let running = true;
  const signal = (name: NodeJS.Signals) => running && signalGroup(child.pid, name);
  const streams = [child.stdout, child.stderr];
  for (const stream of streams) stream?.setEncoding("utf8").on("data", (text: string) => events.data(text));
  // Writing to what has ended is no failure of ours.
  child.stdin?.on("error", () => {});
  child.once("exit", () => {
    signal("SIGKILL");
    running = false;
  });
  child.once("close", () => events.exited());
  child.once("error", () => events.exited());
  return {
    write: (text) => child.stdin?.write(text),
    end: () => child.stdin?.end(),
    interrupt: () => signal("SIGINT"),
    kill: () => signal("SIGKILL"),
    flow(more) {
      for (const stream of streams)
        if (more) stream?.resume();
        else stream?.pause();
    },
  };
}
