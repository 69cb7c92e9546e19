import { randomUUID } from "node:crypto";
import type { EcsContext } from "./context.ts";
import { newTask } from "./new-task.ts";
import { taskFailed, taskHealthy } from "./rollout.ts";
import type { ServiceRow, TaskRow } from "./rows.ts";
import { type Decision, schedule } from "./schedule.ts";
import { tasksOf } from "./state.ts";
import type { StopCause } from "./stop-task.ts";
import { type TaskRuns, taskRuns } from "./task-runs.ts";
import { viewOf } from "./view.ts";
import { wording } from "./wording.ts";

/** Keeps services as they are wanted. */
export interface Scheduler {
  /** Decides about a service now; to be called after every change of its row. */
  poke(serviceArn: string): void;
  readonly tasks: TaskRuns;
  /** Buries what an earlier run left and starts anew; before this nothing runs. */
  start(): void;
  stop(): Promise<void>;
}

const ended: StopCause = { code: "TerminationNotice", reason: "The local cloud stopped" };
const forgottenAfter = 3_600_000;
const keptEvents = 100;

export function scheduler(context: EcsContext): Scheduler {
  const { state, ground, targets } = context;
  const wakes = new Map<string, () => void>();
  const deciding = new Set<string>();
  const again = new Set<string>();
  let running = false;
  const tasks = taskRuns(context, (task, failed) => {
    if (task.serviceArn === undefined || !running) return;
    accountFor(context, task, failed);
    poke(task.serviceArn);
  });

  /** Changes that come while deciding are decided about right after. */
  function poke(arn: string) {
    again.add(arn);
    if (deciding.has(arn) || !running) return;
    deciding.add(arn);
    while (again.delete(arn)) decide(arn);
    deciding.delete(arn);
  }

  function decide(arn: string) {
    const before = state.services.get(arn);
    if (!before || before.status === "INACTIVE") return;
    wakes.get(arn)?.();
    const views = tasksOf(state, arn).map((task) => viewOf(context, task));
    const decision = schedule(before, views, ground.clock.now());
    const started = startTasks(context, decision);
    putService(context, before, decision, started);
    for (const { task, reason } of decision.stop) tasks.stop(task.arn, { code: "ServiceSchedulerInitiated", reason });
    for (const task of started) tasks.launch(task.arn);
    const { wakeAt } = decision;
    if (wakeAt !== undefined)
      wakes.set(
        arn,
        ground.clock.after(wakeAt - ground.clock.now(), () => poke(arn)),
      );
  }

  const pokeAll = () => {
    for (const { arn } of state.services.values()) poke(arn);
  };
  targets?.onChange(pokeAll);
  return {
    poke,
    tasks,
    start() {
      tasks.bury(ended);
      forgetStopped(context);
      running = true;
      pokeAll();
    },
    async stop() {
      running = false;
      for (const cancel of wakes.values()) cancel();
      await tasks.halt(ended);
    },
  };
}

/** Counts what happened to a task for or against its deployment. */
function accountFor(context: EcsContext, task: TaskRow, failed: boolean): void {
  const { state, ground } = context;
  const { serviceArn = "", deploymentId = "", arn, wasHealthy, createdAt } = task;
  const service = state.services.get(serviceArn);
  if (!service) return;
  const now = ground.clock.now();
  if (failed) {
    const told = taskFailed(service, { deploymentId, wasHealthy, lived: now - createdAt, now });
    state.services.put(serviceArn, withEvents(told.service, told.messages, now));
  } else if (!wasHealthy && viewOf(context, task).state === "healthy") {
    state.tasks.put(arn, { ...task, wasHealthy: true });
    state.services.put(serviceArn, taskHealthy(service, deploymentId, now));
  }
  if (task.lastStatus === "STOPPED") forgetStopped(context);
}

function startTasks(context: EcsContext, { service, start }: Decision): readonly TaskRow[] {
  return Array.from({ length: start.count }, () => {
    const task = newTask(context, {
      region: service.region,
      clusterArn: service.clusterArn,
      taskDefinition: start.deployment.taskDefinition,
      group: `service:${service.name}`,
      startedBy: start.deployment.id,
      service: { arn: service.arn, deploymentId: start.deployment.id },
      settings: service.settings,
    });
    context.state.tasks.put(task.arn, task);
    return task;
  });
}

/** Stores a decision with its events; a decision that changed nothing writes nothing. */
function putService(context: EcsContext, before: ServiceRow, decision: Decision, started: readonly TaskRow[]): void {
  const { name } = before;
  const stopped = decision.stop.map(({ task }) => task.id);
  const messages = [
    ...(stopped.length > 0 ? [wording.stopped(name, stopped)] : []),
    ...(started.length > 0
      ? [
          wording.started(
            name,
            started.map(({ id }) => id),
          ),
        ]
      : []),
    ...decision.messages,
  ];
  const after = withEvents(decision.service, messages, context.ground.clock.now());
  if (JSON.stringify(after) !== JSON.stringify(before)) context.state.services.put(after.arn, after);
}

function withEvents(service: ServiceRow, messages: readonly string[], now: number): ServiceRow {
  if (messages.length === 0) return service;
  const events = messages.map((message) => ({ id: randomUUID(), createdAt: now, message }));
  return { ...service, events: [...events.toReversed(), ...service.events].slice(0, keptEvents) };
}

/** ECS shows stopped tasks for about an hour. */
function forgetStopped({ state, ground }: EcsContext): void {
  for (const { arn, times } of state.tasks.values())
    if ((times.stoppedAt ?? Infinity) < ground.clock.now() - forgottenAfter) state.tasks.delete(arn);
}
