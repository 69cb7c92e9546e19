import type { S3 } from "@aws-sdk/client-s3";
import { rejectedAs } from "../model/aws-error.ts";
import { GworldError } from "../model/error.ts";
import type { AwsClients } from "./clients.ts";
import { explain } from "./explain.ts";
import { readFailure } from "./sdk-failure.ts";
import { type KeyPage, listKeys, type Ours, removeKeys } from "./s3-keys.ts";

export interface BucketPlace {
  readonly bucket: string;
  /** The account that must own the bucket; undefined for one that may be anybody's. */
  readonly owner?: string | undefined;
}

/** Objects of one bucket, whole. */
export interface ObjectStore {
  /** True when it was stored, false when it was there. `sha256` (hex) is checked by S3 and kept with the object. */
  putOnce(key: string, body: Uint8Array | string, sha256?: string): Promise<boolean>;
  /** Stores it in place of what is there. */
  put(key: string, body: Uint8Array, sha256: string): Promise<void>;
  /** Writes over the very object that has this ETag. False where it is another by now, or gone. */
  replace(key: string, body: Uint8Array, over: { readonly sha256: string; readonly etag: string }): Promise<boolean>;
  /** Undefined for one that is not there; likewise `head`. With `most` no more than its first so many bytes. */
  read(key: string, most?: number): Promise<Uint8Array | undefined>;
  head(key: string): Promise<ObjectHead | undefined>;
  remove(keys: readonly string[]): Promise<void>;
  list(prefix: string, delimiter?: string): AsyncIterable<KeyPage>;
}

export interface ObjectHead {
  readonly size: number;
  /** In hex; undefined where S3 keeps none of the whole object. */
  readonly sha256: string | undefined;
  readonly etag: string;
}

export function objectStore(clients: AwsClients, { bucket, owner }: BucketPlace): ObjectStore {
  const ours: Ours = { Bucket: bucket, ...(owner !== undefined && { ExpectedBucketOwner: owner }) };
  const call = async <T>(action: string, run: (client: S3) => Promise<T>): Promise<T> => {
    try {
      const client = await clients.s3();
      return await explain(clients, `s3:${action} ${bucket}`, () => run(client));
    } catch (error) {
      throw rejectedAs(error, "NoSuchBucket") ? noBucket(bucket, error) : error;
    }
  };
  return {
    putOnce: (key, body, sha256) =>
      call("PutObject", (client) => once(client, { ...ours, Key: key, Body: body, ...sumOf(sha256) })),
    put: (key, body, sha256) =>
      call("PutObject", async (client) => {
        await client.putObject({ ...ours, Key: key, Body: body, ...sumOf(sha256) });
      }),
    replace: (key, body, { sha256, etag }) =>
      call("PutObject", (client) => over(client, { ...ours, Key: key, Body: body, IfMatch: etag, ...sumOf(sha256) })),
    read: (key, most) =>
      unlessAbsent(() =>
        call("GetObject", (client) => {
          const part = most === undefined ? {} : { Range: `bytes=0-${most - 1}` };
          return whole(client, { ...ours, Key: key, ...part });
        }),
      ),
    head: (key) =>
      unlessAbsent(() =>
        call("GetObject", async (client) => {
          const answer = await client.headObject({ ...ours, Key: key, ChecksumMode: "ENABLED" });
          const { ChecksumSHA256: sum, ContentLength = 0, ETag = "" } = answer;
          return { size: ContentLength, sha256: sum && Buffer.from(sum, "base64").toString("hex"), etag: ETag };
        }),
      ),
    remove: (keys) =>
      call("DeleteObject", async (client) => {
        if (keys.length > 0) await removeKeys(client, ours, keys);
      }),
    list: (prefix, delimiter) => listKeys(call, ours, prefix, delimiter),
  };
}

async function unlessAbsent<T>(run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    if (rejectedAs(error, "NoSuchKey") || rejectedAs(error, "NotFound")) return undefined;
    throw error;
  }
}

/** Bodies that break off are asked for anew so often: the SDK repeats only what has had no answer. */
const bodyTries = 5;

/** The body of an object, read to its end. */
export async function whole(client: S3, input: Parameters<S3["getObject"]>[0]): Promise<Uint8Array | undefined> {
  for (let tries = 1; ; tries += 1) {
    const { Body } = await client.getObject(input);
    try {
      return await Body?.transformToByteArray();
    } catch (error) {
      if (tries === bodyTries || readFailure(error)?.failure !== "unreachable") throw error;
    }
  }
}

const sumOf = (sha256: string | undefined) =>
  sha256 === undefined ? {} : { ChecksumSHA256: Buffer.from(sha256, "hex").toString("base64") };

/** Two writers of one key at a time: S3 refuses one, which then finds what the other wrote. */
const conflicts = 5;

/** True when it was stored, false when there was something already. */
export async function once(client: S3, input: Parameters<S3["putObject"]>[0]): Promise<boolean> {
  for (let tries = 1; ; tries += 1)
    try {
      await client.putObject({ ...input, IfNoneMatch: "*" });
      return true;
    } catch (error) {
      const name = error instanceof Error ? error.name : "";
      if (name === "PreconditionFailed") return false;
      if (name !== "ConditionalRequestConflict" || tries === conflicts) throw error;
    }
}

async function over(client: S3, input: Parameters<S3["putObject"]>[0]): Promise<boolean> {
  try {
    await client.putObject(input);
    return true;
  } catch (error) {
    const name = error instanceof Error ? error.name : "";
    if (["PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey"].includes(name)) return false;
    throw error;
  }
}

const noBucket = (bucket: string, cause: unknown) =>
  new GworldError("failed", `There is no bucket ${bucket}.`, {
    hint: "Its storage stack makes it: gworld deploy",
    cause,
  });
