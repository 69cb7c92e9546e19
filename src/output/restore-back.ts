import type { Retired } from "../model/world/world.ts";
import type { AbortPlan } from "../operations/restore-back/abort.ts";
import type { Undone, UndoPlan } from "../operations/restore-back.ts";
import type { Render } from "../ports/io.ts";
import { countText } from "./amount-text.ts";
import { nextText, sentence, sentences } from "./next-text.ts";

export const undoPlanText =
  ({ env, way, world, entry, tick }: UndoPlan, { gen }: Retired): Render<null> =>
  (_, style) => {
    const head = `Bring ${style.bold(world.worldId)} in ${style.bold(env)} back from tick ${countText(world.tick)} to what it was at tick ${countText(tick)} (generation ${gen})`;
    const back = `gworld restore ${entry.restoreId} --${way === "undo" ? "redo" : "undo"} -e ${env}`;
    return [sentence(head, style), nextText([back], style, "  What is there now is kept for 24 hours in turn:")].join(
      "\n",
    );
  };

export const abortPlanText =
  ({ env, entry }: AbortPlan): Render<null> =>
  (_, style) =>
    sentences(
      [
        `Drop the restore of ${style.bold(entry.worldId)} in ${style.bold(env)} from ${entry.snapshotId}`,
        "  What it has loaded so far goes.",
      ],
      style,
    );

export const undoneText: Render<Undone> = ({ worldId, result, tick, gone }, style) => {
  if (result === "aborted")
    return `${style.good("Dropped")} the restore of ${style.bold(worldId)}; ${gone === true ? "there is no such world any more" : "the world is as it was"}.`;
  const at = `${style.bold(worldId)} is at tick ${countText(tick ?? 0)}`;
  return result === "unchanged" ? `${at}: it was brought back already.` : `${style.good("Back")}: ${at} again.`;
};
