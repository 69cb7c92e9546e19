import type { Deadline } from "../model/deadline.ts";
import { GworldError } from "../model/error.ts";
import type { ReportOperation } from "../model/operation-events.ts";
import type { Clock } from "../ports/clock.ts";

/** Why work was ended before its end: by a signal or somebody who left it, by who called it off, or by its deadline. */
type StopCause = "left" | "cancelled" | "deadline";

export interface StoppingPorts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly report: ReportOperation;
  readonly deadline?: Deadline | undefined;
}

/** How work at stacks is ended early. */
export interface Stopping {
  /** Aborts where nothing is watched any more and nothing new is begun; CloudFormation goes on. */
  readonly signal: AbortSignal;
  /** Aborts where what goes on is to be called off. */
  readonly off: AbortSignal;
  readonly cause: () => StopCause | undefined;
  /** What an error that ends the work begins with: `The deadline of 15m has passed.` */
  readonly words: () => string;
  /** Calls off what goes on; where nothing does, the work just ends. */
  readonly cancel: () => void;
  /** True while stacks are being changed or followed. */
  readonly isBusy: () => boolean;
  /** Does work during which stacks are changed or followed. */
  readonly during: <T>(work: () => Promise<T>) => Promise<T>;
  /** Lets the deadline count from now. */
  readonly restart: () => void;
  /** `interrupted` by the deadline is `resumable`. */
  readonly told: (error: unknown) => unknown;
  /** No deadline passes any more. */
  readonly end: () => void;
}

export function stopping({ clock, signal: outer, report, deadline }: StoppingPorts): Stopping {
  const left = new AbortController();
  const off = new AbortController();
  const signal = AbortSignal.any([outer, left.signal]);
  let busy = 0;
  let cause: StopCause | undefined;
  let timer = new AbortController();
  const stop = (why: Exclude<StopCause, "left">) => {
    if (cause !== undefined || signal.aborted) return;
    cause = why;
    if (busy > 0) report({ kind: "stopping", at: clock.now(), cause: why, text: words() });
    (busy > 0 ? off : left).abort();
  };
  const restart = () => {
    timer.abort();
    timer = new AbortController();
    const own = timer.signal;
    if (deadline !== undefined) void clock.wait(deadline.ms, own).then(() => own.aborted || stop("deadline"));
  };
  const causeNow = () => cause ?? (signal.aborted ? ("left" as const) : undefined);
  const words = () => wordsFor(causeNow(), deadline);
  restart();
  return {
    signal,
    off: off.signal,
    cause: causeNow,
    words,
    cancel: () => stop("cancelled"),
    isBusy: () => busy > 0 && !off.signal.aborted,
    async during(work) {
      busy += 1;
      try {
        return await work();
      } finally {
        busy -= 1;
      }
    },
    restart,
    told(error) {
      if (causeNow() !== "deadline" || !(error instanceof GworldError) || error.code !== "interrupted") return error;
      const text = error.message.startsWith(words()) ? error.message : `${words()} ${error.message}`;
      return new GworldError("resumable", text, { hint: error.hint, cause: error });
    },
    end: () => timer.abort(),
  };
}

function wordsFor(cause: StopCause | undefined, deadline: Deadline | undefined): string {
  if (cause === "deadline") return `The deadline of ${deadline?.text ?? ""} has passed.`;
  return cause === "cancelled" ? "Cancelled." : "Interrupted.";
}
