import type { Sink } from "./sink.ts";
import { safeOutput } from "./safe-text.ts";
import { displayWidth, truncate } from "./width.ts";

/** The lines at the bottom of a terminal that are redrawn in place. At most one picture is live at a time. */
export interface LiveArea {
  /** Rows that a picture may have: the cursor stands in the last of the screen. */
  height(): number;
  draw(picture: string): void;
  /** Shows a text under the picture, which stands still until it is taken away by undefined. */
  beneath(text: string | undefined): void;
  /** Prints something above the picture. */
  above(print: () => void): void;
  /** Leaves the last picture on the screen and gives the cursor back. */
  settle(): void;
  /** Gives the cursor back whatever happens, for exits that come in between. */
  restore(): void;
}

const hideCursor = "\u001b[?25l";
const showCursor = "\u001b[?25h";
const eraseRest = "\u001b[K";
const up = (rows: number) => `\u001b[${rows}A`;

/** Bounds every picture to the terminal: a line that wraps or scrolls away could not be redrawn. */
export function liveArea(sink: Sink, colour: boolean): LiveArea {
  let shown: string[] = [];
  let hidden = false;
  let picture = "";
  let under: string | undefined;
  const show = () => {
    const safe = (text: string) => safeOutput(text, colour);
    const lines = bounded(safe(picture), under === undefined ? undefined : safe(under), sink);
    if (hidden && lines.join("\n") === shown.join("\n")) return;
    sink.write(`${hidden ? "" : hideCursor}${redrawn(shown, lines, sink)}`);
    hidden = true;
    shown = lines;
  };
  const restore = () => {
    if (hidden) sink.write(showCursor);
    hidden = false;
    // Others write to the terminal from here on: what is drawn next stands below.
    shown = [];
  };
  const settle = () => {
    if (hidden) sink.write(`\r${eraseRest}`);
    picture = "";
    restore();
  };
  return {
    height: () => heightOf(sink),
    draw(next) {
      picture = next;
      if (under === undefined) show();
    },
    beneath(text) {
      if (text === undefined && under === undefined) return;
      under = text;
      show();
      if (text === undefined && picture === "") settle();
    },
    above(print) {
      if (shown.length > 0) sink.write(redrawn(shown, [], sink));
      print();
      if (shown.length > 0) sink.write(redrawn([], shown, sink));
    },
    settle() {
      if (under !== undefined) {
        under = undefined;
        show();
      }
      settle();
    },
    restore,
  };
}

/**
 * What turns one picture into the next, of which only what differs is written. Each line is erased by itself: tmux keeps a
 * screen that is cleared from its top in its history, which would fill with frames. Below them a terminal may have echoed ^C.
 */
function redrawn(before: readonly string[], after: readonly string[], sink: Sink): string {
  const rows = rowsOf(before, sink);
  // Which line stands in which row is not known any more once the terminal was made smaller.
  const isMoved = rows !== before.length;
  const lines = after.map((line, row) =>
    !isMoved && line === before[row] ? "\n" : `${line}${rows > 0 && row <= rows ? eraseRest : ""}\n`,
  );
  const surplus = Math.max(0, rows - after.length);
  const gone = surplus === 0 ? "" : `${`${eraseRest}\n`.repeat(surplus)}${up(surplus)}`;
  if (rows === 0) return lines.join("");
  return `${up(rows)}\r${lines.join("")}${gone}${eraseRest}`;
}

/** A terminal that has become narrower has broken what no longer fits, and a lower one keeps the last rows. */
function rowsOf(lines: readonly string[], sink: Sink): number {
  const { columns = 80 } = sink;
  const broken = lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(displayWidth(line) / columns)), 0);
  return Math.min(broken, heightOf(sink));
}

const heightOf = ({ rows = 24 }: Sink) => Math.max(1, rows - 1);

/** What is beneath the picture is always there; the picture has the rest of the screen. */
function bounded(picture: string, under: string | undefined, sink: Sink): string[] {
  const { columns = 80 } = sink;
  const room = heightOf(sink);
  const split = (text: string) => text.replaceAll("\t", "  ").split("\n");
  const beneath = under === undefined ? [] : split(under).slice(0, room);
  const lines = picture === "" && under !== undefined ? [] : split(picture);
  const height = Math.max(under === undefined ? 1 : 0, room - beneath.length);
  const kept =
    lines.length > height
      ? [...lines.slice(0, Math.max(0, height - 1)), `… ${lines.length - height + 1} more`].slice(0, height)
      : lines;
  return [...kept, ...beneath].map((line) => truncate(line, Math.max(1, columns - 1)));
}
