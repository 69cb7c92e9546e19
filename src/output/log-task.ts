import { durationText } from "../model/duration.ts";
import type { LogLine } from "../model/log-line.ts";
import type { Style } from "../ports/io.ts";
import { flow } from "./flow.ts";
import { safeLine } from "./safe-text.ts";
import { pipeWidth } from "./style.ts";

/** A task's start or end among the lines of its logs. `start` is what stands before it; in a pipe it is plain ASCII. */
export function taskMarkText({ message, level, late, fields }: LogLine, start: string, style: Style): string {
  const terminal = style.width < pipeWidth;
  const stopped = fields.state === "stopped";
  const sign = terminal ? (stopped ? "■" : "▶") : "*";
  const paint = !stopped ? style.good : level === "error" ? style.bad : style.dim;
  const words = safeLine(message).split(" ");
  const mark = late === undefined ? [] : [style.warn(`+${durationText(late)}`)];
  const parts = [...start.split(" "), ...mark, paint(sign), ...words.map(paint)].filter((part) => part !== "");
  return terminal ? flow(parts, { width: style.width, indent: 4 }) : parts.join(" ");
}
