import type { Reindexed } from "../operations/snapshot-reindex.ts";
import type { Render } from "../ports/io.ts";
import { countOf } from "./amount-text.ts";
import { nextText, sentence } from "./next-text.ts";
import { safeLine } from "./safe-text.ts";

export const reindexedText =
  (env: string): Render<Reindexed> =>
  ({ noted, known, problems }, style) =>
    [
      noted.length === 0
        ? `${style.good("Nothing was missing:")} the catalogue has ${countOf(known, "snapshot")} as the archive has ${known === 1 ? "it" : "them"}.`
        : `${style.good("Noted")} ${countOf(noted.length, "snapshot")}; ${known} ${known === 1 ? "was" : "were"} known. Holds do not come back.`,
      ...noted.map(({ snapshotId, worldId }) => `  ${snapshotId}  ${safeLine(worldId)}`),
      ...problems.map((problem) => sentence(`${style.bad("Problem:")} ${safeLine(problem)}`, style)),
      ...(noted.length === 0 ? [] : [nextText([`gworld snapshot list -e ${env}`], style)]),
    ].join("\n");
