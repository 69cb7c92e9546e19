import type { Reindexed } from "../operations/snapshot-reindex.ts";
import type { Render } from "../ports/io.ts";
import { countOf } from "./amount-text.ts";
import { safeLine } from "./safe-text.ts";

export const reindexedText =
  (env: string): Render<Reindexed> =>
  ({ noted, known, problems }, style) =>
    [
      noted.length === 0
        ? `${style.good("Nothing was missing:")} the catalogue has ${countOf(known, "snapshot")} as the archive has ${known === 1 ? "it" : "them"}.`
        : `${style.good("Noted")} ${countOf(noted.length, "snapshot")}; ${known} ${known === 1 ? "was" : "were"} known. Holds do not come back.`,
      ...noted.map(({ snapshotId, worldId }) => `  ${snapshotId}  ${safeLine(worldId)}`),
      ...problems.map((problem) => `${style.bad("Problem:")} ${safeLine(problem)}`),
      ...(noted.length === 0 ? [] : [`${style.accent("Next:")} gworld snapshot list -e ${env}`]),
    ].join("\n");
