import { expect, test } from "vitest";
import { deploy } from "../../src/commands/deploy.ts";
import { destroy } from "../../src/commands/destroy.ts";
import { history } from "../../src/commands/history.ts";
import { AwsError } from "../../src/model/aws-error.ts";
import { deployWorld } from "../fakes/deploy-world.ts";

test("history tells who deployed what, newest first, and how it ended", async () => {
  const world = deployWorld({ gitSha: "0123456789abcdef0123456789abcdef01234567" });
  await world.run(deploy, "--yes");
  world.changes.set("api", { resources: { Route: { Type: "AWS::ApiGateway::Method" } } });
  await world.run(deploy, "--yes");
  await world.run(destroy, "--yes", "--confirm", "dev");
  const { io, result } = await world.run(history);
  expect(result).toMatchObject({
    env: "dev",
    revisions: [
      { revision: 3, result: "destroyed" },
      { revision: 2, result: "deployed", gitSha: expect.stringMatching(/^0123/) },
      { revision: 1, result: "deployed", by: expect.stringContaining("user/dev") },
    ],
  });
  expect(io.stdout()).toMatch(/ 2 .*deployed.* dev +0123456789\b/);
  const one = await world.run(history, "2");
  expect(one.result).toMatchObject({ revisions: [{ revision: 2 }] });
  expect(one.io.stdout()).toContain("gworld-dev-api");
});

test.each([
  { argv: ["9"], code: "notFound" },
  { argv: ["x"], code: "usage" },
])("history $argv ends with $code", async ({ argv, code }) => {
  const world = deployWorld();
  await world.run(deploy, "--yes");
  expect((await world.run(history, ...argv)).error?.code).toBe(code);
});

test("an environment without history says what to type", async () => {
  const { error } = await deployWorld().run(history);
  expect(error).toMatchObject({ code: "notFound", hint: "gworld deploy --env dev" });
});

test("a deployment that was interrupted is in the history as such", async () => {
  const world = deployWorld({ takes: () => 30_000 });
  void world.clock.wait(5_000).then(() => world.interruption.abort());
  expect((await world.run(deploy, "--yes")).error?.code).toBe("interrupted");
  expect(world.state.revisions).toMatchObject([{ revision: 1, result: "interrupted" }]);
});

test("a target without the state table says that it is not bootstrapped", async () => {
  const world = deployWorld();
  const awsCode = "ResourceNotFoundException";
  world.state.failures.push(
    new AwsError("failed", "no", { hint: "", failure: "rejected", awsCode, awsMessage: "", action: "" }),
  );
  const { error } = await world.run(history);
  expect(error).toMatchObject({ code: "notFound", hint: "gworld bootstrap --env dev" });
});

test("one revision tells what changed since the one before, its images, its stacks and the way back", async () => {
  const world = deployWorld();
  const image = { AgentRuntimeImage: { Type: "String", Default: "starter:1" } };
  world.changes.set("compute", { parameters: image });
  await world.run(deploy, "--yes");
  world.changes.set("api", { resources: { Route: { Type: "AWS::ApiGateway::Method" } } });
  world.changes.set("compute", { parameters: { AgentRuntimeImage: { Type: "String", Default: "starter:2" } } });
  await world.run(deploy, "--yes");
  const { result, io } = await world.run(history, "2");
  expect(result).toMatchObject({
    since: 1,
    changes: [{ name: "gworld-dev-api", action: "update", changes: [{ action: "Add", logicalId: "Route" }] }],
    images: { "agent-runtime": "starter:2" },
    revisions: [{ command: "deploy", stacks: [{ name: "gworld-dev-compute" }, { name: "gworld-dev-api" }] }],
  });
  expect(io.stdout()).toContain("gworld rollback 2 --env dev");
  const first = await world.run(history, "1");
  expect(first.result).toMatchObject({ since: null, images: { "agent-runtime": "starter:1" } });
  expect(first.io.stdout()).toContain("all of 7 stacks is new.");
});

test("a failed revision tells its cause", async () => {
  const world = deployWorld();
  world.cloud.failing.set("StorageMain", "no luck");
  await world.run(deploy, "--yes");
  const { io } = await world.run(history, "1");
  expect(io.stdout()).toMatch(/Result +failed/);
  expect(io.stdout()).toContain("no luck");
});

test("a revision whose objects are gone, or damaged, is told as far as it is known", async () => {
  const world = deployWorld();
  await world.run(deploy, "--yes");
  const bucket = world.objects.buckets.get("gworld-state-123456789012-us-east-1");
  const key = `revisions/dev/${world.state.revisions[0]?.document}.json`;
  bucket?.set(key, "{}");
  expect((await world.run(history, "1")).result).toMatchObject({
    unknown: expect.stringContaining("not what was kept"),
  });
  bucket?.delete(key);
  expect((await world.run(history, "1")).io.stdout()).toContain("gone from the state bucket");
});

test("--verify proves the chain, and says where somebody has changed it", async () => {
  const world = deployWorld();
  await world.run(deploy, "--yes");
  expect(await world.run(history, "--verify")).toMatchObject({ code: undefined, result: { result: "whole", rows: 2 } });
  const [revision] = world.state.revisions;
  if (revision !== undefined) world.state.revisions[0] = { ...revision, by: "eve" };
  const { code, result, io } = await world.run(history, "--verify");
  expect(code).toBe("unverified");
  expect(result).toMatchObject({ result: "broken", breaks: [{ at: "revision 1" }] });
  expect(io.stdout()).toContain("revision 1: it was changed after it was written");
});

test("--operations lists also what made no revision", async () => {
  const world = deployWorld({ answer: false });
  await world.run(deploy, "--yes");
  await world.run(destroy, "--yes");
  const { result, io } = await world.run(history, "--operations");
  expect(result).toMatchObject({ operations: [{ command: "destroy", state: "succeeded" }, { command: "deploy" }] });
  expect(io.stdout()).toMatch(/ID +BEGAN/);
});
