import { afterAll, beforeAll, expect, test } from "vitest";
import { deploy } from "../../src/commands/deploy.ts";
import { faultWorld, type FaultWorld } from "./fault-world.ts";

let world: FaultWorld;
beforeAll(async () => {
  world = await faultWorld();
});
afterAll(() => world.stop());

const setting = (Value: string, Name = "/setting") => ({
  resources: { Setting: { Type: "AWS::SSM::Parameter", Properties: { Name, Type: "String", Value } } },
});
const deployed = (...flags: string[]) => world.run(deploy, "--stack", "network", "--yes", ...flags);

test("5: what fails without a rollback stays for a look, and is taken back on demand", async () => {
  world.content.set("network", setting("one"));
  await world.breakResource({ logicalId: "Setting", action: "create", reason: "no permission", times: 1 });
  expect(await deployed("--no-rollback")).toMatchObject({ exit: 1 });
  expect(await world.statusOf("network")).toBe("CREATE_FAILED");
  expect(await deployed("--no-rollback")).toMatchObject({ exit: 0 });
  world.content.set("network", setting("two"));
  await world.breakResource({ logicalId: "Setting", action: "update", reason: "no permission", times: 1 });
  expect(await deployed("--no-rollback")).toMatchObject({ exit: 1 });
  expect(await world.statusOf("network")).toBe("UPDATE_FAILED");
  expect(await deployed()).toMatchObject({ exit: 1, error: { hint: expect.stringContaining("--recover") } });
  const recovered = await deployed("--recover");
  expect(recovered.stderr).toContain("it is rolled back");
  expect(recovered).toMatchObject({ exit: 0, result: { result: "deployed" } });
  expect(await world.told()).toEqual(["deployed", "failed", "deployed", "failed"]);
});

test("5: without a rollback nothing is replaced, which is said before anything is changed", async () => {
  world.content.set("network", setting("two", "/other"));
  await world.forgetCalls();
  const refused = await deployed("--no-rollback");
  expect(refused).toMatchObject({
    exit: 12,
    error: { message: expect.stringContaining("gworld-dev-network: Setting") },
  });
  const calls = (await world.calls("cloudformation")).map(({ operation }) => operation);
  expect(calls).not.toContain("ExecuteChangeSet");
  expect(await deployed()).toMatchObject({ exit: 0 });
});
