import { tellFailure } from "../unattended.ts";
import type { EcsContext } from "./context.ts";
import type { ContainerRow, TaskRow } from "./rows.ts";
import type { RunningProcess } from "./runner.ts";

/** What exists of a task besides its row: processes, health watches, and the end of it all. */
export interface LiveTask {
  readonly processes: Map<string, RunningProcess>;
  /** The environments of the containers that run, for what is run beside them. */
  readonly environments: Map<string, Readonly<Record<string, string>>>;
  readonly watches: Set<() => void>;
  readonly over: Promise<void>;
  readonly end: () => void;
}

/** Told after every change of a task, with whether it just began to end without being asked to. */
export type TaskChanged = (task: TaskRow, failed: boolean) => void;

/** The tasks of this run of the local cloud. */
export interface Live {
  readonly context: EcsContext;
  readonly tasks: Map<string, LiveTask>;
  /** The waits that stand for Fargate's own time; over when the local cloud stops. */
  readonly pauses: { over: boolean; readonly ends: Set<() => void> };
  readonly changed: TaskChanged;
}

export function liveTask(): LiveTask {
  const { promise, resolve } = settleable();
  return { processes: new Map(), environments: new Map(), watches: new Set(), over: promise, end: resolve };
}

/** Changes a task's row; undefined when it has been forgotten. */
export function putTask(
  { context: { state } }: Live,
  arn: string,
  change: (task: TaskRow) => Partial<TaskRow>,
): TaskRow | undefined {
  const task = state.tasks.get(arn);
  if (!task) return undefined;
  const next = { ...task, ...change(task), version: task.version + 1 };
  state.tasks.put(arn, next);
  return next;
}

export const putContainer = (live: Live, arn: string, name: string, change: Partial<ContainerRow>) =>
  putTask(live, arn, ({ containers }) => ({
    containers: containers.map((row) => (row.name === name ? { ...row, ...change } : row)),
  }));

export function tell({ changed }: Live, task: TaskRow | undefined, failed = false): void {
  if (task) changed(task, failed);
}

/** Lets pass what Fargate takes for it, by the time scale. */
export async function pause({ context: { ground }, pauses }: Live, milliseconds: number): Promise<void> {
  if (ground.timeScale === 0 || pauses.over) return;
  const { promise, resolve } = settleable();
  const cancel = ground.clock.after(milliseconds * ground.timeScale, resolve);
  pauses.ends.add(resolve);
  await promise;
  pauses.ends.delete(resolve);
  cancel();
}

const insistsEvery = 5_000;

/** Does what must come to be written in the end: on a full disk it is tried again and again, as long as the local cloud runs. */
export function insist(live: Live, what: string, run: () => void): boolean {
  try {
    run();
    return true;
  } catch (error) {
    tellFailure(what, error);
    live.context.ground.clock.after(insistsEvery, () => live.pauses.over || insist(live, what, run));
    return false;
  }
}

function settleable(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve: () => resolve() };
}
