import { unattended } from "../unattended.ts";
import { insist, type Live, liveTask, pause, putTask, tell } from "./live.ts";
import { targetsOf } from "./task-targets.ts";

/** Why a task stops: ECS's stop code and its words. */
export interface StopCause {
  readonly code: string;
  readonly reason: string;
}

/** What Fargate takes to give a task's network back, at the time scale 1. */
const deprovisioning = 8_000;

/** Asks a task to end; one that is ending already keeps its first reason. */
export function stopTask(live: Live, arn: string, cause: StopCause): void {
  const { state, targets } = live.context;
  const task = state.tasks.get(arn);
  if (!task || task.desiredStatus === "STOPPED") return;
  for (const { targetGroupArn, target } of targetsOf(state, task)) targets?.deregister(targetGroupArn, target);
  const stopping = markStopping(live, arn, cause);
  const running = live.tasks.get(arn) ?? liveTask();
  for (const cancel of running.watches) cancel();
  running.watches.clear();
  for (const process of running.processes.values()) process.stop();
  tell(live, stopping, unasked.has(cause.code));
  if (running.processes.size === 0) unattended("A task could not end", () => windDown(live, arn));
}

/** Stop codes of tasks that ended of themselves. */
const unasked = new Set(["EssentialContainerExited", "TaskFailedToStart"]);

const markStopping = (live: Live, arn: string, { code, reason }: StopCause) =>
  putTask(live, arn, ({ times }) => ({
    desiredStatus: "STOPPED",
    lastStatus: "STOPPING",
    stopCode: code,
    stoppedReason: reason,
    times: { ...times, stoppingAt: live.context.ground.clock.now() },
  }));

/** After the last process the network goes, then the task has stopped. */
export async function windDown(live: Live, arn: string): Promise<void> {
  try {
    putTask(live, arn, ({ times }) => ({
      lastStatus: "DEPROVISIONING",
      times: { ...times, executionStoppedAt: live.context.ground.clock.now() },
    }));
    await pause(live, deprovisioning);
  } finally {
    finishTask(live, arn);
  }
}

/** Marks a task as STOPPED and lets go of what was live of it; idempotent. */
export function finishTask(live: Live, arn: string): void {
  const running = live.tasks.get(arn);
  live.tasks.delete(arn);
  insist(live, "A task could not be marked as stopped", () => markStopped(live, arn));
  running?.end();
}

function markStopped(live: Live, arn: string): void {
  const { state, ground } = live.context;
  const before = state.tasks.get(arn);
  if (!before || before.lastStatus === "STOPPED") return;
  tell(
    live,
    putTask(live, arn, ({ times, containers }) => ({
      lastStatus: "STOPPED",
      desiredStatus: "STOPPED",
      times: { ...times, stoppedAt: ground.clock.now() },
      containers: containers.map((row) => ({ ...row, lastStatus: "STOPPED" })),
    })),
  );
}
