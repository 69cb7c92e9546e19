import type { BucketSettings } from "../model/bucket-settings.ts";

/** Objects in buckets. Every call names the account that must own the bucket, so that a squatted name is refused. */
export interface Objects {
  /** Throws `refused` when somebody else owns a bucket of this name. */
  bucketExists(bucket: string): Promise<boolean>;
  /** How a bucket that is there is kept, and in which Region. */
  settings(bucket: string): Promise<BucketSettings & { readonly region: string }>;
  putSettings(bucket: string, settings: BucketSettings): Promise<void>;
  /** Whether no object, version or delete marker is left. A bucket that does not exist is empty. */
  isEmpty(bucket: string): Promise<boolean>;
  /**
   * Writes once: an object that is already there is left as it is. Keys are content-addressed by the caller; throws
   * `unverified` where something else is there.
   */
  putOnce(bucket: string, key: string, body: string): Promise<void>;
  /** The text of an object; undefined where it, or its bucket, is not there. */
  get(bucket: string, key: string): Promise<string | undefined>;
  /** The URL CloudFormation reads a template from. */
  url(bucket: string, key: string): string;
  /** Removes all objects and versions, page by page, telling how many are gone. */
  empty(bucket: string, removed: (count: number) => void): Promise<void>;
  /** Empties a bucket and deletes it. One that is not there is no error. */
  deleteBucket(bucket: string, removed: (count: number) => void): Promise<void>;
}
