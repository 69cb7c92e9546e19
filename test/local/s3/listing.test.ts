import { ListObjectsCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { compareKeys } from "../../../src/local/s3/key-order.ts";
import { type Entry, lastOf, listing } from "../../../src/local/s3/listing.ts";
import { Bucket, serveBucket } from "./serve.ts";

const key = fc.string({
  unit: fc.constantFrom("a", "b", "/", "-", "é", "漢", "\u{1f600}", "\uffee"),
  minLength: 1,
  maxLength: 8,
});
const keys = fc.uniqueArray(key, { maxLength: 30 });
const prefix = fc.oneof(fc.constant(""), fc.constantFrom("a", "a/", "/", "b"));
const delimiter = fc.constantFrom("", "/", "b");

/** What S3 lists, told naively: everything at once. */
function model(all: readonly string[], prefix: string, delimiter: string): readonly string[] {
  const rolled = all
    .filter((one) => one.startsWith(prefix))
    .map((one) => {
      const end = delimiter === "" ? -1 : one.indexOf(delimiter, prefix.length);
      return end < 0 ? one : `${one.slice(0, end + delimiter.length)} (prefix)`;
    });
  const bytes = (text: string) => Buffer.from(text);
  return [...new Set(rolled)].sort((a, b) => Buffer.compare(bytes(a), bytes(b)));
}

const named = (entry: Entry) => ("key" in entry ? entry.key : `${entry.commonPrefix} (prefix)`);

test("keys are in the order of their bytes", () => {
  fc.assert(
    fc.property(key, key, (a, b) => {
      expect(Math.sign(compareKeys(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
});

test("pages of any size put together are the model's listing", () => {
  fc.assert(
    fc.property(keys, prefix, delimiter, fc.integer({ min: 1, max: 7 }), (all, prefix, delimiter, limit) => {
      const sorted = [...all].sort(compareKeys);
      const found: string[] = [];
      let after = "";
      for (;;) {
        const page = listing(sorted, { prefix, delimiter, after, limit });
        expect(page.entries.length).toBeLessThanOrEqual(limit);
        found.push(...page.entries.map(named));
        if (!page.truncated) break;
        after = lastOf(page) ?? "";
      }
      expect(new Set(found)).toEqual(new Set(model(all, prefix, delimiter)));
      expect(found).toHaveLength(model(all, prefix, delimiter).length);
    }),
    { numRuns: 500 },
  );
});

test("keys that are not visible are as if they were not there", () => {
  fc.assert(
    fc.property(keys, prefix, delimiter, fc.func(fc.boolean()), (all, prefix, delimiter, visible) => {
      const sorted = [...all].sort(compareKeys);
      const request = { prefix, delimiter, after: "", limit: 5 };
      const hidden = listing(sorted, { ...request, visible });
      expect(hidden).toEqual(
        listing(
          sorted.filter((one) => visible(one)),
          request,
        ),
      );
    }),
  );
});

type Page = Pick<ListObjectsV2Command["input"], "Prefix" | "Delimiter" | "EncodingType">;

const readers = {
  "version 2": async (s3: S3Client, page: Page, MaxKeys: number) => {
    const found: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const answer = await s3.send(new ListObjectsV2Command({ Bucket, ...page, MaxKeys, ContinuationToken }));
      found.push(...(answer.Contents ?? []).map((one) => one.Key ?? ""));
      found.push(...(answer.CommonPrefixes ?? []).map((one) => `${one.Prefix} (prefix)`));
      expect(answer.KeyCount).toBeLessThanOrEqual(MaxKeys);
      ContinuationToken = answer.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    return found;
  },
  "version 1": async (s3: S3Client, page: Page, MaxKeys: number) => {
    const found: string[] = [];
    let Marker: string | undefined;
    do {
      const answer = await s3.send(new ListObjectsCommand({ Bucket, ...page, MaxKeys, Marker }));
      const contents = (answer.Contents ?? []).map((one) => one.Key ?? "");
      found.push(...contents, ...(answer.CommonPrefixes ?? []).map((one) => `${one.Prefix} (prefix)`));
      Marker = answer.IsTruncated ? (answer.NextMarker ?? contents.at(-1)) : undefined;
    } while (Marker !== undefined);
    return found;
  },
};

test.each(Object.entries(readers))("over the wire, %s lists what the model lists", async (_, read) => {
  const { s3 } = await serveBucket();
  const all = ["a", "a/", "a/1", "a/b/c", "a b+c", "b&<>\"'", "b/x", "ü/漢", "z\u{1f600}", "..", "../up"];
  for (const Key of all) await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
  for (const [Prefix, Delimiter] of [
    ["", ""],
    ["", "/"],
    ["a", "/"],
    ["a/", "/"],
    ["none", ""],
  ] as const)
    for (const limit of [1, 3, 1000])
      expect(new Set(await read(s3, { Prefix, Delimiter }, limit))).toEqual(new Set(model(all, Prefix, Delimiter)));
});

test("names can be asked for percent-encoded", async () => {
  const { s3 } = await serveBucket();
  await s3.send(new PutObjectCommand({ Bucket, Key: "a b/ü+\n", Body: "" }));
  const { Contents, EncodingType } = await s3.send(new ListObjectsV2Command({ Bucket, EncodingType: "url" }));
  expect(EncodingType).toBe("url");
  expect(Contents?.map(({ Key }) => Key)).toEqual(["a%20b/%C3%BC%2B%0A"]);
});

test.each([
  { input: { ContinuationToken: "made-up" }, message: "The continuation token provided is incorrect" },
  { input: { MaxKeys: -1 }, message: "Argument max-keys must be an integer between 0 and 2147483647" },
])("a listing is refused: $message", async ({ input, message }) => {
  const { s3 } = await serveBucket();
  await expect(s3.send(new ListObjectsV2Command({ Bucket, ...input }))).rejects.toMatchObject({
    name: "InvalidArgument",
    message,
  });
});

test("no keys may be asked for", async () => {
  const { s3 } = await serveBucket();
  await s3.send(new PutObjectCommand({ Bucket, Key: "a", Body: "" }));
  const answer = await s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 0 }));
  expect(answer).toMatchObject({ KeyCount: 0, IsTruncated: false });
});
