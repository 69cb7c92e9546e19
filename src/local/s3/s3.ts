import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import type { Call } from "../service.ts";
import type { Table } from "../store.ts";
import type { Blobs } from "./blobs.ts";
import type { Catalogue } from "./catalogue.ts";
import type { InFlight } from "./in-flight.ts";
import type { BucketRecord, PartRecord, UploadRecord } from "./records.ts";

/** What every operation of S3 works with. */
export interface S3 {
  readonly account: string;
  readonly endpoint: () => string;
  readonly buckets: Table<BucketRecord>;
  readonly objects: Catalogue;
  readonly uploads: Table<UploadRecord>;
  readonly parts: Table<PartRecord>;
  readonly blobs: Blobs;
  readonly inFlight: InFlight;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** A request, its path taken apart. Bucket and key are empty where it names none. */
export interface S3Request {
  readonly method: string;
  readonly bucket: string;
  readonly key: string;
  readonly query: URLSearchParams;
  /** A header's value; repeated headers are joined by commas. */
  readonly header: (name: string) => string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: IncomingMessage;
  readonly call: Call;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** XML as text, bytes as a stream, nothing. */
  readonly body?: string | Readable;
}

export type S3Operation = (s3: S3, request: S3Request) => Answer | Promise<Answer>;

/** An operation by its name in the API; without one to run it is not here. */
export interface Route {
  readonly name: string;
  readonly run?: S3Operation;
}

export const xml = (body: string, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status: 200,
  headers: { "content-type": "application/xml", ...headers },
  body,
});

/** The time of the moment as S3 keeps it: whole seconds. */
export const wholeSecond = (milliseconds: number) => Math.floor(milliseconds / 1000) * 1000;
