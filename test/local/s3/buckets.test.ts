import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketLifecycleCommand,
  DeleteBucketPolicyCommand,
  DeletePublicAccessBlockCommand,
  GetBucketAclCommand,
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketLoggingCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketReplicationCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetObjectAttributesCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketReplicationCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { request as httpRequest } from "node:http";
import { expect, test } from "vitest";
import { authorization, Bucket, serve, serveBucket } from "./serve.ts";

test("names are global: one owner, one Region, told by HEAD, location and list", async () => {
  const { s3, client } = await serve();
  const european = client({ region: "eu-west-1" });
  await european.send(
    new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } }),
  );
  await s3.send(new CreateBucketCommand({ Bucket: "gworld-other" }));
  expect((await european.send(new HeadBucketCommand({ Bucket }))).BucketRegion).toBe("eu-west-1");
  expect((await s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBe("eu-west-1");
  expect((await s3.send(new GetBucketLocationCommand({ Bucket: "gworld-other" }))).LocationConstraint).toBeUndefined();
  const { Buckets } = await s3.send(new ListBucketsCommand({}));
  expect(Buckets?.map(({ Name, BucketRegion }) => [Name, BucketRegion])).toEqual([
    ["gworld-other", "us-east-1"],
    [Bucket, "eu-west-1"],
  ]);
  await expect(
    european.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } })),
  ).rejects.toMatchObject({ name: "BucketAlreadyOwnedByYou" });
  await s3.send(new CreateBucketCommand({ Bucket: "gworld-other" }));
});

test("a bucket is reached from its own Region only, and a foreign request is told which", async () => {
  const { client } = await serveBucket();
  const failure = client({ region: "eu-west-1" }).send(new HeadBucketCommand({ Bucket }));
  await expect(failure).rejects.toMatchObject({ $metadata: { httpStatusCode: 301 } });
  await expect(
    client({ region: "eu-west-1", followRegionRedirects: true }).send(new HeadBucketCommand({ Bucket })),
  ).resolves.toMatchObject({ BucketRegion: "us-east-1" });
});

test.each(["ab", "A-capital", "with_underscore", "two..dots", "192.168.0.1", "xn--bucket", "-dash", "x".repeat(64)])(
  "%s names no bucket",
  async (name) => {
    const { endpoint } = await serve();
    const answer = await fetch(`${endpoint}/${name}`, { method: "PUT", headers: { authorization } });
    expect([answer.status, await answer.text()]).toEqual([
      400,
      expect.stringContaining("<Code>InvalidBucketName</Code>"),
    ]);
  },
);

test("an object is reached by the bucket's name in the host, too", async () => {
  const { s3, port } = await serveBucket();
  await s3.send(new PutObjectCommand({ Bucket, Key: "a/b", Body: "hosted" }));
  const body = await new Promise((resolve, reject) => {
    const asking = httpRequest({
      port,
      path: "/a/b",
      headers: { authorization, host: `${Bucket}.localhost:${port}` },
    });
    asking.on("error", reject);
    asking.on("response", (response) => {
      response.setEncoding("utf8");
      response.on("data", resolve);
    });
    asking.end();
  });
  expect(body).toBe("hosted");
});

test("a request that expects another owner is refused", async () => {
  const { s3 } = await serveBucket({ account: "111122223333" });
  const ask = (ExpectedBucketOwner: string) => s3.send(new GetBucketVersioningCommand({ Bucket, ExpectedBucketOwner }));
  await ask("111122223333");
  await expect(ask("999999999999")).rejects.toMatchObject({ name: "AccessDenied", $metadata: { httpStatusCode: 403 } });
});

test("a bucket is deleted when nothing is left in it, not before", async () => {
  const { s3 } = await serveBucket();
  await s3.send(new PutObjectCommand({ Bucket, Key: "a", Body: "x" }));
  await expect(s3.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({
    name: "BucketNotEmpty",
    message: "The bucket you tried to delete is not empty",
  });
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
  await expect(s3.send(new DeleteBucketCommand({ Bucket }))).rejects.toThrow(
    "The bucket you tried to delete is not empty. You must delete all versions in the bucket.",
  );
  await s3.send(new CreateBucketCommand({ Bucket: "gworld-empty" }));
  await s3.send(new DeleteBucketCommand({ Bucket: "gworld-empty" }));
  await expect(s3.send(new HeadBucketCommand({ Bucket: "gworld-empty" }))).rejects.toMatchObject({ name: "NotFound" });
});

test("a new bucket is private, encrypted and without lists, as S3 makes it", async () => {
  const { s3 } = await serveBucket();
  const all = { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true };
  expect((await s3.send(new GetPublicAccessBlockCommand({ Bucket }))).PublicAccessBlockConfiguration).toEqual(all);
  expect((await s3.send(new GetBucketOwnershipControlsCommand({ Bucket }))).OwnershipControls?.Rules).toEqual([
    { ObjectOwnership: "BucketOwnerEnforced" },
  ]);
  const { ServerSideEncryptionConfiguration } = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
  expect(ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault).toEqual({
    SSEAlgorithm: "AES256",
  });
  expect((await s3.send(new GetBucketAclCommand({ Bucket }))).Grants).toMatchObject([{ Permission: "FULL_CONTROL" }]);
  expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBeUndefined();
  expect((await s3.send(new GetBucketLoggingCommand({ Bucket }))).LoggingEnabled).toBeUndefined();
  const { $metadata: _, ...notification } = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
  expect(notification).toEqual({});
});

test("what was never set answers the error of its own", async () => {
  const { s3 } = await serveBucket();
  const name = (error: unknown) => (error instanceof Error ? error.name : error);
  expect(
    await Promise.all([
      s3.send(new GetBucketPolicyCommand({ Bucket })).catch(name),
      s3.send(new GetBucketTaggingCommand({ Bucket })).catch(name),
      s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket })).catch(name),
      s3.send(new GetBucketCorsCommand({ Bucket })).catch(name),
      s3.send(new GetBucketReplicationCommand({ Bucket })).catch(name),
    ]),
  ).toEqual([
    "NoSuchBucketPolicy",
    "NoSuchTagSet",
    "NoSuchLifecycleConfiguration",
    "NoSuchCORSConfiguration",
    "ReplicationConfigurationNotFoundError",
  ]);
});

test("settings are kept over a restart and forgotten when deleted", async () => {
  const first = await serveBucket();
  const { s3: before } = first;
  const Policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*" }],
  });
  const Rules = [{ ID: "old", Status: "Enabled" as const, Filter: { Prefix: "logs/" }, Expiration: { Days: 30 } }];
  await before.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  await before.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }));
  await before.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [{ Key: "a", Value: "b" }] } }));
  const rule = {
    ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" as const, KMSMasterKeyID: "key" },
    BucketKeyEnabled: true,
  };
  await before.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules: [rule] } }));
  await before.send(new DeletePublicAccessBlockCommand({ Bucket }));
  await first.stop();
  const { s3 } = await serveBucket({ dir: first.dir });
  expect((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toBe(Policy);
  expect((await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules).toEqual(Rules);
  expect((await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual([{ Key: "a", Value: "b" }]);
  await expect(s3.send(new GetPublicAccessBlockCommand({ Bucket }))).rejects.toMatchObject({
    name: "NoSuchPublicAccessBlockConfiguration",
  });
  await s3.send(new PutObjectCommand({ Bucket, Key: "secret", Body: "x" }));
  expect(await s3.send(new HeadObjectCommand({ Bucket, Key: "secret" }))).toMatchObject({
    ServerSideEncryption: "aws:kms",
    SSEKMSKeyId: "key",
    BucketKeyEnabled: true,
  });
  await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
  await s3.send(new DeleteBucketLifecycleCommand({ Bucket }));
  await expect(s3.send(new GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({ name: "NoSuchBucketPolicy" });
  await expect(s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).rejects.toMatchObject({
    name: "NoSuchLifecycleConfiguration",
  });
});

test("what would promise something that never happens is not taken", async () => {
  const { s3 } = await serveBucket();
  await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: {} }));
  const TopicConfigurations = [{ TopicArn: "arn:aws:sns:us-east-1:0:t", Events: ["s3:ObjectCreated:*" as const] }];
  await expect(
    s3.send(
      new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: { TopicConfigurations } }),
    ),
  ).rejects.toMatchObject({ name: "UnsupportedOperation" });
  await expect(
    s3.send(new PutBucketReplicationCommand({ Bucket, ReplicationConfiguration: { Role: "r", Rules: [] } })),
  ).rejects.toMatchObject({ message: "S3 PutBucketReplication is not part of the local cloud." });
  await expect(
    s3.send(new GetObjectAttributesCommand({ Bucket, Key: "a", ObjectAttributes: ["ETag"] })),
  ).rejects.toMatchObject({
    name: "UnsupportedOperation",
    message: "S3 GetObjectAttributes is not part of the local cloud.",
    $metadata: { httpStatusCode: 501 },
  });
});

test.each(["not json", "[]", "{}", '{"Statement":[]}'])("%s is no policy", async (Policy) => {
  const { s3 } = await serveBucket();
  await expect(s3.send(new PutBucketPolicyCommand({ Bucket, Policy }))).rejects.toMatchObject({
    name: "MalformedPolicy",
  });
});

// S3 user guide, Lifecycle configuration elements; the code and text for a rule without an action are recorded of AWS.
test.each([
  { why: "that does nothing", rule: { Filter: { Prefix: "" }, Status: "Enabled" as const }, name: "InvalidRequest" },
  { why: "for no objects", rule: { Expiration: { Days: 1 }, Status: "Enabled" as const }, name: "MalformedXML" },
  {
    why: "without status",
    rule: { Filter: { Prefix: "" }, Expiration: { Days: 1 }, Status: undefined },
    name: "MalformedXML",
  },
])("a lifecycle rule $why is refused with $name, and none is kept", async ({ rule, name }) => {
  const { s3 } = await serveBucket();
  const LifecycleConfiguration = { Rules: [rule] };
  await expect(
    s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration })),
  ).rejects.toMatchObject({
    name,
    message:
      name === "InvalidRequest"
        ? "At least one action needs to be specified in a rule"
        : "The XML you provided was not well-formed or did not validate against our published schema",
  });
  await expect(s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).rejects.toMatchObject({
    name: "NoSuchLifecycleConfiguration",
  });
});
