import type { Style } from "../ports/io.ts";
import { boundedRegex } from "../model/log-filter/linear-regex.ts";
import { splitColours, withoutColours } from "./ansi.ts";

export type Marking = (text: string, style: Style) => string;

/** As many places are marked in one text. */
const most = 1_000;

/** Marks what matches, and leaves the text's other colours as they are. Without colour nothing is marked. */
export function marking(pattern: RegExp | undefined): Marking {
  if (pattern === undefined) return (text) => text;
  const { source, flags } = boundedRegex(pattern);
  const all = new RegExp(source, `${flags}g`);
  return (text, style) => {
    if (text === "" || style.mark(text) === text) return text;
    const ranges = rangesIn(withoutColours(text), all);
    return ranges.length === 0 ? text : painted(text, ranges, style.mark);
  };
}

interface Range {
  readonly from: number;
  readonly to: number;
}

function rangesIn(text: string, pattern: RegExp): readonly Range[] {
  const ranges: Range[] = [];
  for (const { 0: found, index } of text.matchAll(pattern)) {
    if (found !== "") ranges.push({ from: index, to: index + found.length });
    if (ranges.length === most) break;
  }
  return ranges;
}

/** Colours stand between the parts and take no room. */
function painted(text: string, ranges: readonly Range[], mark: (text: string) => string): string {
  let at = 0;
  return splitColours(text)
    .map((part, index) => {
      if (index % 2 === 1) return part;
      const from = at;
      at += part.length;
      return paintedPart(part, from, { ranges, mark });
    })
    .join("");
}

function paintedPart(
  part: string,
  start: number,
  { ranges, mark }: { ranges: readonly Range[]; mark: (text: string) => string },
): string {
  let done = 0;
  let text = "";
  for (const { from, to } of ranges) {
    const [first, last] = [Math.max(from - start, done), Math.min(to - start, part.length)];
    if (first >= last) continue;
    // Word by word, because a line may be broken between any two.
    text += part.slice(done, first) + part.slice(first, last).replaceAll(/[^ \n]+/g, mark);
    done = last;
  }
  return text + part.slice(done);
}
