import type { Store, Table } from "../store.ts";
import { compareKeys, firstNot } from "./key-order.ts";
import { isObjectRecord, type ObjectRecord } from "./records.ts";

/** All objects, and of each bucket its keys in order. */
export interface Catalogue {
  get(bucket: string, key: string): ObjectRecord | undefined;
  /** Puts an object, or takes it away when no version is left. */
  put(object: ObjectRecord): void;
  /** The keys of a bucket in S3's order, deleted ones with their markers included. */
  keys(bucket: string): readonly string[];
  values(): readonly ObjectRecord[];
}

/** The objects as the journal has them; the order is rebuilt at start. */
export function catalogueIn(store: Store): Catalogue {
  const rows: Table<ObjectRecord> = store.table("s3.objects", isObjectRecord);
  const order = new Map<string, string[]>();
  for (const { bucket, key } of rows.values()) {
    const keys = order.get(bucket);
    if (keys === undefined) order.set(bucket, [key]);
    else keys.push(key);
  }
  for (const keys of order.values()) keys.sort(compareKeys);
  const at = (bucket: string, key: string) => `${bucket}/${key}`;
  return {
    get: (bucket, key) => rows.get(at(bucket, key)),
    put(object) {
      const { bucket, key, versions } = object;
      const known = rows.get(at(bucket, key)) !== undefined;
      const keys = order.get(bucket) ?? [];
      order.set(bucket, keys);
      const index = firstNot(keys, (other) => compareKeys(other, key) < 0);
      if (versions.length > 0) {
        rows.put(at(bucket, key), object);
        if (!known) keys.splice(index, 0, key);
      } else if (known) {
        rows.delete(at(bucket, key));
        keys.splice(index, 1);
      }
    },
    keys: (bucket) => order.get(bucket) ?? [],
    values: () => rows.values(),
  };
}
