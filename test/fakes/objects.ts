import { GworldError } from "../../src/model/error.ts";
import type { Objects } from "../../src/ports/objects.ts";

/** Buckets in memory. */
export function fakeObjects(initial: Readonly<Record<string, readonly string[]>> = {}) {
  const buckets = new Map(Object.entries(initial).map(([name, keys]) => [name, new Map(keys.map((key) => [key, ""]))]));
  const emptied: string[] = [];
  const port: Objects = {
    bucketExists: async (bucket) => buckets.has(bucket),
    settings: async () => ({ versioned: true, encryption: "AES256", isPrivate: true, region: "us-east-1" }),
    putSettings: async () => undefined,
    isEmpty: async (bucket) => (buckets.get(bucket)?.size ?? 0) === 0,
    async putOnce(bucket, key, body) {
      const objects = buckets.get(bucket);
      if (objects === undefined) throw new Error(`no bucket ${bucket}`);
      const there = objects.get(key) ?? body;
      if (there !== body) throw new GworldError("unverified", `${key} is not what its name says`, { hint: "" });
      objects.set(key, body);
    },
    get: async (bucket, key) => buckets.get(bucket)?.get(key),
    url: (bucket, key) => `https://${bucket}.example/${key}`,
    async empty(bucket, removed) {
      emptied.push(bucket);
      removed(buckets.get(bucket)?.size ?? 0);
      buckets.get(bucket)?.clear();
    },
    async deleteBucket(bucket) {
      buckets.delete(bucket);
    },
  };
  return { port, buckets, emptied };
}
