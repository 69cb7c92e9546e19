import type { S3 } from "@aws-sdk/client-s3";
import { GworldError } from "../model/error.ts";

export interface Ours {
  readonly Bucket: string;
  readonly ExpectedBucketOwner?: string;
}

export interface KeyPage {
  readonly objects: readonly { readonly key: string; readonly size: number; readonly at: number }[];
  /** With a delimiter: what stands before it. */
  readonly prefixes: readonly string[];
}

type Call = <T>(action: string, run: (client: S3) => Promise<T>) => Promise<T>;

/** Keys under a prefix, page by page. */
export async function* listKeys(call: Call, ours: Ours, prefix: string, delimiter?: string): AsyncGenerator<KeyPage> {
  let token: string | undefined;
  do {
    const page = await call("ListBucket", (client) =>
      client.listObjectsV2({
        ...ours,
        Prefix: prefix,
        ...(delimiter !== undefined && { Delimiter: delimiter }),
        ...(token !== undefined && { ContinuationToken: token }),
      }),
    );
    yield {
      objects: (page.Contents ?? []).map(({ Key = "", Size = 0, LastModified }) => ({
        key: Key,
        size: Size,
        at: LastModified?.getTime() ?? 0,
      })),
      prefixes: (page.CommonPrefixes ?? []).flatMap(({ Prefix }) => Prefix ?? []),
    };
    token = page.NextContinuationToken;
  } while (token !== undefined);
}

/** DeleteObjects takes so many keys. */
const atOnce = 1_000;

/** Removes objects; absent ones are no error. Says which could not be. */
export async function removeKeys(client: S3, ours: Ours, keys: readonly string[]): Promise<void> {
  for (let from = 0; from < keys.length; from += atOnce) {
    const Objects = keys.slice(from, from + atOnce).map((Key) => ({ Key }));
    const { Errors: errors = [] } = await client.deleteObjects({ ...ours, Delete: { Quiet: true, Objects } });
    const [first] = errors;
    if (first === undefined) continue;
    throw new GworldError(
      "failed",
      `${errors.length} objects in ${ours.Bucket} cannot be deleted, the first is ${first.Key ?? ""}: ${first.Message ?? first.Code ?? ""}`,
      { hint: "Your role may lack s3:DeleteObject, or a retention holds them; then run the same command again." },
    );
  }
}
