import { wantsJson } from "../cli/route.ts";
import { exitCodes } from "../model/error.ts";
import { run } from "./run.ts";
import { watchSignals } from "./signals.ts";
import { systemClock } from "./system-clock.ts";

/** Runs gworld in this process: its arguments, streams and signals. The exit code is set and not forced, so that output drains. */
export async function start(): Promise<void> {
  const restores: (() => void)[] = [];
  const { signal, stop, lendTerminal, onInterrupt } = watchSignals(restores);
  const pipe = watchPipes(stop);
  const code = await run({
    argv: process.argv.slice(2),
    env: process.env,
    cwd: process.cwd(),
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    clock: systemClock,
    signal,
    onEnd: (restore) => void restores.push(restore),
    lendTerminal,
    onInterrupt,
  });
  const interrupted = code === exitCodes.interrupted;
  process.exitCode = pipe.broken() ? exitCodes.failed : interrupted && pipe.closed() ? 0 : code;
  if (interrupted || signal.aborted) endSoon();
}

/** `gworld ... | head` closes our stdout: that is the end of the answer, not an error. A full disk behind it is one. */
function watchPipes(stop: (reason: DOMException) => void) {
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
    stop(new DOMException(error.code ?? "EPIPE", "AbortError"));
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
