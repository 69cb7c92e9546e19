import { expect, test } from "vitest";
import { readTemplateAt, s3Address } from "../../src/local/template-url.ts";

test.each([
  ["http://127.0.0.1:4600/bucket/a/b.json", "bucket", "a/b.json"],
  ["http://localhost:4600/bucket/b.json", "bucket", "b.json"],
  ["http://bucket.localhost:4600/a/b.json", "bucket", "a/b.json"],
  ["https://s3.amazonaws.com/bucket/b.json", "bucket", "b.json"],
  ["https://s3.eu-central-1.amazonaws.com/bucket/a%20b.json", "bucket", "a b.json"],
  ["https://bucket.s3.amazonaws.com/b.json", "bucket", "b.json"],
  ["https://my.bucket.s3.eu-central-1.amazonaws.com/a/b.json", "my.bucket", "a/b.json"],
  ["https://bucket.s3-eu-west-1.amazonaws.com/b.json", "bucket", "b.json"],
  ["https://bucket.s3.dualstack.eu-west-1.amazonaws.com/b.json", "bucket", "b.json"],
])("%s is an object in S3", (url, bucket, key) => {
  expect(s3Address(url)).toEqual({ bucket, key });
});

test.each(["http://localhost/only-a-bucket", "not a URL", "https://s3.amazonaws.com/"])("%s is none", (url) => {
  expect(() => s3Address(url)).toThrow("TemplateURL must be a supported URL.");
});

test("the text is what lies there", async () => {
  const read = async (bucket: string, key: string) => (bucket === "b" ? `template ${key}` : undefined);
  expect(await readTemplateAt("http://localhost/b/k", read)).toBe("template k");
  await expect(readTemplateAt("http://localhost/c/k", read)).rejects.toMatchObject({ code: "ValidationError" });
});
