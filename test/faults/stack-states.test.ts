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
