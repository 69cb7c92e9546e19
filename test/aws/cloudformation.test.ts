import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cloudFormationStacks } from "../../src/aws/cloudformation.ts";
import { s3Objects } from "../../src/aws/s3.ts";
import { stsIdentity } from "../../src/aws/sts.ts";
import { systemClock } from "../../src/main/system-clock.ts";
import { stacksContract } from "../contracts/stacks.ts";
import { localCloudForTests } from "../fakes/local-cloud.ts";

let cloud: Awaited<ReturnType<typeof localCloudForTests>>;
beforeAll(async () => {
  cloud = await localCloudForTests();
});
afterAll(() => cloud.stop());

describe("CloudFormation over HTTP keeps the contract", () => {
  stacksContract(async () => ({ clock: systemClock, stacks: cloudFormationStacks(cloud.clients, systemClock) }));
});

test("a template above the inline limit is read from the bucket", async () => {
  const stacks = cloudFormationStacks(cloud.clients, systemClock);
  const identity = stsIdentity(cloud.clients);
  const objects = s3Objects(cloud.clients, async () => (await identity.caller()).account);
  const s3 = await cloud.clients.s3();
  await s3.createBucket({ Bucket: "templates-of-test" });
  const body = JSON.stringify({
    Resources: { T: { Type: "AWS::SNS::Topic", Properties: { DisplayName: "x".repeat(60_000) } } },
  });
  await objects.putOnce("templates-of-test", "templates/a.json", body);
  const id = await stacks.create({
    name: "large",
    template: { url: objects.url("templates-of-test", "templates/a.json") },
    parameters: {},
    tags: {},
    capabilities: [],
    terminationProtection: false,
    token: "t",
  });
  expect(await stacks.template(id)).toHaveLength(body.length);
});

test("a template that cannot work is said in CloudFormation's words, and leaves no change set", async () => {
  const stacks = cloudFormationStacks(cloud.clients, systemClock);
  const broken = { Resources: { T: { Type: "AWS::SNS::Topic", Properties: { TopicName: { Ref: "Nowhere" } } } } };
  const input = {
    name: "broken",
    template: { body: JSON.stringify(broken) },
    parameters: {},
    tags: {},
    capabilities: [],
    terminationProtection: false,
    token: "t",
  };
  await expect(stacks.create(input)).rejects.toMatchObject({
    awsCode: "ValidationError",
    message: expect.stringContaining("Unresolved resource dependencies [Nowhere]"),
  });
});
