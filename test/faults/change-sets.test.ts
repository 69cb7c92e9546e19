import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { deploy } from "../../src/commands/deploy.ts";
import { diff } from "../../src/commands/diff.ts";
import { connectAws } from "../../src/main/connect.ts";
import { localCredentials } from "../../src/model/local-credentials.ts";
import { faultWorld, type FaultWorld } from "./fault-world.ts";
import { acts, somebodyElse, topicTemplate } from "./somebody-else.ts";

let world: FaultWorld;
beforeAll(async () => {
  world = await faultWorld();
  await deployNetwork();
});
beforeEach(() => world.forgetCalls());
afterEach(() => world.mend());
afterAll(() => world.stop());

const deployed = { exit: 0, result: { result: "deployed" } };
const unchanged = { exit: 0, result: { result: "unchanged" } };
const deployNetwork = (...more: string[]) => world.run(deploy, "--stack", "network", "--yes", ...more);
const changeSets = () => world.connect().stacks(world.config.region).changeSets("gworld-dev-network");
const done = async () => acts(await world.calls("cloudformation"));

test("12: a change set that is empty means unchanged, is no failure, and goes", async () => {
  world.content.set("network", { metadata: { written: "anew" } });
  expect(await deployNetwork()).toMatchObject(unchanged);
  expect(await done()).toEqual(["CreateChangeSet", "DeleteChangeSet"]);
  expect(await world.run(diff, "--stack", "network", "--exit-code")).toMatchObject({ exit: 0 });
  expect(await world.told()).toEqual(["deployed"]);
  expect(await changeSets()).toEqual([]);
});

test("13: outputs alone are a change, which the plan tells and deploying makes", async () => {
  world.content.set("network", { outputs: { More: { Value: "more" } } });
  const planned = await world.run(diff, "--stack", "network", "--exit-code");
  expect(planned).toMatchObject({ exit: 3, result: { stacks: [{ action: "update", changes: [] }] } });
  expect(planned.stdout).toContain("no resource changes: outputs, tags or the like do");
  expect(await deployNetwork()).toMatchObject(deployed);
  expect((await done()).filter((operation) => operation === "ExecuteChangeSet")).toHaveLength(1);
  expect(await deployNetwork()).toMatchObject(unchanged);
});

/** Lets gworld plan, and somebody else change the stack in the moment before the plan is executed. */
async function overtaken(theirs: object, argv: readonly string[], scale: number) {
  const latency = { service: "cloudformation", operation: "ExecuteChangeSet", latency: 8_000, times: 1 };
  await world.breakCalls(latency);
  const { ending } = world.start(deploy, ["--stack", "network", ...argv]);
  await expect.poll(done, { timeout: 10_000 }).toContain("ExecuteChangeSet");
  await world.admin("time", { scale });
  const TemplateBody = topicTemplate("gworld-dev-network-topic", theirs);
  await somebodyElse(world).updateStack({ StackName: "gworld-dev-network", TemplateBody });
  return ending;
}

test("14: a change set that somebody else has made obsolete is worked out anew, and what it does more is told", async () => {
  world.content.set("network", { display: "ours" });
  const topic = (TopicName: string) => ({ Type: "AWS::SNS::Topic", Properties: { TopicName } });
  const theirs = { NetworkTopic: topic("gworld-dev-network-topic"), Theirs: topic("theirs") };
  const late = await overtaken({ Resources: theirs }, ["--yes"], 0);
  expect(late).toMatchObject(deployed);
  expect(late.stderr).toContain("its changes are worked out anew");
  expect(late.stderr).toMatch(
    /gworld-dev-network would now change more than was approved:[^:]*\n    - Theirs AWS::SNS::Topic/,
  );
  expect((await done()).filter((operation) => operation === "ExecuteChangeSet")).toHaveLength(2);
  expect((await world.told())[0]).toBe("deployed");
  expect(await changeSets()).toEqual([]);
});

test("14: while somebody else still changes the stack nothing is executed, and the same command then follows and deploys", async () => {
  world.content.set("network", { display: "ours too" });
  const late = await overtaken({ Outputs: { NetworkId: { Value: "slow" } } }, ["--yes"], 4);
  await world.admin("time", { scale: 0 });
  expect(late).toMatchObject({ exit: 1, error: { hint: expect.stringContaining("it plans anew") } });
  expect(late.error?.message).toContain("has changed since this plan was made");
  const again = await deployNetwork();
  expect(again).toMatchObject(deployed);
  expect((await world.told()).slice(0, 2)).toEqual(["deployed", "failed"]);
  expect(await changeSets()).toEqual([]);
});

test("16: where a stack takes no more change sets, gworld's own that were forgotten go first", async () => {
  const other = somebodyElse(world);
  const StackName = "gworld-dev-network";
  const leave = (ChangeSetName: string) =>
    other.createChangeSet({ StackName, ChangeSetName, TemplateBody: topicTemplate("elsewhere") });
  await leave("gw-forgotten");
  await leave("somebody-elses");
  world.content.set("network", { display: "roomy" });
  const message = `ChangeSet limit exceeded for stack ${StackName}`;
  const full = { service: "cloudformation", operation: "CreateChangeSet", code: "LimitExceededException", message };
  await world.breakCalls({ ...full, times: 1 });
  const refused = await deployNetwork();
  expect(refused).toMatchObject({ exit: 1, error: { message: expect.stringContaining(message) } });
  // A plan that somebody may still be looking at stays.
  expect((await changeSets()).map(({ name }) => name).sort()).toEqual(["gw-forgotten", "somebody-elses"]);
  await world.mend();
  await world.breakCalls({ ...full, times: 1 });
  const later = connectAws(
    world.config,
    { region: world.config.region, endpoint: world.endpoint, credentials: localCredentials },
    { ...world.clock, now: () => world.clock.now() + 2 * 60 * 60_000 },
  );
  const begun = world.start(deploy, ["--stack", "network", "--yes"], () => later);
  expect(await begun.ending).toMatchObject(deployed);
  expect(await done()).toContain("DeleteChangeSet");
});

test("27: a name that is taken is told before anything is done, with the ways out", async () => {
  const Group = { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: "/taken" } };
  const TemplateBody = JSON.stringify({ Resources: { Group } });
  await somebodyElse(world).createStack({ StackName: "somebody-elses", TemplateBody });
  world.content.set("network", { resources: { Group } });
  const refused = await deployNetwork();
  expect(refused).toMatchObject({ exit: 1, error: { hint: expect.stringContaining("gworld import <stack>/") } });
  expect(refused.error?.message).toContain(
    "Group (AWS::Logs::LogGroup): Resource of type 'AWS::Logs::LogGroup' with identifier '/taken' already exists.",
  );
  expect(await done()).not.toContain("ExecuteChangeSet");
  expect(await changeSets()).toEqual([]);
});

test("40: a template too long for a request goes through the state bucket", async () => {
  const long = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`Note${index}`, "x".repeat(1_000)]));
  world.content.set("network", { display: "long", metadata: long });
  expect(await deployNetwork()).toMatchObject(deployed);
  const puts = (await world.calls("s3")).filter(({ operation }) => operation === "PutObject");
  expect(puts.length).toBeGreaterThan(0);
  expect(await changeSets()).toEqual([]);
});

test("29: what holds data is not replaced unless it is named", async () => {
  const keyed = (AttributeName: string) => ({
    Type: "AWS::DynamoDB::Table",
    Properties: {
      TableName: "keyed-table",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName, AttributeType: "S" }],
      KeySchema: [{ AttributeName, KeyType: "HASH" }],
    },
  });
  world.content.set("network", { resources: { Table: keyed("id") } });
  expect(await deployNetwork()).toMatchObject(deployed);
  const renamed = { ...keyed("other"), Properties: { ...keyed("other").Properties, TableName: "other-table" } };
  world.content.set("network", { resources: { Table: renamed } });
  await world.forgetCalls();
  const refused = await deployNetwork();
  expect(refused).toMatchObject({ exit: 12, error: { hint: expect.stringContaining("--allow-replace Table") } });
  expect(refused.error?.message).toContain("lose data");
  expect(await done()).toEqual(["CreateChangeSet", "DeleteChangeSet"]);
  expect(await deployNetwork("--allow-replace", "Table")).toMatchObject(deployed);
});
