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
  expect(one.io.stdout()).toContain("gworld-dev-network");
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
