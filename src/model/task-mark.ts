import { containerName } from "./names.ts";
import type { LogLine } from "./log-line.ts";
import { isDeath, stopCause, type StoppedTaskFacts } from "./stopped-task.ts";

/** When a task of a service began and ended, as far as it has. Times in milliseconds. */
export interface TaskLife extends StoppedTaskFacts {
  readonly id: string;
  readonly service: string;
  readonly startedAt?: number | undefined;
  /** When its containers ended; ECS takes longer to call it stopped. */
  readonly endedAt?: number | undefined;
}

/** A task's start as a line among those of its logs. */
export const startMark = (task: TaskLife, at: number): LogLine =>
  mark(task, at, { level: "info", message: "started", fields: { state: "started" } });

/** A task's end as a line among those of its logs: an error where the task died. */
export function stopMark(task: TaskLife, at: number): LogLine {
  const { exitCode, stopCode, stoppedReason, containerReason } = task;
  const facts = { exitCode, stopCode, stoppedReason, containerReason };
  return mark(task, at, {
    level: isDeath(task) ? "error" : "info",
    message: `stopped: ${stopCause(task)}`,
    fields: { state: "stopped", ...Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined)) },
  });
}

const mark = ({ id, service }: TaskLife, at: number, told: Pick<LogLine, "level" | "message" | "fields">): LogLine => ({
  timestamp: at,
  ingestionTime: at,
  service,
  task: id,
  stream: `${service}/${containerName}/${id}`,
  ...told,
  eventId: "",
  kind: "task",
});
