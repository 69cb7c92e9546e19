import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Bucket, serve } from "./serve.ts";

type Act =
  | { readonly kind: "put"; readonly key: string }
  | { readonly kind: "delete"; readonly key: string }
  | { readonly kind: "purge"; readonly key: string; readonly nth: number }
  | { readonly kind: "version"; readonly status: "Enabled" | "Suspended" };

const key = fc.constantFrom("a", "b/1", "b/2");
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("put" as const), key }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("delete" as const), key }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("purge" as const), key, nth: fc.nat(3) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("version" as const),
      status: fc.constantFrom("Enabled" as const, "Suspended" as const),
    }),
  },
);

interface Kept {
  readonly id: string;
  /** Undefined for a delete marker. */
  readonly body: string | undefined;
}

/** S3's rules for versions, newest first, told in a few lines. */
class Model {
  status: "" | "Enabled" | "Suspended" = "";
  readonly keys = new Map<string, readonly Kept[]>();

  add(key: string, id: string, body: string | undefined) {
    const kept = this.keys.get(key) ?? [];
    this.keys.set(key, [{ id, body }, ...(id === "null" ? kept.filter((one) => one.id !== "null") : kept)]);
  }
  remove(key: string, id: string) {
    this.keys.set(
      key,
      (this.keys.get(key) ?? []).filter((one) => one.id !== id),
    );
  }
}

/** What a client was told and should have been told. */
type Fact = readonly [told: unknown, expected: unknown];

interface Place {
  readonly s3: S3Client;
  readonly Bucket: string;
  readonly model: Model;
}

async function step({ s3, Bucket, model }: Place, act: Act, body: string): Promise<readonly Fact[]> {
  if (act.kind === "version") {
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: act.status } }));
    model.status = act.status;
    return [];
  }
  const Key = act.key;
  if (act.kind === "put") {
    const { VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key, Body: body }));
    model.add(Key, VersionId ?? "null", body);
    return [
      [VersionId === undefined, model.status === ""],
      [VersionId === "null", model.status === "Suspended"],
    ];
  }
  if (act.kind === "delete") {
    const { VersionId, DeleteMarker } = await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    if (model.status === "") model.remove(Key, "null");
    else model.add(Key, VersionId ?? "null", undefined);
    return [[DeleteMarker ?? false, model.status !== ""]];
  }
  const kept = model.keys.get(Key) ?? [];
  const VersionId = kept[act.nth]?.id ?? "null";
  const found = kept.find(({ id }) => id === VersionId);
  const answer = await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
  model.remove(Key, VersionId);
  return [[answer.DeleteMarker ?? false, found !== undefined && found.body === undefined]];
}

/** Everything the bucket tells about its versions, in pages. */
async function told(s3: S3Client, Bucket: string, MaxKeys: number): Promise<readonly string[]> {
  const found: string[] = [];
  let markers: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
  for (;;) {
    const page = await s3.send(new ListObjectVersionsCommand({ Bucket, MaxKeys, ...markers }));
    const entries = [page.Versions ?? [], page.DeleteMarkers ?? []].flatMap((some, kind) =>
      some.map(({ Key, VersionId, IsLatest }) => JSON.stringify([Key, VersionId, IsLatest, kind === 1])),
    );
    found.push(...entries);
    if (!page.IsTruncated) return found;
    markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
  }
}

async function bodies({ s3, Bucket, model }: Place): Promise<readonly Fact[]> {
  const facts: Fact[] = [];
  for (const [Key, kept] of model.keys)
    for (const { id, body } of kept) {
      if (body === undefined) continue;
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, VersionId: id }));
      facts.push([await Body?.transformToString(), body]);
    }
  return facts;
}

test("any sequence of writes, deletions and switches leaves what the model says", async () => {
  const { s3 } = await serve();
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 25 }), fc.integer({ min: 1, max: 4 }), async (acts, pageSize) => {
      runs += 1;
      const place = { s3, Bucket: `${Bucket}-${runs}`, model: new Model() };
      await s3.send(new CreateBucketCommand({ Bucket: place.Bucket }));
      const facts: Fact[] = [];
      for (const [index, one] of acts.entries()) facts.push(...(await step(place, one, `body ${index}`)));
      facts.push(...(await bodies(place)));
      expect(facts.map(([told]) => told)).toEqual(facts.map(([, expected]) => expected));
      const expected = [...place.model.keys].flatMap(([key, kept]) =>
        kept.map(({ id, body }, position) => JSON.stringify([key, id, position === 0, body === undefined])),
      );
      const all = await told(s3, place.Bucket, pageSize);
      expect(all).toHaveLength(expected.length);
      expect(new Set(all)).toEqual(new Set(expected));
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: place.Bucket }));
      const current = [...place.model.keys].filter(([, kept]) => kept[0]?.body !== undefined).map(([key]) => key);
      expect(Contents.map(({ Key }) => Key)).toEqual(current.sort(byName));
    }),
    { numRuns: 30 },
  );
});

const byName = (a: string, b: string) => (a < b ? -1 : 1);

test("a marker answers as S3 answers for it", async () => {
  const { s3 } = await serve();
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
  const at = { Bucket, Key: "a" };
  await s3.send(new PutObjectCommand({ ...at, Body: "x" }));
  const { VersionId } = await s3.send(new DeleteObjectCommand(at));
  await expect(s3.send(new GetObjectCommand(at))).rejects.toMatchObject({ name: "NoSuchKey" });
  await expect(s3.send(new GetObjectCommand({ ...at, VersionId }))).rejects.toMatchObject({ name: "MethodNotAllowed" });
  await expect(s3.send(new HeadObjectCommand({ ...at, VersionId: "0".repeat(32) }))).rejects.toMatchObject({
    $metadata: { httpStatusCode: 404 },
  });
  await expect(s3.send(new GetObjectCommand({ ...at, VersionId: "?" }))).rejects.toMatchObject({
    name: "InvalidArgument",
    message: "Invalid version id specified",
  });
});
