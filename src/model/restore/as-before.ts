import type { RestoreEntry } from "../catalogue.ts";

/** What readers see of the world of a restore that has not come to its end: there may never have been one. */
export const asBefore = ({ mode, worldId }: Pick<RestoreEntry, "mode" | "worldId">) =>
  mode === "new" ? `nothing of ${worldId} is shown` : `${worldId} is as it was`;

/** The same as a sentence of its own. */
export const asBeforeSentence = (of: Pick<RestoreEntry, "mode" | "worldId">) =>
  of.mode === "new" ? `Nothing of ${of.worldId} is shown.` : `${of.worldId} is as it was.`;
