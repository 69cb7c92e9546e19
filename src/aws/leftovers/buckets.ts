import type { Objects } from "../../ports/objects.ts";
import type { Leaving } from "./leaving.ts";

/** Buckets of the account: one of somebody else's is refused by name. */
export const bucketLeftovers = (objects: Objects): Leaving => ({
  find: async (name) => ((await objects.bucketExists(name)) ? { physicalId: name } : undefined),
  remove: (name, { tell }) => objects.deleteBucket(name, (count) => tell(`${count} objects and versions are gone`)),
});
