import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bootstrap } from "../../src/commands/bootstrap.ts";
import { deploy } from "../../src/commands/deploy.ts";
import { localCredentials } from "../../src/model/local-credentials.ts";
import { faultWorld, type FaultWorld } from "./fault-world.ts";
import { acts, somebodyElse, topicTemplate } from "./somebody-else.ts";

let world: FaultWorld;
beforeEach(async () => {
  world = await faultWorld({ bootstrapped: false });
});
afterEach(() => world.stop());

const StackName = "gworld-bootstrap";
const prepare = () => world.run(bootstrap, "--yes");
const backend = () => world.connect().stacks(world.config.region).describe(StackName);
const created = { exit: 0, result: { result: "created" } };
const deployNetwork = () => world.run(deploy, "--stack", "network", "--yes");

test("53: a preparation that failed is told with its cause, and the next one replaces what it has left", async () => {
  await world.breakResource({ logicalId: "StateTable", action: "create", reason: "no capacity", times: 1 });
  const failed = await prepare();
  expect(failed).toMatchObject({ exit: 1, error: { hint: expect.stringContaining("gworld bootstrap --env dev") } });
  expect(failed.error?.message).toContain("StateTable (AWS::DynamoDB::Table): no capacity");
  expect(await backend()).toMatchObject({ status: "ROLLBACK_COMPLETE", terminationProtection: true });
  expect(await prepare()).toMatchObject(created);
  expect(await backend()).toMatchObject({ status: "CREATE_COMPLETE", terminationProtection: true });
  expect(await prepare()).toMatchObject({ exit: 0, result: { result: "unchanged" } });
});

test("53: the change set and the empty shell of somebody's review stand in nobody's way", async () => {
  const other = somebodyElse(world);
  const TemplateBody = topicTemplate("reviewed");
  await other.createChangeSet({ StackName, ChangeSetName: "left", ChangeSetType: "CREATE", TemplateBody });
  await expect.poll(async () => (await backend())?.status).toBe("REVIEW_IN_PROGRESS");
  expect(await prepare()).toMatchObject(created);
  expect(await backend()).toMatchObject({ status: "CREATE_COMPLETE", terminationProtection: true });
  expect(await world.connect().stacks(world.config.region).changeSets(StackName)).toEqual([]);
});

test("53: what is left of a backend whose stack is gone is taken over with all that is in it", async () => {
  expect(await prepare()).toMatchObject(created);
  expect(await deployNetwork()).toMatchObject({ exit: 0 });
  const other = somebodyElse(world);
  await other.updateTerminationProtection({ StackName, EnableTerminationProtection: false });
  await other.deleteStack({ StackName });
  await expect.poll(backend).toBeUndefined();
  const stranded = await deployNetwork();
  expect(stranded.exit === 0 || stranded.error?.hint.includes("gworld bootstrap --env dev")).toBe(true);
  const again = await prepare();
  expect(again.stderr).toContain(
    "Taken over, with all that is in it: gworld-state, gworld-state-000000000000-us-east-1",
  );
  expect(again).toMatchObject(created);
  expect(await backend()).toMatchObject({ status: "CREATE_COMPLETE", terminationProtection: true });
  expect(await prepare()).toMatchObject({ exit: 0, result: { result: "unchanged" } });
  expect(await world.told()).toEqual(["deployed"]);
  world.content.set("network", { display: "other" });
  expect(await deployNetwork()).toMatchObject({ exit: 0, result: { result: "deployed" } });
  expect(await world.told()).toEqual(["deployed", "deployed"]);
});

/** A state backend whose stack somebody has deleted, so that its table and its buckets are left. */
async function orphaned() {
  expect(await prepare()).toMatchObject(created);
  const other = somebodyElse(world);
  await other.updateTerminationProtection({ StackName, EnableTerminationProtection: false });
  await other.deleteStack({ StackName });
  await expect.poll(backend).toBeUndefined();
  await world.forgetCalls();
}

test.each(["ExecuteChangeSet", "UpdateTerminationProtection"])(
  "53: a taking over in which %s is refused leaves no stack, and the next one comes to its end",
  async (operation) => {
    await orphaned();
    await world.breakCalls({ service: "cloudformation", operation, code: "AccessDenied", times: 1 });
    expect(await prepare()).toMatchObject({ exit: 1, error: { message: expect.stringContaining(operation) } });
    expect(await backend()).toBeUndefined();
    expect(await prepare()).toMatchObject(created);
    expect(await backend()).toMatchObject({ status: "CREATE_COMPLETE", terminationProtection: true });
  },
);

test("53: a taking over that was cut off, so that its empty stack is left, is begun anew and comes to its end", async () => {
  await orphaned();
  for (const operation of ["ExecuteChangeSet", "DeleteStack"])
    await world.breakCalls({ service: "cloudformation", operation, code: "AccessDenied", times: 1 });
  expect(await prepare()).toMatchObject({ exit: 1 });
  expect(await backend()).toMatchObject({ status: "REVIEW_IN_PROGRESS" });
  const again = await prepare();
  expect(again.stderr).toContain("Taken over, with all that is in it: gworld-state");
  expect(again).toMatchObject(created);
  expect(await backend()).toMatchObject({ status: "CREATE_COMPLETE", terminationProtection: true });
});

test("53: a table that somebody has deleted is missed, and how to have it back is told", async () => {
  expect(await prepare()).toMatchObject(created);
  const { region } = world.config;
  const dynamo = new DynamoDB({ endpoint: world.endpoint, region, credentials: localCredentials });
  await dynamo.deleteTable({ TableName: "gworld-state" });
  await world.forgetCalls();
  const gone = await prepare();
  expect(gone).toMatchObject({ exit: 10, error: { hint: expect.stringContaining("restore-table-from-backup") } });
  expect(gone.error?.message).toContain("The table gworld-state is gone");
  expect(acts(await world.calls("cloudformation"))).toEqual([]);
  dynamo.destroy();
});
