import { expect, test } from "vitest";
import { deploy } from "../../src/commands/deploy.ts";
import { outputs } from "../../src/commands/outputs.ts";
import { resources } from "../../src/commands/resources.ts";
import { deployWorld } from "../fakes/deploy-world.ts";

const deployed = async () => {
  const world = deployWorld();
  await world.run(deploy, "--yes");
  return world;
};

test("all outputs by key, one of them bare", async () => {
  const world = await deployed();
  const all = await world.run(outputs);
  expect(all.result).toMatchObject({ NetworkId: "gworld-dev-network-NetworkMain-1", EdgeId: expect.any(String) });
  const one = await world.run(outputs, "NetworkId");
  expect(one.result).toEqual({ NetworkId: "gworld-dev-network-NetworkMain-1" });
  expect(one.io.stdout()).toBe("gworld-dev-network-NetworkMain-1\n");
});

test.each([
  { format: "env", text: "NETWORK_ID='gworld-dev-network-NetworkMain-1'" },
  { format: "json", text: '"NetworkId": "gworld-dev-network-NetworkMain-1"' },
])("as $format", async ({ format, text }) => {
  const { io } = await (await deployed()).run(outputs, "--format", format);
  expect(io.stdout()).toContain(text);
});

test("an unknown key gets the nearest one; an environment that is not there is said", async () => {
  const world = await deployed();
  expect((await world.run(outputs, "NetwrokId")).error).toMatchObject({
    code: "notFound",
    hint: "Did you mean NetworkId?",
  });
  expect((await deployWorld().run(outputs)).error).toMatchObject({ code: "notFound" });
});

test("a value cannot break out of its quotes in a shell", async () => {
  const world = await deployed();
  const network = world.cloud.stack("gworld-dev-network");
  if (network) network.outputs = { Evil: "'; rm -rf / #\u001b[2J" };
  const { io } = await world.run(outputs, "--format", "env");
  expect(io.stdout()).toContain(String.raw`EVIL=''\''; rm -rf / #'`);
});

test("resources of all stacks, of some, of a type", async () => {
  const world = await deployed();
  const { result } = await world.run(resources);
  expect(result).toHaveProperty("resources.length", 9);
  expect((await world.run(resources, "--stack", "network")).result).toMatchObject({
    resources: [
      { stack: "gworld-dev-network", logicalId: "NetworkMain", type: "AWS::EC2::VPC", status: "CREATE_COMPLETE" },
    ],
  });
  for (const type of ["AWS::ECS::Service", "ecs::service"])
    expect((await world.run(resources, "--type", type)).result).toHaveProperty("resources.length", 1);
  expect((await deployWorld().run(resources)).error).toMatchObject({ code: "notFound" });
});
