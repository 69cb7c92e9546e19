import { afterAll, beforeAll, expect, test } from "vitest";
import { cloudFormationStacks } from "../../src/aws/cloudformation.ts";
import { systemClock } from "../../src/main/system-clock.ts";
import { followStacks } from "../../src/operations/follow.ts";
import { localCloudForTests } from "../fakes/local-cloud.ts";

let cloud: Awaited<ReturnType<typeof localCloudForTests>>;
beforeAll(async () => {
  cloud = await localCloudForTests();
});
afterAll(() => cloud.stop());

const topic = { Topic: { Type: "AWS::SNS::Topic" } };
/** Waits for a signal that nobody sends. */
const endless = {
  Handle: { Type: "AWS::CloudFormation::WaitConditionHandle" },
  Condition: {
    Type: "AWS::CloudFormation::WaitCondition",
    Properties: { Handle: { Ref: "Handle" }, Timeout: "40000" },
  },
};
const table = {
  Table: {
    Type: "AWS::DynamoDB::Table",
    Properties: {
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    },
  },
};
const input = (name: string, resources: object, terminationProtection = false) => ({
  name,
  template: { body: JSON.stringify({ Resources: resources }) },
  parameters: {},
  tags: {},
  capabilities: [],
  terminationProtection,
  token: `t-${name}`,
});

/** Follows operations and calls them off as soon as their endless resource is begun. */
function caller() {
  const stacks = cloudFormationStacks(cloud.clients, systemClock);
  const off = new AbortController();
  const follow = followStacks({
    clock: systemClock,
    signal: new AbortController().signal,
    off: off.signal,
    report: (event) => void (event.kind === "resource" && event.logicalId === "Condition" && off.abort()),
  });
  return { stacks, follow };
}

test("an update in work is taken back over HTTP, and followed to its end", async () => {
  const { stacks, follow } = caller();
  const stackId = await stacks.create(input("updated", topic));
  await follow(stacks, { stackId, name: "updated", after: undefined, fresh: true });
  const after = await stacks.newestEvent(stackId);
  const { id } = await stacks.createChangeSet(input("updated", { ...topic, ...endless }), "more");
  await stacks.execute({ id }, "execute");
  expect(await follow(stacks, { stackId, name: "updated", after, fresh: false })).toMatchObject({
    phase: "failed",
    stack: { status: "UPDATE_ROLLBACK_COMPLETE" },
    calledOff: { end: "back" },
  });
  await expect(stacks.cancelUpdate(stackId, "again")).rejects.toMatchObject({ awsCode: "ValidationError" });
});

test("a new stack is deleted again, though it is protected, and one that holds data is left going on", async () => {
  const { stacks, follow } = caller();
  const stackId = await stacks.create(input("without-data", { ...topic, ...endless }, true));
  const end = await follow(stacks, { stackId, name: "without-data", after: undefined, fresh: true });
  expect(end).toMatchObject({ phase: "gone", calledOff: { end: "deleted" } });
  const other = caller();
  const withData = await stacks.create(input("with-data", { ...table, ...endless }));
  expect(
    await other.follow(stacks, { stackId: withData, name: "with-data", after: undefined, fresh: true }),
  ).toMatchObject({ detached: true, calledOff: { end: "left", why: expect.stringContaining("Table") } });
  expect((await stacks.describe(withData))?.status).toBe("CREATE_IN_PROGRESS");
});
