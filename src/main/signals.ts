import type { HearInterrupt } from "../cli/command.ts";
import { exitCodes } from "../model/error.ts";

/** What signals mean to this process. */
export interface Signals {
  readonly signal: AbortSignal;
  /** Ends what is done, as a signal does. */
  readonly stop: (reason: DOMException) => void;
  /** Another program has the terminal until this is taken back. */
  readonly lendTerminal: () => () => void;
  /** Ctrl-C is told to this one first, until that is taken back. */
  readonly onInterrupt: (hear: HearInterrupt) => () => void;
}

/**
 * The first signal asks to stop, unless somebody hears of Ctrl-C who says otherwise; the second stops at once what is done,
 * and the third the process, unless another program has the terminal. Ctrl-Z gives the terminal back first.
 */
export function watchSignals(restores: readonly (() => void)[]): Signals {
  const controller = new AbortController();
  let lent = 0;
  let hear: HearInterrupt | undefined;
  let asking: AbortController | undefined;
  const stop = (reason: DOMException) => controller.abort(reason);
  const ask = async (heard: HearInterrupt) => {
    const second = new AbortController();
    asking = second;
    const answer = await heard(second.signal).catch(() => "stop" as const);
    asking = undefined;
    if (answer === "stop") stop(new DOMException("SIGINT", "AbortError"));
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.on(signal, () => {
      if (signal === "SIGINT" && lent > 0 && controller.signal.aborted) return;
      if (controller.signal.aborted) {
        for (const restore of restores) restore();
        process.exit(exitCodes.interrupted);
      }
      if (signal === "SIGINT" && hear !== undefined && asking === undefined) void ask(hear);
      else {
        asking?.abort();
        stop(new DOMException(signal, "AbortError"));
      }
    });
  watchSuspension(restores);
  return {
    signal: controller.signal,
    stop,
    lendTerminal() {
      lent += 1;
      return () => void (lent -= 1);
    },
    onInterrupt(heard) {
      hear = heard;
      return () => void (hear = hear === heard ? undefined : hear);
    },
  };
}

/**
 * Suspended with a hidden cursor, it would leave the shell without one. What is live is drawn anew once it goes on. The signal
 * is left to the system then, which ignores it where no shell could continue the process, as with a container's first:
 * SIGSTOP would stop that for good (POSIX, orphaned process groups).
 */
function watchSuspension(restores: readonly (() => void)[]): void {
  process.once("SIGTSTP", () => {
    for (const restore of restores) restore();
    process.kill(process.pid, "SIGTSTP");
    setImmediate(() => watchSuspension(restores));
  });
}
