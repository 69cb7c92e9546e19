import { afterAll, beforeAll, expect, test } from "vitest";
import { s3Objects } from "../../src/aws/s3.ts";
import { stsIdentity } from "../../src/aws/sts.ts";
import { localCloudForTests } from "../fakes/local-cloud.ts";

let cloud: Awaited<ReturnType<typeof localCloudForTests>>;
beforeAll(async () => {
  cloud = await localCloudForTests();
  const s3 = await cloud.clients.s3();
  await s3.createBucket({ Bucket: "worlds" });
  await s3.putBucketVersioning({ Bucket: "worlds", VersioningConfiguration: { Status: "Enabled" } });
});
afterAll(() => cloud.stop());

const objects = (owner = "000000000000") => s3Objects(cloud.clients, async () => owner);

test("a bucket is there, is not there, or is somebody else's", async () => {
  expect(await objects().bucketExists("worlds")).toBe(true);
  expect(await objects().bucketExists("nowhere")).toBe(false);
  await expect(objects("999999999999").bucketExists("worlds")).rejects.toMatchObject({
    code: "refused",
    message: expect.stringContaining("worlds is not ours"),
  });
});

test("what is put once stays as it was put, and something else under its name is refused", async () => {
  await objects().putOnce("worlds", "a.json", "first");
  await objects().putOnce("worlds", "a.json", "first");
  await expect(objects().putOnce("worlds", "a.json", "second")).rejects.toMatchObject({
    code: "unverified",
    message: expect.stringContaining("a.json in the bucket worlds is not what its name says"),
  });
  const s3 = await cloud.clients.s3();
  const { Body } = await s3.getObject({ Bucket: "worlds", Key: "a.json" });
  expect(await Body?.transformToString()).toBe("first");
  expect(await objects().get("worlds", "a.json")).toBe("first");
  expect(await objects().get("worlds", "none.json")).toBeUndefined();
  expect(await objects().get("no-such-bucket", "a.json")).toBeUndefined();
});

test("somebody else's bucket is not written to", async () => {
  await expect(objects("999999999999").putOnce("worlds", "b.json", "x")).rejects.toMatchObject({ code: "refused" });
});

test("emptying takes all versions and markers, telling how many", async () => {
  const s3 = await cloud.clients.s3();
  await s3.putObject({ Bucket: "worlds", Key: "b", Body: "1" });
  await s3.putObject({ Bucket: "worlds", Key: "b", Body: "2" });
  await s3.deleteObject({ Bucket: "worlds", Key: "b" });
  expect(await objects().isEmpty("worlds")).toBe(false);
  const told: number[] = [];
  await objects().empty("worlds", (count) => told.push(count));
  expect(told.at(-1)).toBe(4);
  expect(await objects().isEmpty("worlds")).toBe(true);
  await s3.deleteBucket({ Bucket: "worlds" });
  expect(await objects().isEmpty("worlds")).toBe(true);
  await objects().empty("worlds", () => undefined);
});

test("the URL is one that CloudFormation of the same endpoint reads", () => {
  expect(objects().url("b", "k")).toBe(`${cloud.endpoint}/b/k`);
});

test("who we are is asked once", async () => {
  const identity = stsIdentity(cloud.clients);
  expect(await identity.caller()).toMatchObject({
    account: "000000000000",
    region: "us-east-1",
    arn: expect.stringContaining("arn:aws:"),
  });
  expect(identity.caller()).toBe(identity.caller());
});
