import { splitColours, withoutColours } from "./ansi.ts";

/** Made on first use: it costs as much as starting Node. */
let segmenter: Intl.Segmenter | undefined;
const graphemes = (text: string) => (segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" })).segment(text);

const plain = /^[\x20-\x7e]*$/;
const invisible = /^[\p{Mn}\p{Me}\p{Cc}\p{Cf}]+$/u;
const wide =
  /\p{Emoji_Presentation}|\ufe0f|[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18cff}\u{1aff0}-\u{1b2ff}\u{20000}-\u{3fffd}]/u;

const columnsOf = (grapheme: string) => (invisible.test(grapheme) ? 0 : wide.test(grapheme) ? 2 : 1);

/** Columns a text takes on a terminal; colours take none, wide characters two. */
export function displayWidth(text: string): number {
  const bare = withoutColours(text);
  if (plain.test(bare)) return bare.length;
  let columns = 0;
  for (const { segment } of graphemes(bare)) columns += columnsOf(segment);
  return columns;
}

/** Cuts to a number of columns, ending with an ellipsis when something was cut. Colours are kept and closed. */
export function truncate(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  if (columns <= 0) return "";
  let left = columns - 1;
  let kept = "";
  let isCut = false;
  for (const [index, part] of splitColours(text).entries()) {
    if (index % 2 === 1) kept += part;
    else {
      const piece = fitting(part, left);
      kept += piece.text;
      left = piece.text === part ? left - piece.columns : 0;
      if (piece.text !== part && !isCut) {
        kept += "…";
        isCut = true;
      }
    }
  }
  return kept;
}

/** Fills with spaces up to a number of columns. */
export function pad(text: string, columns: number, side: "left" | "right" = "left"): string {
  const space = " ".repeat(Math.max(0, columns - displayWidth(text)));
  return side === "left" ? text + space : space + text;
}

function fitting(text: string, columns: number) {
  let used = 0;
  let kept = "";
  for (const { segment } of graphemes(text)) {
    const next = used + columnsOf(segment);
    if (next > columns) break;
    used = next;
    kept += segment;
  }
  return { text: kept, columns: used };
}
