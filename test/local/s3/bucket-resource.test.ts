import {
  CreateBucketCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import type { JsonObject } from "../../../src/local/json.ts";
import type { ResourceRequest } from "../../../src/local/resource.ts";
import { Bucket, serve } from "./serve.ts";

/** A bucket as this project's templates write it. */
const properties: JsonObject = {
  BucketName: Bucket,
  BucketEncryption: {
    ServerSideEncryptionConfiguration: [
      { ServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms", KMSMasterKeyID: "key" }, BucketKeyEnabled: true },
    ],
  },
  VersioningConfiguration: { Status: "Enabled" },
  OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
  PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: "true" },
  LifecycleConfiguration: {
    Rules: [
      { Id: "uploads", Status: "Enabled", AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
      { Id: "versions", Status: "Enabled", NoncurrentVersionExpiration: { NoncurrentDays: 30 } },
      {
        Id: "archive",
        Status: "Enabled",
        Prefix: "worlds/",
        ExpirationInDays: 400,
        Transitions: [{ StorageClass: "GLACIER_IR", TransitionInDays: 90 }],
      },
    ],
  },
  LoggingConfiguration: { DestinationBucketName: "gworld-logs", LogFilePrefix: "state/" },
  Tags: [{ Key: "own", Value: "1" }],
};

const request = (type: string, given: JsonObject, token = "t1"): ResourceRequest & { physicalId: string } => ({
  account: "000000000000",
  region: "us-east-1",
  stackId: "arn:aws:cloudformation:us-east-1:000000000000:stack/gworld-bootstrap/1",
  stackName: "gworld-bootstrap",
  logicalId: "StateBucket",
  type,
  properties: given,
  tags: { stack: "bootstrap" },
  token,
  generatedName: (length) => "Gworld-Bootstrap-StateBucket-1ABC".slice(0, length),
  physicalId: Bucket,
});

async function provided() {
  const served = await serve();
  const provider = (type: string) => {
    const found = served.part.resources.find(({ types }) => types.includes(type));
    if (found === undefined) throw new Error(`nothing makes ${type}`);
    return found;
  };
  return { ...served, buckets: provider("AWS::S3::Bucket"), policies: provider("AWS::S3::BucketPolicy") };
}

const bucket = (given: JsonObject = properties, token?: string) => request("AWS::S3::Bucket", given, token);

test("a template's bucket is made with all its settings and the stack's tags", async () => {
  const { s3, buckets } = await provided();
  expect(await buckets.create(bucket())).toEqual({
    state: "done",
    physicalId: Bucket,
    attributes: {
      Arn: "arn:aws:s3:::gworld-test",
      DomainName: "gworld-test.s3.amazonaws.com",
      RegionalDomainName: "gworld-test.s3.us-east-1.amazonaws.com",
      DualStackDomainName: "gworld-test.s3.dualstack.us-east-1.amazonaws.com",
      WebsiteURL: "http://gworld-test.s3-website-us-east-1.amazonaws.com",
    },
  });
  expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe("Enabled");
  expect((await s3.send(new GetBucketEncryptionCommand({ Bucket }))).ServerSideEncryptionConfiguration?.Rules).toEqual([
    { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms", KMSMasterKeyID: "key" }, BucketKeyEnabled: true },
  ]);
  expect((await s3.send(new GetPublicAccessBlockCommand({ Bucket }))).PublicAccessBlockConfiguration).toEqual({
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: false,
    RestrictPublicBuckets: false,
  });
  expect((await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules).toEqual([
    {
      ID: "uploads",
      Status: "Enabled",
      Filter: { Prefix: "" },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
    },
    { ID: "versions", Status: "Enabled", Filter: { Prefix: "" }, NoncurrentVersionExpiration: { NoncurrentDays: 30 } },
    {
      ID: "archive",
      Status: "Enabled",
      Filter: { Prefix: "worlds/" },
      Expiration: { Days: 400 },
      Transitions: [{ StorageClass: "GLACIER_IR", Days: 90 }],
    },
  ]);
  expect((await s3.send(new GetBucketLoggingCommand({ Bucket }))).LoggingEnabled).toEqual({
    TargetBucket: "gworld-logs",
    TargetPrefix: "state/",
  });
  expect((await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual([
    { Key: "stack", Value: "bootstrap" },
    { Key: "own", Value: "1" },
  ]);
});

test("a bucket without a name takes the generated one in small letters", async () => {
  const { buckets } = await provided();
  expect(await buckets.create(bucket({}))).toMatchObject({ physicalId: "gworld-bootstrap-statebucket-1abc" });
});

test("asked again with its token it is the same bucket; another token, or a bucket made by hand, finds the name taken", async () => {
  const { s3, buckets } = await provided();
  await buckets.create(bucket());
  expect(await buckets.create(bucket())).toMatchObject({ state: "done" });
  const taken = (name: string, token: string) => ({
    state: "failed",
    reason: `Resource handler returned message: "Resource of type 'AWS::S3::Bucket' with identifier '${name}' already exists." (RequestToken: ${token}, HandlerErrorCode: AlreadyExists)`,
  });
  expect(await buckets.create(bucket(properties, "t2"))).toEqual(taken(Bucket, "t2"));
  await s3.send(new CreateBucketCommand({ Bucket: "gworld-hand" }));
  expect(await buckets.create(bucket({ BucketName: "gworld-hand" }))).toEqual(taken("gworld-hand", "t1"));
});

test("a setting that leaves the template goes back to S3's default, versioning to suspended", async () => {
  const { s3, buckets } = await provided();
  await buckets.create(bucket());
  const update = { ...bucket({ BucketName: Bucket }), previous: properties };
  expect(await buckets.update(update)).toMatchObject({ state: "done" });
  expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe("Suspended");
  await expect(s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).rejects.toMatchObject({
    name: "NoSuchLifecycleConfiguration",
  });
  expect((await s3.send(new GetPublicAccessBlockCommand({ Bucket }))).PublicAccessBlockConfiguration).toMatchObject({
    RestrictPublicBuckets: true,
  });
});

test("a bucket with objects is not deleted; an empty one is, as often as asked", async () => {
  const { s3, buckets } = await provided();
  await buckets.create(bucket({ BucketName: Bucket }));
  await s3.send(new PutObjectCommand({ Bucket, Key: "a", Body: "x" }));
  expect(await buckets.delete(bucket())).toEqual({
    state: "failed",
    reason:
      'Resource handler returned message: "The bucket you tried to delete is not empty" (RequestToken: t1, HandlerErrorCode: InvalidRequest)',
    physicalId: Bucket,
  });
  await buckets.create(bucket({ BucketName: "gworld-empty" }));
  const empty = { ...bucket(), physicalId: "gworld-empty" };
  for (let time = 0; time < 2; time += 1) expect(await buckets.delete(empty)).toMatchObject({ state: "done" });
  await expect(s3.send(new HeadBucketCommand({ Bucket: "gworld-empty" }))).rejects.toMatchObject({ name: "NotFound" });
});

test("a policy is put on its bucket, stays through the bucket's updates, and goes with its resource", async () => {
  const { s3, buckets, policies } = await provided();
  const PolicyDocument = { Version: "2012-10-17", Statement: [{ Effect: "Deny", Principal: "*", Action: "s3:*" }] };
  const policy = request("AWS::S3::BucketPolicy", { Bucket, PolicyDocument });
  expect(await policies.create(policy)).toMatchObject({
    state: "failed",
    reason:
      'Resource handler returned message: "The specified bucket does not exist" (RequestToken: t1, HandlerErrorCode: NotFound)',
  });
  await buckets.create(bucket());
  expect(await policies.create(policy)).toEqual({ state: "done", physicalId: Bucket, attributes: {} });
  await buckets.update({ ...bucket(), previous: properties });
  expect(JSON.parse((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy ?? "")).toEqual(PolicyDocument);
  expect(await policies.delete(policy)).toMatchObject({ state: "done" });
  await expect(s3.send(new GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({ name: "NoSuchBucketPolicy" });
});
