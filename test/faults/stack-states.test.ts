import { afterAll, beforeAll, expect, test } from "vitest";
import { deploy } from "../../src/commands/deploy.ts";
import { faultWorld, type FaultWorld } from "./fault-world.ts";

let world: FaultWorld;
beforeAll(async () => {
  world = await faultWorld();
});
afterAll(() => world.stop());

test("3: a stack whose creation failed is deleted and created again", async () => {
  await world.breakResource({ type: "AWS::SNS::Topic", action: "create", reason: "no capacity", times: 1 });
  const failed = await world.run(deploy, "--stack", "network", "--yes");
  expect(failed).toMatchObject({ exit: 1, error: { message: expect.stringContaining("no capacity") } });
  expect(await world.statusOf("network")).toBe("ROLLBACK_COMPLETE");
  const again = await world.run(deploy, "--stack", "network", "--yes");
  expect(again.stderr).toContain("ROLLBACK_COMPLETE");
  expect(again).toMatchObject({ exit: 0, result: { result: "deployed" } });
  expect(await world.statusOf("network")).toBe("CREATE_COMPLETE");
  expect(failed.error?.message).toContain("the next deploy replaces the stack");
  expect(await world.told()).toEqual(["deployed", "failed"]);
});

/** A stack whose update failed, and whose rollback stumbled over the same resource. */
async function stuckStack() {
  const parameter = (Value: string) => ({
    resources: { Setting: { Type: "AWS::SSM::Parameter", Properties: { Name: "/setting", Type: "String", Value } } },
  });
  world.content.set("network", parameter("one"));
  expect(await world.run(deploy, "--stack", "network", "--yes")).toMatchObject({ exit: 0 });
  world.content.set("network", parameter("two"));
  await world.breakResource({ logicalId: "Setting", action: "update", reason: "no permission", times: 2 });
  const failed = await world.run(deploy, "--stack", "network", "--yes");
  expect(failed).toMatchObject({ exit: 1, error: { message: expect.stringContaining("no permission") } });
  expect(await world.statusOf("network")).toBe("UPDATE_ROLLBACK_FAILED");
  return failed;
}

test("7: a rollback that stopped is told with what it stumbled over, and goes on when that is mended", async () => {
  const failed = await stuckStack();
  expect(failed.error?.message).toContain("could not roll the stack back");
  expect(failed.error?.hint).toContain("gworld deploy --env dev --recover");
  const refused = await world.run(deploy, "--stack", "network", "--yes");
  expect(refused).toMatchObject({ exit: 1, error: { hint: expect.stringContaining("deploy --env dev --recover") } });
  const recovered = await world.run(deploy, "--stack", "network", "--recover", "--yes");
  expect(recovered.stderr).toContain("Setting AWS::SSM::Parameter");
  expect(recovered.stderr).toContain("no permission");
  expect(recovered).toMatchObject({ exit: 0, result: { result: "deployed" } });
  expect(await world.statusOf("network")).toBe("UPDATE_COMPLETE");
});

test("7: what cannot be rolled back is skipped by name alone, and said to be out of step", async () => {
  await stuckStack();
  await world.breakResource({ logicalId: "Setting", action: "update", reason: "no permission", times: 1 });
  const again = await world.run(deploy, "--recover", "--yes");
  expect(again).toMatchObject({ exit: 1, error: { hint: expect.stringContaining("--recover --skip Setting") } });
  await world.forgetCalls();
  const wrong = await world.run(deploy, "--recover", "--deadline", "soon", "--yes");
  expect(wrong).toMatchObject({ exit: 2, error: { message: expect.stringContaining("soon") } });
  expect(await world.calls("cloudformation")).toEqual([]);
  const unknown = await world.run(deploy, "--recover", "--skip", "Other", "--yes");
  expect(unknown).toMatchObject({ exit: 2, error: { hint: expect.stringContaining("Setting") } });
  const skipped = await world.run(deploy, "--stack", "network", "--recover", "--skip", "Setting", "--yes");
  expect(skipped.stderr).toContain("is skipped: it stays as it is, out of step with its template");
  expect(skipped).toMatchObject({ exit: 0 });
  expect(await world.statusOf("network")).toBe("UPDATE_COMPLETE");
});
