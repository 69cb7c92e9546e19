import { GworldError } from "../error.ts";

/** A snapshot that is not as it was written. */
export const damagedSnapshot = (snapshotId: string, why: string) =>
  new GworldError("unverified", `${snapshotId} is damaged: ${why}.`, {
    hint: `See all that is damaged: gworld snapshot verify ${snapshotId}`,
  });
