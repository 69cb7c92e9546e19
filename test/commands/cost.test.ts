import { expect, test } from "vitest";
import { cost } from "../../src/commands/cost.ts";
import { deploy } from "../../src/commands/deploy.ts";
import { diff } from "../../src/commands/diff.ts";
import { deployWorld } from "../fakes/deploy-world.ts";

const nat = { resources: { Nat: { Type: "AWS::EC2::NatGateway", Properties: {} } } };

test("an environment is estimated stack by stack, offline, with what is assumed and left out", async () => {
  const world = deployWorld();
  const { result, io } = await world.run(cost);
  expect(result).toMatchObject({
    currency: "USD",
    asOf: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
    total: expect.any(Number),
    stacks: expect.arrayContaining([{ name: "gworld-dev-security", total: 1.6, lines: expect.any(Array) }]),
    unpriced: expect.arrayContaining([expect.objectContaining({ stack: "gworld-dev-storage" })]),
  });
  expect(io.stdout()).toContain("Assumed a month");
  expect(io.stdout()).toContain("Not included: Bedrock tokens");
  expect(io.stdout()).toContain("Not priced: gworld-dev-storage StorageMain");
  expect(io.stdout()).not.toContain("is estimated at");
  expect(world.cloud.calls).toEqual([]);
});

test("another Region is said to be estimated at the prices of us-east-1", async () => {
  const { io, result } = await deployWorld({ config: { region: "eu-west-1" } }).run(cost);
  expect(io.stdout()).toContain("eu-west-1 is estimated at us-east-1's prices");
  expect(result).toMatchObject({ region: "eu-west-1", pricedIn: "us-east-1" });
});

test("--delta compares with what is deployed, line by line", async () => {
  const world = deployWorld();
  await world.run(deploy, "--yes");
  expect((await world.run(cost, "--delta")).result).toMatchObject({ delta: 0, changes: [] });
  world.changes.set("network", nat);
  const { result, io } = await world.run(cost, "--delta");
  expect(result).toMatchObject({
    delta: 33.3,
    changes: [
      { stack: "gworld-dev-network", kind: "NAT gateways", before: 0, after: 32.85 },
      { stack: "gworld-dev-network", kind: "NAT data", before: 0, after: 0.45 },
    ],
  });
  expect(io.stdout()).toContain("+$33.30");
});

test("before the first deployment all of it is a change", async () => {
  const { result } = await deployWorld().run(cost, "--delta");
  expect(result).toMatchObject({ deployed: 0, delta: expect.any(Number) });
});

test("a plan tells its cost in one line, and what it adds", async () => {
  const world = deployWorld();
  await world.run(deploy, "--yes");
  world.changes.set("network", nat);
  const { io, result } = await world.run(diff);
  expect(io.stdout()).toMatch(/^Cost: about \$\d+\.\d\d a month, \+\$33\.30 \(list prices of .*\)$/m);
  expect(result).toHaveProperty("cost.delta", 33.3);
  world.changes.set("network", { resources: { Table: { Type: "AWS::EC2::RouteTable" } } });
  expect((await world.run(diff)).io.stdout()).toContain("as before");
});

test("a plan of the local cloud tells no cost: it costs nothing", async () => {
  const { io, result } = await deployWorld({ local: true }).run(diff);
  expect(io.stdout()).not.toContain("Cost:");
  expect(result).not.toHaveProperty("cost");
});
