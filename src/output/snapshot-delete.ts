import type { DeletedSnapshot, SnapshotDeletePlan } from "../operations/snapshot-delete.ts";
import type { Render } from "../ports/io.ts";
import { bytesText, countOf, countText } from "./amount-text.ts";
import { sentences } from "./next-text.ts";
import { safeLine } from "./safe-text.ts";

export const deletePlanText =
  ({ env, entry, isLast, uncollected }: SnapshotDeletePlan): Render<null> =>
  (_, style) => {
    const { snapshotId, worldId, cut, name, state } = entry;
    const called = name === undefined ? "" : ` (${safeLine(name)})`;
    const at = cut === undefined ? "" : `, tick ${countText(cut.tick)}`;
    const left = state === "COMPLETE" ? "" : `, ${state.toLowerCase()}`;
    const lines = [
      `Delete snapshot ${style.bold(snapshotId)}${called} of ${style.bold(safeLine(worldId))} in ${style.bold(env)}${at}${left}`,
      ...uncollected.map((world) => `  What a dropped restore has left in ${safeLine(world)} goes first.`),
      ...(isLast ? [`  ${style.warn("It is the last good one of its world:")} nothing is left to restore from.`] : []),
    ];
    return sentences(lines, style);
  };

export const deletedText: Render<DeletedSnapshot> = ({ snapshotId, chunks, freedBytes }, style) =>
  `${style.good("Deleted")} ${style.bold(snapshotId)}: ${countOf(chunks, "chunk")} that no other snapshot has, ${bytesText(freedBytes)}.`;
