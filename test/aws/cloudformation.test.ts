import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cloudFormationStacks } from "../../src/aws/cloudformation.ts";
import { stackEvents } from "../../src/aws/stack-events.ts";
import { s3Objects } from "../../src/aws/s3.ts";
import { stsIdentity } from "../../src/aws/sts.ts";
import { systemClock } from "../../src/main/system-clock.ts";
import type { AwsFailure } from "../../src/model/aws-error.ts";
import { stacksContract } from "../contracts/stacks.ts";
import { localCloudForTests } from "../fakes/local-cloud.ts";
import { rejected } from "../fakes/stacks.ts";

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

test("where events may not be read the newest one is not known; another failure to read it is one", async () => {
  const failing = (failure: AwsFailure) =>
    stackEvents(async () => Promise.reject(rejected(failure, failure, failure))).newestEvent("stack/1");
  expect(await failing("denied")).toBeUndefined();
  await expect(failing("throttled")).rejects.toThrow("throttled");
});

test("changes that CloudFormation leaves out because of their values are asked for again without", async () => {
  const clients = cloud.clients.inRegion("us-east-1");
  const client = await clients.cloudFormation();
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { output } = result;
      if (!("IncludePropertyValues" in args.input) || !("Changes" in output)) return result;
      const StatusReason = "[WARN] --include-property-values option can return incomplete ChangeSet data";
      return { ...result, output: { ...output, Changes: output.Changes?.slice(0, 1), StatusReason } };
    },
    { step: "initialize" },
  );
  const stacks = cloudFormationStacks(clients, systemClock);
  const body = (DisplayName: string) =>
    JSON.stringify({
      Resources: Object.fromEntries(
        ["A", "B"].map((id) => [id, { Type: "AWS::SNS::Topic", Properties: { DisplayName } }]),
      ),
    });
  const input = { name: "dropped", parameters: {}, tags: {}, capabilities: [], terminationProtection: false };
  const stackId = await stacks.create({ ...input, template: { body: body("one") }, token: "t1" });
  await expect.poll(async () => (await stacks.describe(stackId))?.status).toBe("CREATE_COMPLETE");
  const set = await stacks.createChangeSet({ ...input, template: { body: body("two") }, token: "t2" }, "gw-1");
  const values = [{ property: "Properties.DisplayName", before: "one", after: "two" }];
  expect(set.changes.toSorted((a, b) => (a.logicalId < b.logicalId ? -1 : 1))).toMatchObject([
    { logicalId: "A", properties: ["Properties.DisplayName"], values },
    { logicalId: "B", properties: ["Properties.DisplayName"], values: undefined },
  ]);
});
