import { durationText } from "../model/duration.ts";
import type { Style } from "../ports/io.ts";
import { sentence } from "./next-text.ts";
import { columnsOf, stackLine, timedLine, type Columns } from "./operation-columns.ts";
import { isFailed, type Picture, type StackPicture } from "./operation-picture.ts";
import { clockText } from "./operation-pulse.ts";
import { standingOf } from "./operation-standing.ts";
import { serviceText } from "./operation-text.ts";
import { safeLine } from "./safe-text.ts";
import { truncate } from "./width.ts";

export interface Frame {
  readonly now: number;
  readonly style: Style;
  /** Rows that there are. */
  readonly height: number;
}

/** How much is told: resources in progress under each stack; and whether stacks that do nothing are only counted. */
interface Detail {
  readonly resources: number;
  readonly isFolded?: boolean;
}

/** From all to the least. */
const details: readonly Detail[] = [
  { resources: 6 },
  { resources: 3 },
  { resources: 1 },
  { resources: 0 },
  { resources: 1, isFolded: true },
  { resources: 0, isFolded: true },
];

/** Stacks, the resources in progress under each, and the rollouts of services, in as much detail as there are rows for. */
export function operationFrame(picture: Picture, frame: Frame): string {
  const columns = columnsOf(picture, frame.style);
  const text = clockText(picture, frame.now);
  const clock = text === undefined ? [] : [frame.style.dim(text)];
  const room = Math.max(1, frame.height - clock.length);
  const drawn = details.map((detail) => () => body(picture, frame, { ...detail, columns }));
  for (const draw of drawn) {
    const lines = draw();
    if (lines.length <= room) return [...lines, ...clock].join("\n");
  }
  const least = drawn.at(-1)?.() ?? [];
  const more = `… ${least.length - room + 1} more`;
  return [...least.slice(0, room - 1), more, ...clock].join("\n");
}

function body(picture: Picture, frame: Frame, detail: Detail & { readonly columns: Columns }): string[] {
  const { style } = frame;
  const stacks = detail.isFolded === true ? folded(picture, style) : { shown: [...picture.stacks], counted: [] };
  const lines = stacks.shown.flatMap(([name, stack]) => [
    stackLine({ name, stack, standing: standingOf(picture, name) }, frame, detail.columns),
    ...underneath(stack, frame, detail),
  ]);
  const longest = Math.max(0, ...[...picture.services.keys()].map((name) => safeLine(name).length));
  const rollouts = [...picture.services.values()].map(
    (service) => `  ${style.dim("service")} ${serviceText(service, longest)}`,
  );
  const said = picture.notes.flatMap((note) => wrapped(safeLine(note), style).map(style.warn));
  return [...stacks.counted, ...lines, ...rollouts, ...said];
}

/** What is done and what has not begun is counted instead of shown. */
function folded({ stacks }: Picture, style: Style) {
  const all = [...stacks];
  const isDone = ({ endedAt, status }: StackPicture) => endedAt !== undefined && !isFailed(status);
  const done = all.filter(([, stack]) => isDone(stack)).length;
  const waiting = all.filter(([, { status }]) => status === "").length;
  return {
    shown: all.filter(([, stack]) => stack.status !== "" && !isDone(stack)),
    counted: [
      ...(done > 0 ? [`${style.good("✓")} ${done} done`] : []),
      ...(waiting > 0 ? [style.dim(`· ${waiting} not begun`)] : []),
    ],
  };
}

function underneath(
  { going, failures }: StackPicture,
  { now, style }: Frame,
  { resources: most, columns }: Detail & { readonly columns: Columns },
): string[] {
  const resources = [...going]
    .slice(0, most)
    .map(([logicalId, { type, since }]) =>
      timedLine(
        `    ${safeLine(logicalId)} ${style.dim(safeLine(type))}`,
        style.dim(durationText(now - since)),
        columns,
      ),
    );
  const more = going.size > most && most > 0 ? [style.dim(`    and ${going.size - most} more`)] : [];
  const failed = failures
    .slice(0, 3)
    .flatMap(({ logicalId, reason }) =>
      wrapped(`    ${safeLine(logicalId)}: ${safeLine(reason)}`, style).map(style.bad),
    );
  return [...failed, ...resources, ...more];
}

/** So many lines say what a text is about; all of it stands in the error that comes of it. */
const mostLines = 3;

/** One column is left, as at the end of any line that is redrawn. */
function wrapped(text: string, style: Style): string[] {
  const lines = sentence(text, { ...style, width: style.width - 1 }).split("\n");
  if (lines.length <= mostLines) return lines;
  const [last = "", ...rest] = lines.slice(mostLines - 1);
  const left = [last, ...rest.map((line) => line.trimStart())].join(" ");
  return [...lines.slice(0, mostLines - 1), truncate(left, style.width - 1)];
}
