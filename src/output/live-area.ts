import type { Sink } from "./sink.ts";
import { safeOutput } from "./safe-text.ts";
import { truncate } from "./width.ts";

/** The lines at the bottom of a terminal that are redrawn in place. At most one picture is live at a time. */
export interface LiveArea {
  draw(picture: string): void;
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
  const erase = () => (shown.length === 0 ? "" : `\u001b[${shown.length}A\r\u001b[0J`);
  const paint = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join("");
  const restore = () => {
    if (hidden) sink.write(showCursor);
    hidden = false;
  };
  return {
    draw(picture) {
      const lines = bounded(safeOutput(picture, colour), sink);
      if (hidden && lines.join("\n") === shown.join("\n")) return;
      sink.write(`${hidden ? "" : hideCursor}${erase()}${paint(lines)}`);
      hidden = true;
      shown = lines;
    },
    above(print) {
      if (shown.length > 0) sink.write(erase());
      print();
      if (shown.length > 0) sink.write(paint(shown));
    },
    settle() {
      shown = [];
      restore();
    },
    restore,
  };
}

function bounded(picture: string, { columns = 80, rows = 24 }: Sink): string[] {
  const lines = picture.replaceAll("\t", "  ").split("\n");
  const height = Math.max(1, rows - 1);
  const kept = lines.length > height ? [...lines.slice(0, height - 1), `… ${lines.length - height + 1} more`] : lines;
  return kept.map((line) => truncate(line, Math.max(1, columns - 1)));
}
