import { isObject } from "../json.ts";
import type { Segment } from "./blobs.ts";
import type { Algorithm, Checksum } from "./checksum.ts";

/** A bucket and what was set on it. */
export interface BucketRecord {
  readonly name: string;
  readonly region: string;
  readonly createdAt: number;
  /** Empty as long as versioning was never switched on. */
  readonly versioning: "" | "Enabled" | "Suspended";
  /** Configurations by their subresource (`lifecycle`, `policy` ...), as the XML or JSON that was put. */
  readonly settings: Readonly<Record<string, string>>;
  /** Which step of which stack made it; empty when it came over the wire. */
  readonly origin: string;
}

/** One version of an object, or the marker of its deletion. */
export interface Version {
  /** `null` when it was made while versioning was off. */
  readonly id: string;
  readonly isMarker: boolean;
  /** Milliseconds since the epoch, whole seconds as S3 tells them. */
  readonly at: number;
  readonly size: number;
  /** Without quotation marks. */
  readonly etag: string;
  readonly segments: readonly Segment[];
  /** What a GET answers in headers: content type, user metadata, storage class, encryption. */
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly checksum: Checksum | null;
  /** How many parts it was uploaded in; 0 when it was put whole. */
  readonly parts: number;
}

/** A key and its versions, the newest first; there is at least one. */
export interface ObjectRecord {
  readonly bucket: string;
  readonly key: string;
  readonly versions: readonly Version[];
}

export interface UploadRecord {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly at: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly algorithm: Algorithm | null;
  readonly checksumType: "FULL_OBJECT" | "COMPOSITE";
}

export interface PartRecord extends Segment {
  readonly upload: string;
  readonly number: number;
  readonly at: number;
  readonly etag: string;
  readonly checksum: Checksum | null;
}

const hasTexts = (value: unknown, ...keys: readonly string[]) =>
  isObject(value) && keys.every((key) => typeof value[key] === "string");

export const isBucket = (value: unknown): value is BucketRecord =>
  isObject(value) && hasTexts(value, "name", "region", "versioning", "origin") && isObject(value["settings"]);

export const isObjectRecord = (value: unknown): value is ObjectRecord =>
  isObject(value) && hasTexts(value, "bucket", "key") && Array.isArray(value["versions"]);

export const isUpload = (value: unknown): value is UploadRecord =>
  isObject(value) && hasTexts(value, "id", "bucket", "key", "checksumType") && isObject(value["headers"]);

export const isPart = (value: unknown): value is PartRecord =>
  isObject(value) && hasTexts(value, "id", "upload", "etag") && typeof value["number"] === "number";
