import { mayPass } from "../../model/aws-error.ts";
import { wordsOf } from "../../model/error.ts";
import type { LogLine } from "../../model/log-line.ts";
import type { TaskMarks } from "../../model/log-request.ts";
import { startMark, stopMark, type TaskLife } from "../../model/task-mark.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Services } from "../../ports/services.ts";
import type { Companion, Company } from "./companion.ts";

export interface TaskWatch extends TaskMarks {
  readonly services: readonly string[];
  readonly from: number;
  readonly to?: number | undefined;
  readonly follow: boolean;
}

/** Two calls each time, and more only for what is new. */
const lookEveryMs = 5_000;
/** Lines wait so long for the first look, so that what it finds stands in order. */
const firstLookMs = 1_000;

/** Tells starts and ends of tasks among the lines. ECS is a nicety here: trouble with it is said once and ends nothing. */
export function taskMarks(
  { services, clock }: { services: Pick<Services, "tasks">; clock: Clock },
  { subject, hear, wake, signal }: Company,
  watch: TaskWatch,
): Companion {
  const begun = clock.now();
  const told = { started: new Set<string>(), stopped: new Set<string>() };
  let nextAt = -Infinity;
  let first = true;
  let looking = false;

  const run = async () => {
    try {
      const [stopped, running] = await Promise.all([
        services.tasks("STOPPED", told.stopped, signal),
        watch.follow ? services.tasks("RUNNING", told.started, signal) : undefined,
      ]);
      const seen = [...stopped.tasks, ...(running?.tasks ?? [])].filter(({ service }) =>
        watch.services.includes(service),
      );
      subject.mark(
        seen.flatMap((task) => marksOf(task, told, watch)),
        clock.now(),
      );
      const listed = new Set([...stopped.ids, ...(running?.ids ?? [])]);
      forgetOthers(told.started, listed);
      forgetOthers(told.stopped, listed);
    } catch (error) {
      if (signal.aborted || mayPass(error)) return;
      nextAt = Infinity;
      hear({ kind: "noTasks", reason: wordsOf(error) });
    } finally {
      first = looking = false;
      wake();
    }
  };
  return {
    turn(now) {
      if (looking || now < nextAt) return;
      looking = true;
      nextAt = watch.follow ? now + lookEveryMs : Infinity;
      void run();
    },
    holds: (now) => first && now - begun < firstLookMs,
  };
}

function forgetOthers(ids: Set<string>, listed: ReadonlySet<string>) {
  for (const id of ids) if (!listed.has(id)) ids.delete(id);
}

/** What of a task is new, in the range, and wanted. */
function marksOf(
  task: TaskLife,
  told: { readonly started: Set<string>; readonly stopped: Set<string> },
  { from, to = Infinity, follow, task: wanted = "", deathsOnly }: TaskWatch,
): readonly LogLine[] {
  const { id, startedAt, endedAt } = task;
  const marks: LogLine[] = [];
  if (follow && startedAt !== undefined && !told.started.has(id)) {
    told.started.add(id);
    marks.push(startMark(task, startedAt));
  }
  if (endedAt !== undefined && !told.stopped.has(id)) {
    told.stopped.add(id);
    marks.push(stopMark(task, endedAt));
  }
  return marks.filter(
    ({ timestamp, level }) =>
      timestamp >= from && timestamp <= to && id.startsWith(wanted) && (!deathsOnly || level === "error"),
  );
}
