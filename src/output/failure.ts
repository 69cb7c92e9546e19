import type { GworldError } from "../model/error.ts";
import type { Style } from "../ports/io.ts";
import { jsonText } from "./json.ts";
import { prose } from "./next-text.ts";
import { safeText } from "./safe-text.ts";

/** A failure as one JSON document for stderr. */
export function failureJson(error: GworldError): string {
  const cause = causes(error)[0];
  const { code, message, hint } = error;
  return jsonText({ error: { code, message, hint, ...(cause !== undefined && { cause }) } });
}

/** A failure for a person: what happened, then what to type next; with `verbose` also where it came from. */
export function failureText(error: GworldError, style: Style, verbose: boolean): string {
  const lines = [prose(`${style.bad("Error:")} ${safeText(error.message)}`, style)];
  if (verbose) lines.push(...causes(error).map((cause) => style.dim(`  because ${cause}`)));
  if (error.hint !== "") lines.push(prose(`${style.accent("Next:")} ${safeText(error.hint)}`, style));
  if (verbose && error.stack !== undefined) lines.push(style.dim(error.stack));
  return lines.join("\n");
}

/** The chain of causes, nearest first, without those that only say the same again. */
function causes({ message, cause }: Error, room = 5): readonly string[] {
  if (!(cause instanceof Error) || room === 0) return typeof cause === "string" ? [cause] : [];
  const further = causes(cause, room - 1);
  // A bundle cuts the names of classes to a letter or two; AWS's codes and the system's names are longer.
  const named = cause.name.length > 2 ? `${cause.name}: ${cause.message}` : cause.message;
  return message.includes(cause.message) ? further : [named, ...further];
}
