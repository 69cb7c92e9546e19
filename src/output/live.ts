import type { Live, Render, Style } from "../ports/io.ts";
import { jsonText } from "./json.ts";
import type { LiveArea } from "./live-area.ts";

/** A value redrawn in place; the last picture stays. */
export const liveFrame = <T>(area: LiveArea, render: Render<T>, style: () => Style): Live<T> => ({
  show: (value) => area.draw(render(value, style()).replace(/\n$/, "")),
  end: () => area.settle(),
});

/** What has changed, for a pipe: nothing is printed while nothing does. */
export function liveLines<T>(
  changes: (before: T | undefined, now: T, style: Style) => string | undefined,
  style: () => Style,
  print: (text: string) => void,
): Live<T> {
  let before: T | undefined;
  return {
    show(value) {
      const text = changes(before, value, style());
      before = value;
      if (text !== undefined) print(text);
    },
    end: () => {},
  };
}

/** One JSON object a line, for each value that differs from the one before. */
export function liveJson<T>(print: (text: string) => void): Live<T> {
  let before: string | undefined;
  return {
    show(value) {
      const text = jsonText(value);
      if (text !== before) print(text);
      before = text;
    },
    end: () => {},
  };
}
