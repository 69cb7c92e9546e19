import { wantsJson } from "../cli/route.ts";
import { exitCodes } from "../model/error.ts";
import { run } from "./run.ts";
import { systemClock } from "./system-clock.ts";

/** Runs gworld in this process: its arguments, streams and signals. The exit code is set and not forced, so that output drains. */
export async function start(): Promise<void> {
  const controller = new AbortController();
  const restores: (() => void)[] = [];
  let lent = 0;
  watchSignals(controller, restores, () => lent > 0);
  const pipe = watchPipes(controller);
  const code = await run({
    argv: process.argv.slice(2),
    env: process.env,
    cwd: process.cwd(),
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    clock: systemClock,
    signal: controller.signal,
    onEnd: (restore) => void restores.push(restore),
    lendTerminal() {
      lent += 1;
      return () => void (lent -= 1);
    },
  });
  const interrupted = code === exitCodes.interrupted;
  process.exitCode = pipe.broken() ? exitCodes.failed : interrupted && pipe.closed() ? 0 : code;
  if (interrupted || controller.signal.aborted) endSoon();
}

/** The first signal asks to stop; the second ends the process at once, unless another program has the terminal. */
function watchSignals(controller: AbortController, restores: readonly (() => void)[], lent: () => boolean) {
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.on(signal, () => {
      if (signal === "SIGINT" && lent() && controller.signal.aborted) return;
      if (controller.signal.aborted) {
        for (const restore of restores) restore();
        process.exit(exitCodes.interrupted);
      }
      controller.abort(new DOMException(signal, "AbortError"));
    });
}

/** `gworld ... | head` closes our stdout: that is the end of the answer, not an error. A full disk behind it is one. */
function watchPipes(controller: AbortController) {
  let closed = false;
  let broken = false;
  process.stderr.on("error", () => undefined);
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    closed = error.code === "EPIPE";
    if (!closed && !broken) {
      broken = true;
      process.exitCode = exitCodes.failed;
      process.stderr.write(unwritten(error));
    }
    controller.abort(new DOMException(error.code ?? "EPIPE", "AbortError"));
  });
  return { closed: () => closed, broken: () => broken };
}

function unwritten({ message }: Error): string {
  const error = {
    code: "failed",
    message: `The answer cannot be written: ${message}`,
    hint: "Check where stdout goes.",
  };
  return wantsJson(process.argv.slice(2))
    ? `${JSON.stringify({ error })}\n`
    : `Error: ${error.message}\nNext: ${error.hint}\n`;
}

/**
 * Requests under way must not hold an interrupted process: what has not ended by itself in a moment is ended. This is the
 * one place where the process does not end by having nothing left to do; what was written has drained by then.
 */
function endSoon() {
  process.stdout.write("", () => setTimeout(() => process.exit(), 300).unref());
}
