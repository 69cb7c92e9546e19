import type { Forecast } from "../model/forecast/forecast.ts";
import { foldProgress, measuredPath, timingsOf, type MeasuredPath, type Progress } from "../model/forecast/progress.ts";
import { remaining } from "../model/forecast/remaining.ts";
import type { StackTiming } from "../model/forecast/timing.ts";
import type { OperationEvent, ReportOperation } from "../model/operation-events.ts";
import type { Clock } from "../ports/clock.ts";

/** Takes the time of all that is reported. */
export interface Timekeeper {
  /** Hands every event on, and tells what is left when a stack has ended. */
  readonly report: ReportOperation;
  /** How long each stack took that came to a good end. */
  readonly timings: () => readonly StackTiming[];
  /** The chain of stacks that decided how long it took; undefined where none ended. */
  readonly path: () => MeasuredPath | undefined;
}

export function timekeeper({ clock, report }: { clock: Pick<Clock, "now">; report: ReportOperation }): Timekeeper {
  const progress: Progress = new Map();
  let forecast: Forecast | undefined;
  let begun = 0;
  return {
    report(event) {
      if (event.kind === "stopping") forecast = undefined;
      if (event.kind === "planned") [forecast, begun] = [event.forecast, clock.now()];
      const ended = (event.kind === "stack" && forecast && endOf(progress, event)) ?? false;
      foldProgress(progress, event);
      report(event);
      if (!ended || forecast === undefined) return;
      const at = clock.now();
      const left = remaining(forecast, progress, at);
      if (left === undefined || left.seconds === 0) return;
      const elapsedSeconds = Math.round((at - begun) / 1_000);
      const { seconds: secondsLeft, waitingFor } = left;
      report({ kind: "eta", at, elapsedSeconds, secondsLeft, waitingFor });
    },
    timings: () => timingsOf(progress),
    path: () => measuredPath(progress, needsOf(forecast)),
  };
}

/** True for the event that tells that a stack can be used, and for no later one of it. */
const endOf = (progress: Progress, { stack, status }: Extract<OperationEvent, { kind: "stack" }>) => {
  const known = progress.get(stack);
  return known !== undefined && !known.failed && known.endedAt === undefined && /_COMPLETE/.test(status);
};

const needsOf = (forecast: Forecast | undefined) =>
  new Map((forecast?.stacks ?? []).map(({ name, needs }) => [name, needs]));
