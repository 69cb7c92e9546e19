import { durationText } from "../model/duration.ts";
import { shellWord } from "../model/shell-word.ts";
import type { ExportedSnapshot } from "../operations/snapshot-export.ts";
import type { Render } from "../ports/io.ts";
import { bytesText, countOf } from "./amount-text.ts";
import { nextText, sentence } from "./next-text.ts";
import { safeLine } from "./safe-text.ts";

export { carryProgress } from "./carry-progress.ts";

export const exportedText: Render<ExportedSnapshot> = ({ snapshotId, worldId, file, bytes, chunks, seconds }, style) =>
  [
    sentence(
      `${style.good("Exported")} ${style.bold(snapshotId)} of ${style.bold(safeLine(worldId))} to ${style.bold(safeLine(file))}`,
      style,
    ),
    `  ${bytesText(bytes)}, ${countOf(chunks, "chunk")}, each as it was stored  ${style.dim(durationText(seconds * 1_000))}`,
    nextText([`gworld snapshot import ${safeLine(shellWord(file))} -e <env>`], style, "Elsewhere:"),
  ].join("\n");
