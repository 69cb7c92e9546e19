import { createHash } from "node:crypto";
import type { ListObjectVersionsCommandOutput, S3 } from "@aws-sdk/client-s3";
import { type AwsError, failedAs, rejectedAs } from "../model/aws-error.ts";
import { GworldError } from "../model/error.ts";
import type { Objects } from "../ports/objects.ts";
import { bucketSettings } from "./bucket-settings.ts";
import type { AwsClients } from "./clients.ts";
import { explain } from "./explain.ts";
import { once, whole } from "./object-store.ts";

/** Buckets of the clients' Region that belong to `owner`'s account. */
export function s3Objects(clients: AwsClients, owner: () => Promise<string>): Objects {
  const call = async <T>(action: string, bucket: string, run: (client: S3, ours: Ours) => Promise<T>): Promise<T> => {
    const account = await owner();
    try {
      return await explain(clients, `s3:${action} ${bucket}`, async () =>
        run(await clients.s3(), { Bucket: bucket, ExpectedBucketOwner: account }),
      );
    } catch (error) {
      throw failedAs(error, "denied") ? notOurs(bucket, account, error) : error;
    }
  };
  return {
    ...bucketSettings(clients, owner),
    bucketExists: (bucket) =>
      unlessMissing(false, () =>
        call("ListBucket", bucket, async (client, ours) => {
          await client.headBucket(ours);
          return true;
        }),
      ),
    isEmpty: (bucket) =>
      unlessMissing(true, () =>
        call("ListBucketVersions", bucket, async (client, ours) => {
          const page = await client.listObjectVersions({ ...ours, MaxKeys: 1 });
          return keysOf(page).length === 0;
        }),
      ),
    putOnce: (bucket, key, body) => call("PutObject", bucket, (client, ours) => putOnce(client, ours, { key, body })),
    get: (bucket, key) =>
      unlessMissing(undefined, () =>
        call("GetObject", bucket, async (client, ours) => {
          const bytes = await whole(client, { ...ours, Key: key });
          return bytes && new TextDecoder().decode(bytes);
        }),
      ),
    url: (bucket, key) =>
      clients.endpoint === undefined
        ? `https://${bucket}.s3.${clients.region}.${domain(clients.region)}/${key}`
        : `${clients.endpoint.replace(/\/$/, "")}/${bucket}/${key}`,
    empty: (bucket, removed) =>
      unlessMissing(undefined, () =>
        call("DeleteObjectVersion", bucket, (client, ours) => empty(client, ours, removed)),
      ),
    deleteBucket: (bucket, removed) =>
      unlessMissing(undefined, () => call("DeleteBucket", bucket, (client, ours) => remove(client, ours, removed))),
  };
}

interface Ours {
  readonly Bucket: string;
  readonly ExpectedBucketOwner: string;
}

const domain = (region: string) => (region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com");

async function unlessMissing<T>(value: T, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (["NoSuchBucket", "NoSuchKey", "NotFound"].some((code) => rejectedAs(error, code))) return value;
    throw error;
  }
}

const notOurs = (bucket: string, account: string, cause: AwsError) =>
  new GworldError("refused", `The bucket ${bucket} is not ours to use: ${cause.awsMessage}`, {
    hint: `Either it belongs to another account than ${account}, or your role may not ${cause.action}. gworld whoami shows the role.`,
    cause,
  });

/** What a key says of its content is believed of nobody who could have written it. */
async function putOnce(client: S3, ours: Ours, { key, body }: { key: string; body: string }): Promise<void> {
  const stored = await once(client, { ...ours, Key: key, Body: body, ContentType: "application/json" });
  if (!stored) await refuseOther(client, ours, { key, body });
}

async function refuseOther(client: S3, ours: Ours, { key, body }: { key: string; body: string }): Promise<void> {
  const there = await whole(client, { ...ours, Key: key });
  if (there !== undefined && sha256(there) === sha256(body)) return;
  throw new GworldError(
    "unverified",
    `${key} in the bucket ${ours.Bucket} is not what its name says. Nothing was read from it.`,
    {
      hint: `Find out who wrote it, remove it with all its versions, then run the command again: aws s3api list-object-versions --bucket ${ours.Bucket} --prefix ${key}`,
    },
  );
}

const sha256 = (content: Uint8Array | string) => createHash("sha256").update(content).digest("hex");

async function empty(client: S3, ours: Ours, removed: (count: number) => void): Promise<void> {
  let count = 0;
  for (;;) {
    // Always the first page: what it listed is gone by the next turn.
    const keys = keysOf(await client.listObjectVersions({ ...ours, MaxKeys: 1_000 }));
    if (keys.length === 0) return;
    const { Errors: errors = [] } = await client.deleteObjects({
      ...ours,
      BypassGovernanceRetention: false,
      Delete: { Quiet: true, Objects: keys },
    });
    const [first] = errors;
    if (first !== undefined)
      throw new GworldError(
        "failed",
        `Cannot delete ${first.Key ?? "an object"} in ${ours.Bucket}: ${first.Message ?? first.Code ?? ""}`,
        {
          hint: "Objects under retention can be deleted when it ends; then run the command again.",
        },
      );
    count += keys.length;
    removed(count);
  }
}

/** Log deliveries may fill a bucket again between emptying and deleting it. */
const tries = 3;

async function remove(client: S3, ours: Ours, removed: (count: number) => void): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    await empty(client, ours, removed);
    try {
      await client.deleteBucket(ours);
      return;
    } catch (error) {
      if (attempt === tries || !(error instanceof Error) || error.name !== "BucketNotEmpty") throw error;
    }
  }
}

const keysOf = ({ Versions = [], DeleteMarkers = [] }: ListObjectVersionsCommandOutput) =>
  [...Versions, ...DeleteMarkers].flatMap(({ Key, VersionId }) =>
    Key === undefined ? [] : [{ Key, ...(VersionId !== undefined && { VersionId }) }],
  );
