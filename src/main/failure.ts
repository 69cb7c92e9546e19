import { exitCodes, GworldError, wordsOf } from "../model/error.ts";
import type { Host } from "./host.ts";

/** Says how it failed on stderr, as text or as one JSON document, and returns the exit code. */
export async function reportFailure(
  failure: unknown,
  host: Host,
  { json, verbose, noColor }: { json: boolean; verbose: boolean; noColor: boolean },
): Promise<number> {
  const known = explained(failure, host.signal);
  const { failureJson, failureText } = await import("../output/failure.ts");
  const { loadPaint } = await import("../output/colour.ts");
  const { createStyle, pipeWidth } = await import("../output/style.ts");
  const { safeOutput } = await import("../output/safe-text.ts");
  if (json) host.stderr.write(`${failureJson(known)}\n`);
  else {
    const { isTTY = false, columns = 80 } = host.stderr;
    const paint = await loadPaint({ env: host.env, isTTY, disabled: noColor });
    const style = createStyle({ paint, width: isTTY ? columns : pipeWidth });
    host.stderr.write(`${safeOutput(failureText(known, style, verbose), paint !== undefined)}\n`);
    const { code, message, hint } = known;
    host.github?.error(`gworld: ${code}`, hint === "" ? message : `${message}\nNext: ${hint}`);
  }
  return exitCodes[known.code];
}

function explained(error: unknown, signal: AbortSignal): GworldError {
  if (error instanceof GworldError) return error;
  if (signal.aborted && error instanceof Error && error.name === "AbortError")
    return new GworldError("interrupted", "Interrupted.", {
      hint: "Run the same command again to go on.",
      cause: error,
    });
  const message = wordsOf(error);
  return new GworldError("failed", `This is a bug in gworld: ${message}`, {
    hint: "Run the same command with --verbose and report what it prints.",
    cause: error,
  });
}
