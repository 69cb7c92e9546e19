import { durationText } from "../model/duration.ts";
import { shellWord } from "../model/shell-word.ts";
import type { ImportedSnapshot } from "../operations/snapshot-import.ts";
import type { Render } from "../ports/io.ts";
import { bytesText, countOf, countText } from "./amount-text.ts";
import { nextText, sentence, sentences } from "./next-text.ts";
import { safeLine } from "./safe-text.ts";

export { carryProgress } from "./carry-progress.ts";

export const importedText =
  (env: string): Render<ImportedSnapshot> =>
  ({ snapshotId, worldId, file, result, tick, consistency, origin, chunks, bytes, newBytes, seconds }, style) => {
    const what = `${style.bold(snapshotId)} of ${style.bold(safeLine(worldId))}, tick ${countText(tick)}`;
    const allow = consistency === "fuzzy" ? " --allow-fuzzy" : "";
    const from = `taken of ${safeLine(origin.worldId)} in ${safeLine(origin.environment)}`;
    const typed = `gworld snapshot import ${shellWord(file)}`;
    if (result === "checked")
      return [
        sentence(
          `${style.good("Checked")} ${what}: ${countOf(chunks, "chunk")}, ${bytesText(bytes)}; the file is whole`,
          style,
        ),
        nextText([`${typed} -e ${env}`], style),
      ].join("\n");
    const size = `${countOf(chunks, "chunk")}, ${bytesText(bytes)}, ${bytesText(newBytes)} of it new`;
    const head =
      result === "unchanged"
        ? [
            `${what}, is in ${style.bold(env)} already, whole. Of the file only the manifest was read.`,
            `  To read and prove all of it: ${typed} --check -e ${env}`,
          ]
        : [
            `${style.good(result === "repaired" ? "Repaired" : "Imported")} ${what}, ${result === "repaired" ? "in" : "into"} ${style.bold(env)}  ${style.dim(durationText(seconds * 1_000))}`,
            `  ${from}; ${size}; every byte is what was exported`,
          ];
    const next = [
      `gworld restore ${snapshotId} --as ${safeLine(worldId)}-copy${allow} -e ${env}`,
      [`gworld restore ${snapshotId}${allow} -e ${env}`, `makes ${safeLine(worldId)}, or replaces it`],
    ] as const;
    return [sentences(head, style), nextText(next, style)].join("\n");
  };
