import { durationText } from "../model/duration.ts";
import type { Style } from "../ports/io.ts";
import { isFailed, type Picture, type StackPicture } from "./operation-picture.ts";
import { statusText } from "./operation-text.ts";
import { safeLine } from "./safe-text.ts";
import { displayWidth, pad, truncate } from "./width.ts";

/** How wide the columns of a picture are, so that its times stand one below the other. */
export interface Columns {
  readonly name: number;
  readonly status: number;
  readonly done: number;
  /** Of the whole line. */
  readonly line: number;
}

/** What is longer, such as UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS, moves what stands behind it. */
const widestStatus = 27;

/** As wide as a day and some hours, or an hour and some minutes. */
const timeWidth = 7;

export function columnsOf({ stacks }: Picture, { width }: Pick<Style, "width">): Columns {
  const all = [...stacks.values()];
  const widest = (texts: readonly string[]) => Math.max(0, ...texts.map(displayWidth));
  return {
    name: widest([...stacks.keys()].map(safeLine)),
    status: Math.min(widestStatus, widest(all.map(({ status }) => safeLine(status)))),
    done: widest(all.map(doneText)),
    // One is left, as at the end of any line that is redrawn.
    line: width - 1,
  };
}

interface StackRow {
  readonly name: string;
  readonly stack: StackPicture;
  /** Why it has not begun. */
  readonly standing: string;
}

export function stackLine(
  { name, stack, standing }: StackRow,
  { now, style }: { readonly now: number; readonly style: Style },
  columns: Columns,
): string {
  const head = `${mark(stack, style)} ${pad(style.bold(safeLine(name)), columns.name)}`;
  const { status, startedAt, endedAt } = stack;
  if (status === "") return `${head} ${style.dim(safeLine(standing))}`;
  const done = style.dim(pad(doneText(stack), columns.done, "right"));
  const text = `${head} ${pad(statusText(status, style), columns.status)} ${done}`.trimEnd();
  return startedAt === undefined
    ? text
    : timedLine(text, style.dim(durationText((endedAt ?? now) - startedAt)), columns);
}

/** A line with a time at its end, below the others where there is room; what stands before it is cut where there is not. */
export function timedLine(text: string, time: string, { name, status, done, line }: Columns): string {
  const end = Math.min(line, 2 + name + 1 + status + 1 + done + 1 + timeWidth);
  const own = displayWidth(time);
  const kept = truncate(text, Math.max(1, line - own - 1));
  return `${kept} ${pad("", end - displayWidth(kept) - own - 1)}${time}`;
}

const doneText = ({ done }: StackPicture) => (done.size > 0 ? `${done.size} done` : "");

function mark({ status }: StackPicture, style: Style): string {
  if (status === "") return style.dim("·");
  if (isFailed(status)) return style.bad("✗");
  return status.endsWith("_COMPLETE") ? style.good("✓") : style.accent("●");
}
