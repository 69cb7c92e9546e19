import { unattended } from "../unattended.ts";
import { alarms } from "./alarms.ts";
import type { EcsContext } from "./context.ts";
import { lookAtAlarms, nextLook } from "./deployment-alarms.ts";
import { forgetTasks } from "./forget-tasks.ts";
import { placed } from "./place-tasks.ts";
import { oneByOne } from "./one-by-one.ts";
import { taskFailed, taskHealthy } from "./rollout.ts";
import type { ServiceRow, TaskRow } from "./rows.ts";
import { type Decision, schedule } from "./schedule.ts";
import { noteCounts } from "./service-deployment-counts.ts";
import { withEvents } from "./service-events.ts";
import { forgetRevisions } from "./service-revisions.ts";
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
const retryAfter = 5_000;

export function scheduler(context: EcsContext): Scheduler {
  const { state, ground, targets } = context;
  const wakes = alarms(ground.clock, poke);
  let running = false;
  const tasks = taskRuns(context, (task, failed) => {
    if (task.serviceArn === undefined || !running) return;
    accountFor(context, task, failed);
    poke(task.serviceArn);
  });

  const decideOnce = oneByOne(decide);
  /** Changes that come while deciding are decided about right after; a decision that failed is taken again. */
  function poke(arn: string) {
    if (!running) return;
    try {
      decideOnce(arn);
    } catch (error) {
      wakes.set(arn, ground.clock.now() + retryAfter);
      throw error;
    }
  }

  function decide(arn: string) {
    noteHealthy(context, arn);
    const before = state.services.get(arn);
    if (!before || before.status === "INACTIVE") return;
    wakes.clear(arn);
    // Those whose start was cut off by an error go on.
    for (const task of tasksOf(state, arn)) if (task.lastStatus === "PROVISIONING") tasks.launch(task.arn);
    const views = tasksOf(state, arn).map((task) => viewOf(context, task));
    const now = ground.clock.now();
    const looked = lookAtAlarms(context, before);
    const { decision, started } = placed(context, schedule(looked.service, views, now));
    putService(context, before, { ...decision, messages: [...looked.messages, ...decision.messages] }, started);
    for (const { task, reason } of decision.stop) tasks.stop(task.arn, { code: "ServiceSchedulerInitiated", reason });
    for (const task of started) tasks.launch(task.arn);
    const look = nextLook(decision.service, now) ?? Infinity;
    const wakeAt = Math.min(look, decision.wakeAt ?? Infinity, ...views.map((view) => view.wakeAt ?? Infinity));
    if (wakeAt < Infinity) wakes.set(arn, wakeAt);
  }

  const pokeAll = () => {
    for (const { arn } of state.services.values()) unattended("A service could not be scheduled", () => poke(arn));
  };
  targets?.onChange(pokeAll);
  let stopForgetting = () => {};
  return {
    poke,
    tasks,
    start() {
      tasks.bury(ended);
      stopForgetting = forgetTasks(context);
      running = true;
      pokeAll();
    },
    async stop() {
      running = false;
      wakes.clearAll();
      stopForgetting();
      await tasks.halt(ended);
    },
  };
}

/** Counts a task that failed against its deployment. */
function accountFor(context: EcsContext, task: TaskRow, failed: boolean): void {
  const { state, ground } = context;
  const { serviceArn = "", deploymentId = "", wasHealthy, createdAt } = task;
  const service = state.services.get(serviceArn);
  if (!service || !failed) return;
  const now = ground.clock.now();
  const told = taskFailed(service, { deploymentId, wasHealthy, lived: now - createdAt, now });
  state.services.put(serviceArn, withEvents(told.service, told.messages, now));
}

/** Marks tasks that are healthy for the first time, by their containers or by their targets, for their deployment. */
function noteHealthy(context: EcsContext, serviceArn: string): void {
  const { state, ground } = context;
  for (const task of tasksOf(state, serviceArn)) {
    const service = state.services.get(serviceArn);
    if (!service || task.wasHealthy || viewOf(context, task).state !== "healthy") continue;
    state.tasks.put(task.arn, { ...task, wasHealthy: true });
    state.services.put(serviceArn, taskHealthy(service, task.deploymentId ?? "", ground.clock.now()));
  }
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
  const told = withEvents(decision.service, messages, context.ground.clock.now());
  const after = noteCounts(before, told, tasksOf(context.state, before.arn));
  if (JSON.stringify(after) !== JSON.stringify(before)) context.state.services.put(after.arn, after);
  if (after.status === "INACTIVE") forgetRevisions(context, after);
}
