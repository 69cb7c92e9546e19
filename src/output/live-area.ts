import type { Sink } from "./sink.ts";
import { safeOutput } from "./safe-text.ts";
import { truncate } from "./width.ts";

/** The lines at the bottom of a terminal that are redrawn in place. At most one picture is live at a time. */
export interface LiveArea {
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

/** Bounds every picture to the terminal: a line that wraps or scrolls away could not be redrawn. */
export function liveArea(sink: Sink, colour: boolean): LiveArea {
  let shown: string[] = [];
  let hidden = false;
  let picture = "";
  let under: string | undefined;
  const erase = () => (shown.length === 0 ? "" : `\u001b[${shown.length}A\r\u001b[0J`);
  const paint = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join("");
  const show = () => {
    const safe = (text: string) => safeOutput(text, colour);
    const lines = bounded(safe(picture), under === undefined ? undefined : safe(under), sink);
    if (hidden && lines.join("\n") === shown.join("\n")) return;
    sink.write(`${hidden ? "" : hideCursor}${erase()}${paint(lines)}`);
    hidden = true;
    shown = lines;
  };
  const restore = () => {
    if (hidden) sink.write(showCursor);
    hidden = false;
  };
  const settle = () => {
    shown = [];
    picture = "";
    restore();
  };
  return {
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
      if (shown.length > 0) sink.write(erase());
      print();
      if (shown.length > 0) sink.write(paint(shown));
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

/** What is beneath the picture is always there; the picture has the rest of the screen. */
function bounded(picture: string, under: string | undefined, { columns = 80, rows = 24 }: Sink): string[] {
  const split = (text: string) => text.replaceAll("\t", "  ").split("\n");
  const beneath = under === undefined ? [] : split(under).slice(0, Math.max(1, rows - 1));
  const lines = picture === "" && under !== undefined ? [] : split(picture);
  const height = Math.max(under === undefined ? 1 : 0, rows - 1 - beneath.length);
  const kept =
    lines.length > height
      ? [...lines.slice(0, Math.max(0, height - 1)), `… ${lines.length - height + 1} more`].slice(0, height)
      : lines;
  return [...kept, ...beneath].map((line) => truncate(line, Math.max(1, columns - 1)));
}
