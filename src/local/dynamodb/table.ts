import { isObject, type JsonObject } from "../json.ts";

/** A table as it was made and changed. Items, counts and index entries are elsewhere. */
export interface TableRecord {
  readonly name: string;
  readonly region: string;
  readonly arn: string;
  readonly id: string;
  /** Seconds since the epoch, as all times of DynamoDB. */
  readonly createdAt: number;
  readonly deleting: boolean;
  readonly keySchema: readonly JsonObject[];
  readonly attributes: readonly JsonObject[];
  readonly globalIndexes: readonly IndexRecord[];
  readonly localIndexes: readonly IndexRecord[];
  readonly onDemandSince: number | null;
  readonly throughput: JsonObject;
  readonly protected: boolean;
  readonly tableClass: string | null;
  readonly onDemandThroughput: JsonObject | null;
  readonly encryptionKeyArn: string | null;
  readonly stream: { readonly view: string; readonly label: string } | null;
  readonly recovery: { readonly since: number; readonly days: number } | null;
  readonly timeToLive: string | null;
  readonly tags: Readonly<Record<string, string>>;
  /** Which step of which stack made it; empty when it came over the wire. */
  readonly origin: string;
}

export interface IndexRecord {
  readonly name: string;
  readonly keySchema: readonly JsonObject[];
  readonly projection: JsonObject;
  readonly throughput: JsonObject;
  readonly onDemandThroughput: JsonObject | null;
  /** False while existing items are still being entered. */
  readonly filled: boolean;
  /** Its rows are being deleted; then it leaves the table. */
  readonly dropping?: boolean;
}

export const isFilling = ({ filled, dropping }: IndexRecord) => !filled && dropping !== true;

/** Whether a row of the journal is a table of this shape. */
export function isTableRecord(value: unknown): value is TableRecord {
  return (
    isObject(value) &&
    ["name", "region", "arn", "id", "origin"].every((key) => typeof value[key] === "string") &&
    ["keySchema", "attributes", "globalIndexes", "localIndexes"].every((key) => Array.isArray(value[key])) &&
    isObject(value["throughput"]) &&
    isObject(value["tags"])
  );
}

/** Tables are named once a Region. */
export const tableKey = (region: string, name: string) => `${region}/${name}`;
