import type { Style } from "../ports/io.ts";
import { commandParts } from "./command-parts.ts";
import { flow } from "./flow.ts";
import { pipeWidth } from "./style.ts";
import { displayWidth } from "./width.ts";

/** A command, and what is said beside it. */
type Next = string | readonly [command: string, note: string];

/**
 * What to type next, a command a line. Where one does not fit they go below the label, broken between words as a shell
 * reads on, so that each can still be copied.
 */
export function nextText(commands: readonly Next[], style: Style, label = "Next:"): string {
  const given = commands.map((one) => (typeof one === "string" ? ([one, ""] as const) : one));
  const space = " ".repeat(displayWidth(label) + 1);
  const wide = given.map(
    ([command, note], index) =>
      `${index === 0 ? `${style.accent(label)} ` : space}${command}${note === "" ? "" : `   ${style.dim(note)}`}`,
  );
  if (wide.every((line) => displayWidth(line) <= style.width)) return wide.join("\n");
  const lead = `${/^ */.exec(label)?.[0] ?? ""}  `;
  const narrow = given.flatMap(([command, note]) => [
    copyable(command, lead, style),
    ...(note === "" ? [] : [sentence(`${lead}  ${style.dim(note)}`, style)]),
  ]);
  return [sentence(style.accent(label), style), ...narrow].join("\n");
}

/** A blank within quotes, or behind a backslash, is of the word: a shell reads a line break there as one of the value. */
const shellWords = /(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|\S)+/gs;

/** Two columns are left for the sign at the end of a line. */
function copyable(command: string, lead: string, { width }: Style): string {
  const [first = "", ...words] = command.match(shellWords) ?? [];
  const indent = lead.length + 2;
  return flow([`${lead}${first}`, ...words], { width: Math.max(20, width - 2), indent }).replaceAll("\n", " \\\n");
}

/**
 * Lines that may be long, broken between words but never within a command: a shell would take a part of one for all of it. What
 * is wider than the terminal the terminal breaks, which copies it whole; so it does what tasks have said.
 */
export const prose = (text: string, style: Style): string =>
  text
    .split("\n")
    .map((line) =>
      displayWidth(line) <= style.width || saidByTask.test(line) ? line : filled(line, commandParts(line), style),
    )
    .join("\n");

const saidByTask = /^ *\| /;

/** A text that may be long, broken between words below its own beginning; a pipe is as wide as it is so that grep finds all of it. */
export const sentence = (text: string, style: Style): string => filled(text, text.trimStart().split(" "), style);

function filled(text: string, [first = "", ...words]: readonly string[], { width }: Style): string {
  const [lead = ""] = /^ */.exec(text) ?? [];
  const room = width < pipeWidth ? width : Infinity;
  return flow([`${lead}${first}`, ...words], { width: room, indent: lead.length + 2 }).replaceAll(/ +$/gm, "");
}

/** Each of these lines as a sentence. */
export const sentences = (lines: readonly string[], style: Style): string =>
  lines.map((line) => sentence(line, style)).join("\n");
