import type { GworldError } from "../model/error.ts";
import type { Style } from "../ports/io.ts";
import { jsonText } from "./json.ts";
import { safeText } from "./safe-text.ts";

/** A failure as one JSON document for stderr. */
export function failureJson(error: GworldError): string {
  const cause = causes(error)[0];
  const { code, message, hint } = error;
  return jsonText({ error: { code, message, hint, ...(cause !== undefined && { cause }) } });
}

/** A failure for a person: what happened, then what to type next; with `verbose` also where it came from. */
export function failureText(error: GworldError, style: Style, verbose: boolean): string {
  const lines = [`${style.bad("Error:")} ${safeText(error.message)}`];
  if (verbose) lines.push(...causes(error).map((cause) => style.dim(`  because ${cause}`)));
  if (error.hint !== "") lines.push(`${style.accent("Next:")} ${safeText(error.hint)}`);
  if (verbose && error.stack !== undefined) lines.push(style.dim(error.stack));
  return lines.join("\n");
}

/** The chain of causes, nearest first. */
function causes({ cause }: Error, room = 5): readonly string[] {
  if (!(cause instanceof Error) || room === 0) return typeof cause === "string" ? [cause] : [];
  return [`${cause.name}: ${cause.message}`, ...causes(cause, room - 1)];
}
