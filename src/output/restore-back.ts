import type { Retired } from "../model/world/world.ts";
import type { AbortPlan, Undone, UndoPlan } from "../operations/restore-back.ts";
import type { Render } from "../ports/io.ts";
import { countText } from "./amount-text.ts";

export const undoPlanText =
  ({ env, way, world, entry, tick }: UndoPlan, { gen }: Retired): Render<null> =>
  (_, style) =>
    `Bring ${style.bold(world.worldId)} in ${style.bold(env)} back from tick ${countText(world.tick)} to what it was at tick ${countText(tick)} (generation ${gen})\n  What is there now is kept for 24 hours in turn: gworld restore ${entry.restoreId} --${way === "undo" ? "redo" : "undo"} -e ${env}`;

export const abortPlanText =
  ({ env, entry }: AbortPlan): Render<null> =>
  (_, style) =>
    `Drop the restore of ${style.bold(entry.worldId)} in ${style.bold(env)} from ${entry.snapshotId}\n  What it has loaded so far goes.`;

export const undoneText: Render<Undone> = ({ worldId, result, tick, gone }, style) => {
  if (result === "aborted")
    return `${style.good("Dropped")} the restore of ${style.bold(worldId)}; ${gone === true ? "there is no such world any more" : "the world is as it was"}.`;
  const at = `${style.bold(worldId)} is at tick ${countText(tick ?? 0)}`;
  return result === "unchanged" ? `${at}: it was brought back already.` : `${style.good("Back")}: ${at} again.`;
};
