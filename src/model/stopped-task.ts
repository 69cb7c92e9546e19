/** A task that has ended, in ECS's words. */
export interface StoppedTaskFacts {
  readonly stoppedReason: string;
  readonly stopCode?: string | undefined;
  readonly exitCode?: number | undefined;
  readonly containerReason?: string | undefined;
  readonly memoryMib?: number | undefined;
}

/** What ECS and people stop on purpose: fewer tasks, or those of an older deployment. */
const onPurpose = /^(?:Scaling activity initiated|Task stopped by|ECS is performing maintenance)/i;

/**
 * True for a task that died; false for one that was stopped on purpose. The scheduler stops both, with one and the same
 * stop code, tasks that fail their health checks and tasks that are no longer wanted: only the reason tells.
 */
export function isDeath({ stopCode, stoppedReason }: StoppedTaskFacts): boolean {
  if (stopCode === "UserInitiated" || onPurpose.test(stoppedReason)) return false;
  return stopCode !== "ServiceSchedulerInitiated" || /fail|unhealthy/i.test(stoppedReason);
}

/** Why a task stopped. The text is ECS's and untrusted. */
export function stopText(task: StoppedTaskFacts): string {
  const details = detailsOf(task);
  return `${task.stoppedReason}${details === "" ? "" : ` (${details})`}`;
}

/** The same with what the container says first: it is what one looks for. */
export function stopCause(task: StoppedTaskFacts): string {
  const details = detailsOf(task);
  if (details === "" || task.stoppedReason === "") return task.stoppedReason || details || "no reason is known";
  return `${details} (${task.stoppedReason})`;
}

/**
 * True where memory may be what a task died of: ECS says so in the reason, where it knows, or its container ended by SIGKILL
 * of itself. One that ECS stops and that does not end in time is killed as well, and for that has the same exit code.
 */
export const mayLackMemory = ({ exitCode, stoppedReason, containerReason = "" }: StoppedTaskFacts) =>
  /OutOfMemory/.test(containerReason) || (exitCode === 137 && /^Essential container/i.test(stoppedReason));

const detailsOf = (task: StoppedTaskFacts) => {
  const { exitCode, containerReason = "", memoryMib } = task;
  const memory = memoryMib === undefined || !mayLackMemory(task) ? "" : `its memory is ${memoryMib} MiB`;
  return [exitCode === undefined ? "" : `exit code ${exitCode}`, containerReason, memory].filter(Boolean).join(", ");
};
