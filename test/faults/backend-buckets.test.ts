import { S3 } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bootstrap } from "../../src/commands/bootstrap.ts";
import { localCredentials } from "../../src/model/local-credentials.ts";
import { faultWorld, type FaultWorld } from "./fault-world.ts";
import { acts, somebodyElse } from "./somebody-else.ts";

let world: FaultWorld;
let s3: S3;
beforeEach(async () => {
  world = await faultWorld({ bootstrapped: false });
  s3 = s3In(world.config.region);
});
afterEach(async () => {
  s3.destroy();
  await world.stop();
});

const StackName = "gworld-bootstrap";
const Bucket = "gworld-state-000000000000-us-east-1";
const s3In = (region: string) =>
  new S3({ endpoint: world.endpoint, region, credentials: localCredentials, forcePathStyle: true });
const prepare = (...argv: string[]) => world.run(bootstrap, ...argv);

/** As whoever takes what a template asks for away from a bucket. */
async function undo() {
  await s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: "Suspended" } });
  await s3.deleteBucketEncryption({ Bucket });
  await s3.deletePublicAccessBlock({ Bucket });
}

async function kept() {
  const { Status } = await s3.getBucketVersioning({ Bucket });
  const { ServerSideEncryptionConfiguration: encryption } = await s3.getBucketEncryption({ Bucket });
  const rule = encryption?.Rules?.[0];
  const blocks = await s3.getPublicAccessBlock({ Bucket }).catch(() => undefined);
  return {
    Status,
    key: rule?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID,
    isPrivate: Object.values(blocks?.PublicAccessBlockConfiguration ?? { none: false }).every((one) => one === true),
  };
}

const keyArn = async () =>
  (await world.connect().stacks(world.config.region).describe(StackName))?.outputs["KeyArn"] ?? "no key";
const asDeclared = async () => ({ Status: "Enabled", key: await keyArn(), isPrivate: true });

test("53: a state bucket that is not kept as declared is told with its faults, and put right when that is approved", async () => {
  expect(await prepare("--yes")).toMatchObject({ exit: 0, result: { result: "created" } });
  expect(await kept()).toEqual(await asDeclared());
  await undo();
  const unasked = await prepare();
  expect(unasked).toMatchObject({ exit: 12 });
  expect(await kept()).toMatchObject({ Status: "Suspended", isPrivate: false });
  const again = await prepare("--yes");
  expect(again.stderr).toContain(
    `Put right: ${Bucket} keeps no versions, encrypts with AES256, not aws:kms, may be opened to the public`,
  );
  expect(again).toMatchObject({ exit: 0, result: { result: "updated", corrected: [Bucket] } });
  expect(await kept()).toEqual(await asDeclared());
  expect(await prepare()).toMatchObject({ exit: 0, result: { result: "unchanged" } });
});

test("53: a bucket that is taken over is kept as declared and under the key of its new stack, whatever it was before", async () => {
  expect(await prepare("--yes")).toMatchObject({ exit: 0 });
  const former = await keyArn();
  const other = somebodyElse(world);
  await other.updateTerminationProtection({ StackName, EnableTerminationProtection: false });
  await other.deleteStack({ StackName });
  await expect.poll(() => world.connect().stacks(world.config.region).describe(StackName)).toBeUndefined();
  await s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: "Suspended" } });
  const again = await prepare("--yes");
  expect(again.stderr).toContain(`Put right: ${Bucket} keeps no versions`);
  expect(again).toMatchObject({ exit: 0, result: { result: "created", corrected: [Bucket] } });
  expect(await keyArn()).not.toBe(former);
  expect(await kept()).toEqual(await asDeclared());
  expect(await prepare()).toMatchObject({ exit: 0, result: { result: "unchanged" } });
});

test("53: a state bucket that is gone is refused with how to have it again, which then works", async () => {
  expect(await prepare("--yes")).toMatchObject({ exit: 0 });
  await s3.deleteBucket({ Bucket });
  const refused = await prepare("--yes");
  expect(refused.error).toMatchObject({ code: "notFound", message: expect.stringContaining(`${Bucket} of the state`) });
  expect(refused.error?.hint).toContain(`aws s3api create-bucket --bucket ${Bucket} --region us-east-1; then`);
  await s3.createBucket({ Bucket });
  expect(await prepare("--yes")).toMatchObject({ exit: 0, result: { result: "updated", corrected: [Bucket] } });
  expect(await kept()).toEqual(await asDeclared());
});

test("53: a bucket of our name in another Region is refused before anything is begun, with how to be rid of it", async () => {
  const elsewhere = s3In("eu-west-1");
  await elsewhere.createBucket({ Bucket, CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } });
  elsewhere.destroy();
  await world.forgetCalls();
  const refused = await prepare("--yes");
  expect(refused).toMatchObject({
    exit: 12,
    error: { message: expect.stringContaining(`The bucket ${Bucket} is in eu-west-1`) },
  });
  expect(refused.error?.hint).toContain(`aws s3 rb s3://${Bucket} --region eu-west-1`);
  expect(refused.error?.hint).toContain("gworld bootstrap --env dev");
  expect(acts(await world.calls())).toEqual([]);
});

test("53: a bucket of our name in another account is refused before anything is begun, with what to type", async () => {
  await world.breakCalls({ service: "s3", operation: "HeadBucket", code: "AccessDenied", status: 403, times: 10 });
  await world.forgetCalls();
  const refused = await prepare("--yes");
  expect(refused).toMatchObject({ exit: 12, error: { message: expect.stringContaining(`${Bucket} is not ours`) } });
  expect(refused.error?.hint).toContain("gworld whoami");
  expect(acts(await world.calls())).toEqual([]);
});

test("53: who may not see how a bucket is kept is told so, and prepares the rest", async () => {
  await world.breakCalls({ service: "s3", operation: "GetBucketVersioning", code: "AccessDenied", times: 100 });
  const done = await prepare("--yes");
  expect(done).toMatchObject({ exit: 0, result: { result: "created" } });
  expect(done.stdout).toContain(`How ${Bucket} is kept cannot be seen: not allowed: s3:GetBucketVersioning`);
});
