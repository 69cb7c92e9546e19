import { unattended } from "../unattended.ts";
import { healthCheckOf, watchHealth } from "./health.ts";
import { insist, type Live, type LiveTask, pause, putContainer, putTask, tell } from "./live.ts";
import { watchMemory } from "./memory-watch.ts";
import { type Prepared, prepareTask } from "./prepare.ts";
import { finishTask, stopTask, windDown } from "./stop-task.ts";
import { targetsOf } from "./task-targets.ts";

/** What Fargate takes to give a task its network, at the time scale 1. */
const provisioning = 12_000;

/** Brings a task from PROVISIONING to RUNNING, or to its end with the reason. */
export async function launchTask(live: Live, arn: string, running: LiveTask): Promise<void> {
  const { state, ground } = live.context;
  const wanted = () => state.tasks.get(arn)?.desiredStatus === "RUNNING";
  await pause(live, provisioning);
  if (!wanted()) return finishTask(live, arn);
  const pending = putTask(live, arn, ({ times }) => ({
    lastStatus: "PENDING",
    times: { ...times, connectivityAt: ground.clock.now(), pullStartedAt: ground.clock.now() },
  }));
  tell(live, pending);
  const prepared = pending && (await prepareTask(live.context, pending));
  if (!prepared || !wanted()) return finishTask(live, arn);
  if ("reason" in prepared) {
    const { reason, container } = prepared;
    if (container !== undefined) putContainer(live, arn, container, { reason });
    return stopTask(live, arn, { code: "TaskFailedToStart", reason });
  }
  for (const each of prepared.ready) startContainer(live, arn, running, each);
  if (wanted()) begin(live, arn);
}

function begin(live: Live, arn: string): void {
  const { state, ground, targets } = live.context;
  const task = putTask(live, arn, ({ times }) => ({
    lastStatus: "RUNNING",
    times: { ...times, pullStoppedAt: ground.clock.now(), startedAt: ground.clock.now() },
  }));
  if (!task) return;
  for (const { targetGroupArn, target } of targetsOf(state, task)) targets?.register(targetGroupArn, target);
  tell(live, task);
}

function startContainer(live: Live, arn: string, running: LiveTask, prepared: Prepared): void {
  const { ground, runner, logs } = live.context;
  const { container, args, env, port, leftOut, imageDigest } = prepared;
  const { name, log, stopTimeoutMs, containerPort, essential, memoryMiB } = container;
  if (leftOut !== undefined) {
    putContainer(live, arn, name, { lastStatus: "STOPPED", reason: leftOut });
    return;
  }
  const process = runner.start(
    { args, env, stopTimeoutMs },
    {
      lines: (lines) => {
        const timestamp = ground.clock.now();
        if (log)
          logs.write(
            log,
            lines.map((message) => ({ timestamp, message })),
          );
      },
      exited(code) {
        const noted = insist(live, "The end of a container was not noted", () =>
          containerExited(live, { arn, name, essential }, code),
        );
        if (!noted && live.pauses.over) running.end();
      },
    },
  );
  running.processes.set(name, process);
  running.environments.set(name, env);
  putContainer(live, arn, name, {
    lastStatus: "RUNNING",
    ...(containerPort !== undefined && { containerPort }),
    ...(port !== undefined && { port }),
    ...(imageDigest !== undefined && { imageDigest }),
    ...(process.pid !== undefined && { pid: process.pid }),
    ...(process.start !== undefined && { start: process.start }),
  });
  watchContainer(live, arn, running, prepared);
  if (memoryMiB !== undefined) running.watches.add(watchMemory(live, arn, { name, memoryMiB, process }));
}

function watchContainer(live: Live, arn: string, running: LiveTask, { container, env }: Prepared): void {
  const { ground, runner } = live.context;
  const check = healthCheckOf(container.healthCheck, ground.timeScale);
  if (!check) return;
  const probe = () => runner.check(check.command, env, check.timeout);
  const changed = (healthStatus: "HEALTHY" | "UNHEALTHY") =>
    tell(live, putContainer(live, arn, container.name, { healthStatus }));
  running.watches.add(watchHealth(check, probe, ground.clock, changed));
}

function containerExited(
  live: Live,
  { arn, name, essential }: { readonly arn: string; readonly name: string; readonly essential: boolean },
  code: number,
): void {
  const running = live.tasks.get(arn);
  running?.processes.delete(name);
  putContainer(live, arn, name, { lastStatus: "STOPPED", exitCode: code });
  const stopping = live.context.state.tasks.get(arn)?.desiredStatus === "STOPPED";
  if (stopping && running?.processes.size === 0) unattended("A task could not end", () => windDown(live, arn));
  else if (essential || running?.processes.size === 0)
    stopTask(live, arn, { code: "EssentialContainerExited", reason: "Essential container in task exited" });
}
