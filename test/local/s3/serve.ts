import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { onTestFinished } from "vitest";
import { type S3Part, s3Part } from "../../../src/local/s3/part.ts";
import { type ServeOptions, serveParts } from "../../../src/local/server.ts";
import type { Store } from "../../../src/local/store.ts";

export function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), "gworld-s3-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

interface Options extends Partial<ServeOptions> {
  /** Puts something between the part and its store. */
  readonly store?: (store: Store) => Store;
}

/** S3 of the local cloud over HTTP, and a client with the SDK's own defaults that never tries again. */
export async function serve({ store, ...options }: Options = {}) {
  const made: S3Part[] = [];
  const serving = await serveParts(
    (ground) => {
      const part = s3Part({ ...ground, store: store?.(ground.store) ?? ground.store });
      made.push(part);
      return [part];
    },
    { dir: folder(), ...options },
  );
  const [part] = made;
  if (part === undefined) throw new Error("no part was built");
  const client = (config: S3ClientConfig = {}) => {
    const one = new S3Client({
      endpoint: serving.endpoint,
      region: "us-east-1",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
      maxAttempts: 1,
      ...config,
    });
    onTestFinished(() => one.destroy());
    return one;
  };
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= serving.stop());
  onTestFinished(stop);
  return { endpoint: serving.endpoint, port: serving.port, dir: serving.dir, s3: client(), client, part, stop };
}

/** The same with one bucket in it. */
export async function serveBucket(options: Options = {}) {
  const served = await serve(options);
  await served.s3.send(new CreateBucketCommand({ Bucket }));
  return served;
}

export const Bucket = "gworld-test";

/** A header that the endpoint takes for a signature, for requests that no SDK would send. */
export const authorization =
  "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0";
