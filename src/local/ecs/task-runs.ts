import { tellFailure, unattended } from "../unattended.ts";
import type { EcsContext } from "./context.ts";
import { launchTask } from "./launch-task.ts";
import { insist, type Live, liveTask, type TaskChanged } from "./live.ts";
import type { RunningShell } from "./runner.ts";
import { finishTask, type StopCause, stopTask } from "./stop-task.ts";

/** Tasks as they live: from PROVISIONING through RUNNING to STOPPED. */
export interface TaskRuns {
  /** Starts a task whose row is there, once. */
  launch(arn: string): void;
  stop(arn: string, cause: StopCause): void;
  /** Runs a command beside a container, in its environment and as long as its task at most; undefined when that does not run. */
  beside(
    arn: string,
    container: string,
    run: (env: Readonly<Record<string, string>>) => RunningShell,
  ): RunningShell | undefined;
  /** Ends all tasks, the unwilling after five seconds, and waits until they have ended. */
  halt(cause: StopCause): Promise<void>;
  /** Marks as stopped what an earlier run left behind, and ends its processes where they still run. */
  bury(cause: StopCause): void;
}

const haltAfter = 5_000;

export function taskRuns(context: EcsContext, changed: TaskChanged): TaskRuns {
  const live: Live = { context, tasks: new Map(), pauses: { over: false, ends: new Set() }, changed };
  return {
    launch(arn) {
      if (live.tasks.has(arn)) return;
      const task = liveTask();
      live.tasks.set(arn, task);
      launchTask(live, arn, task).catch((error: unknown) => {
        tellFailure("A task could not start", error);
        const reason = error instanceof Error ? error.message : String(error);
        insist(live, "A task could not be stopped", () => stopTask(live, arn, { code: "TaskFailedToStart", reason }));
      });
    },
    stop: (arn, cause) => stopTask(live, arn, cause),
    beside(arn, container, run) {
      const task = live.tasks.get(arn);
      const env = task?.processes.has(container) ? task.environments.get(container) : undefined;
      const shell = env && run(env);
      if (shell) task?.watches.push(() => shell.kill());
      return shell;
    },
    async halt(cause) {
      live.pauses.over = true;
      const overs = [...live.tasks.values()].map(({ over }) => over);
      for (const arn of live.tasks.keys()) unattended("A task could not be stopped", () => stopTask(live, arn, cause));
      const cancel = context.ground.clock.after(haltAfter, () => killAll(live));
      for (const end of live.pauses.ends) end();
      await Promise.all(overs);
      cancel();
    },
    bury(cause) {
      for (const { arn, lastStatus, containers } of context.state.tasks.values()) {
        if (lastStatus === "STOPPED") continue;
        for (const { pid, start } of containers)
          if (pid !== undefined && start !== undefined) context.runner.reap(pid, start);
        stopTask(live, arn, cause);
        finishTask(live, arn);
      }
    },
  };
}

function killAll({ tasks }: Live): void {
  for (const { processes } of tasks.values()) for (const process of processes.values()) process.kill();
}
