import { GworldError } from "../error.ts";

/** Columns of the text that are shown around a mistake. */
const shown = 70;

/** A mistake in a typed expression: the text with a caret under the place, and what was expected there. */
export function mistake(what: string, text: string, { at, hint }: { at: number; hint: string }): GworldError {
  const flat = text.replaceAll(/\s/g, " ");
  const from = at < shown - 10 ? 0 : at - shown / 2;
  const cutBefore = from > 0 ? "…" : "";
  const cutAfter = from + shown < flat.length ? "…" : "";
  // A caret stands under a character, so characters count, not UTF-16 units.
  const before = Array.from(`${cutBefore}${flat.slice(from, at)}`).length;
  const lines = [what, `  ${cutBefore}${flat.slice(from, from + shown)}${cutAfter}`, `  ${" ".repeat(before)}^`];
  return new GworldError("usage", lines.join("\n"), { hint });
}
