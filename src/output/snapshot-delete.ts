import type { DeletedSnapshot, SnapshotDeletePlan } from "../operations/snapshot-delete.ts";
import type { Render } from "../ports/io.ts";
import { bytesText, countOf, countText } from "./amount-text.ts";
import { safeLine } from "./safe-text.ts";

export const deletePlanText =
  ({ env, entry, isLast }: SnapshotDeletePlan): Render<null> =>
  (_, style) => {
    const { snapshotId, worldId, cut, name } = entry;
    const called = name === undefined ? "" : ` (${safeLine(name)})`;
    const head = `Delete snapshot ${style.bold(snapshotId)}${called} of ${style.bold(safeLine(worldId))} in ${style.bold(env)}, tick ${countText(cut?.tick ?? 0)}`;
    return isLast ? `${head}\n  ${style.bold("It is the last one of its world.")}` : head;
  };

export const deletedText: Render<DeletedSnapshot> = ({ snapshotId, chunks, freedBytes }, style) =>
  `${style.good("Deleted")} ${style.bold(snapshotId)}: ${countOf(chunks, "chunk")} that no other snapshot has, ${bytesText(freedBytes)}.`;

export const heldText: Render<{ readonly snapshotId: string; readonly held: boolean }> = (
  { snapshotId, held },
  style,
) =>
  held
    ? `${style.good("Held:")} nothing deletes ${style.bold(snapshotId)}.`
    : `${style.bold(snapshotId)} is held no more.`;
