import type { Retired } from "../model/world/world.ts";
import type { AbortPlan } from "../operations/restore-back/abort.ts";
import type { Undone, UndoPlan } from "../operations/restore-back.ts";
import type { Render } from "../ports/io.ts";
import { countText } from "./amount-text.ts";
import { safeLine } from "./safe-text.ts";
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
  ({ env, entry, stands }: AbortPlan): Render<null> =>
  (_, style) => {
    const world = `${style.bold(entry.worldId)} in ${style.bold(env)}`;
    const from = entry.snapshotId === "" ? "" : ` from ${safeLine(entry.snapshotId)}`;
    if (stands === "dropped") return sentence(`Remove what a dropped restore of ${world}${from} has left`, style);
    const lost = ["  The catalogue has lost it: nothing but the mark on the world says that there is one."];
    const lines = [...(stands === "lost" ? lost : []), "  What it has loaded so far goes."];
    return sentences([`Drop the restore of ${world}${from}`, ...lines], style);
  };

export const undoneText: Render<Undone> = ({ worldId, result, tick, gone, further }, style) => {
  if (result === "aborted")
    return `${style.good("Dropped")} the restore of ${style.bold(worldId)}; ${gone === true ? "there is no such world any more" : "the world is as it was"}. What it had loaded is gone.`;
  const at = `${style.bold(worldId)} is at tick ${countText(tick ?? 0)}`;
  if (result !== "unchanged") return `${style.good("Back")}: ${at} again.`;
  const next = further === undefined ? [] : [nextText([further], style, "What an earlier restore has replaced:")];
  return [`${at}: it was brought back already.`, ...next].join("\n");
};
