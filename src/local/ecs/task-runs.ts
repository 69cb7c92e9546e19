import { tellFailure, unattended } from "../unattended.ts";
import type { EcsContext } from "./context.ts";
import { launchTask } from "./launch-task.ts";
import { insist, type Live, liveTask, type TaskChanged } from "./live.ts";
import type { RunningShell, ShellEvents } from "./runner.ts";
import { finishTask, type StopCause, stopTask } from "./stop-task.ts";

/** A container of a task. */
interface Beside {
  readonly taskArn: string;
  readonly container: string;
}

/** Tasks as they live: from PROVISIONING through RUNNING to STOPPED. */
export interface TaskRuns {
  /** Starts a task whose row is there, once. */
  launch(arn: string): void;
  stop(arn: string, cause: StopCause): void;
  /**
   * Runs a command beside a container, in its environment and as long as its task at most; undefined when that does not
   * run. Throws as the runner does.
   */
  beside(place: Beside, command: string, events: ShellEvents): RunningShell | undefined;
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
    beside: (place, command, events) =>
      beside(live, place, (env, over) =>
        context.runner.shell(command, env, {
          data: (text) => events.data(text),
          exited() {
            over();
            events.exited();
          },
        }),
      ),
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

/** A shell that is over is not killed with its task: its number may be another's by then. */
function beside(
  { tasks }: Live,
  { taskArn, container }: Beside,
  run: (env: Readonly<Record<string, string>>, over: () => void) => RunningShell,
): RunningShell | undefined {
  const task = tasks.get(taskArn);
  const env = task?.processes.has(container) ? task.environments.get(container) : undefined;
  if (!task || !env) return undefined;
  const kill = () => shell.kill();
  const shell = run(env, () => task.watches.delete(kill));
  task.watches.add(kill);
  return shell;
}
