import { rowsOf } from "../model/snapshot/answer.ts";
import type { Verdict } from "../model/retention.ts";
import type { PrunePlan, PruneResult, WorldPrune } from "../operations/snapshot-prune.ts";
import type { Render, Style } from "../ports/io.ts";
import { ageText, bytesText, countOf, shortText } from "./amount-text.ts";
import { nextText } from "./next-text.ts";
import { safeLine } from "./safe-text.ts";
import { table, type Column } from "./table.ts";

/** World by world what stays and what goes, each with its reasons, and what that frees. */
export const prunePlanText =
  ({ env, worlds, leftOver }: PrunePlan, now: number): Render<null> =>
  (_, style) => {
    if (worlds.length === 0 && leftOver.length === 0) return `No snapshots in ${env}.`;
    const left = leftOver.map(
      ({ worldId, gen }) => `Rows that a restore has left go: ${safeLine(worldId)}, generation ${gen}`,
    );
    return [
      ...worlds.map((world) => worldText(world, { env, now, style })),
      ...(left.length > 0 ? [left.join("\n")] : []),
    ].join("\n\n");
  };

function worldText(
  { worldId, verdicts, chunks, freedBytes, unnoted }: WorldPrune,
  { env, now, style }: { env: string; now: number; style: Style },
): string {
  const gone = verdicts.filter(({ keep }) => !keep).length;
  const head = `${style.bold(safeLine(worldId))} in ${style.bold(env)}: ${gone} of ${countOf(verdicts.length, "snapshot")} ${gone === 1 ? "goes" : "go"}`;
  const freed =
    chunks === 0 ? "nothing is freed" : `${countOf(chunks, "chunk")} that no other needs, ${bytesText(freedBytes)}`;
  const verb = unnoted === 1 ? "stays" : "stay";
  const lost = `${countOf(unnoted, "snapshot")} in the archive that the catalogue does not know ${verb}. Note them again:`;
  return [
    `${head}; ${freed}`,
    ...(unnoted > 0 ? [nextText([`gworld snapshot reindex ${safeLine(worldId)} -e ${env}`], style, lost)] : []),
    ...(verdicts.length > 0 ? [table(verdicts, columns(now), style)] : []),
  ].join("\n");
}

const columns = (now: number): readonly Column<Verdict>[] => [
  { title: "", text: ({ keep }, style) => (keep ? style.good("keep") : style.bad("drop")) },
  { title: "SNAPSHOT", text: ({ entry }) => entry.snapshotId, whole: true },
  { title: "AGE", text: ({ entry }) => ageText(now - Date.parse(entry.createdAt)), align: "right", spare: true },
  {
    title: "ROWS",
    text: ({ entry }) => (entry.items === undefined ? "" : shortText(rowsOf(entry.items))),
    align: "right",
    spare: true,
  },
  { title: "WHY", text: ({ reasons }) => reasons.join(", ") },
];

export const prunedText: Render<PruneResult> = (done, style) => {
  const { dropped, kept, chunks, freedBytes, collected, skipped } = done;
  const nothing = dropped.length === 0 && chunks === 0 && collected.length === 0;
  const head = nothing
    ? `${style.good("Nothing to prune:")} ${countOf(kept.length, "snapshot")} ${kept.length === 1 ? "stays" : "stay"}.`
    : `${style.good("Pruned")} ${countOf(dropped.length, "snapshot")}, kept ${kept.length}; ${countOf(chunks, "chunk")}, ${bytesText(freedBytes)} freed.`;
  return [
    head,
    ...collected.map(({ worldId, gen }) => `  Rows of generation ${gen} of ${safeLine(worldId)} are gone.`),
    ...skipped.map(({ worldId, reason }) => `${style.warn("Left out:")} ${safeLine(worldId)}. ${safeLine(reason)}`),
  ].join("\n");
};
