import type { SnapshotEntry } from "../../model/catalogue.ts";
import { GworldError } from "../../model/error.ts";

/** The entry is not being created any more: somebody deleted it, or finished it in our place. */
export const overtaken = ({ snapshotId }: SnapshotEntry) =>
  new GworldError("locked", `Somebody else has changed snapshot ${snapshotId} while it was being taken.`, {
    hint: `See it: gworld snapshot show ${snapshotId}`,
  });
