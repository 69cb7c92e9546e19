import type { Context } from "../../cli/command.ts";
import { deadlineOf } from "../../model/deadline.ts";
import { stopping } from "../../operations/stopping.ts";
import { timekeeper } from "../../operations/timekeeper.ts";
import { operationDisplay } from "../../output/operation-display.ts";

/** What shows and times an operation on stacks, and ends it before its end. Throws `usage` for a deadline that is none. */
export function stoppable({ io, signal }: Pick<Context, "io" | "signal">, clock: Context["clock"], limit?: string) {
  const { report: show, pause } = operationDisplay(io);
  const times = timekeeper({ clock, report: show });
  const { report } = times;
  return { report, pause, times, stop: stopping({ clock, signal, report, deadline: deadlineOf(limit) }) };
}
