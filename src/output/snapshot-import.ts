import { durationText } from "../model/duration.ts";
import type { ImportedSnapshot } from "../operations/snapshot-import.ts";
import type { Render } from "../ports/io.ts";
import { bytesText, countOf, countText } from "./amount-text.ts";
import { nextText, sentences } from "./next-text.ts";
import { safeLine } from "./safe-text.ts";

export { carryProgress } from "./carry-progress.ts";

export const importedText =
  (env: string): Render<ImportedSnapshot> =>
  ({ snapshotId, worldId, result, tick, consistency, origin, chunks, bytes, newBytes, seconds }, style) => {
    const what = `${style.bold(snapshotId)} of ${style.bold(safeLine(worldId))}, tick ${countText(tick)}`;
    const allow = consistency === "fuzzy" ? " --allow-fuzzy" : "";
    const from = `taken of ${safeLine(origin.worldId)} in ${safeLine(origin.environment)}`;
    const size = `${countOf(chunks, "chunk")}, ${bytesText(bytes)}, ${bytesText(newBytes)} of it new`;
    const head =
      result === "unchanged"
        ? [`${what}, is in ${style.bold(env)} already.`]
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
