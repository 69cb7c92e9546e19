import { expect, test } from "vitest";
import { deploy } from "../../src/commands/deploy.ts";
import { drift } from "../../src/commands/drift.ts";
import { stackParts } from "../../src/model/graph.ts";
import { driftText } from "../../src/output/drift.ts";
import { plainStyle } from "../../src/output/style.ts";
import type { ResourceDrift } from "../../src/ports/drifts.ts";
import { deployWorld, type DeployWorld } from "../fakes/deploy-world.ts";
import { rejected } from "../fakes/stacks.ts";

async function deployed(): Promise<DeployWorld> {
  const world = deployWorld();
  expect((await world.run(deploy, "--yes")).error).toBeUndefined();
  return world;
}

const idOf = (world: DeployWorld, part: string) => world.cloud.stack(`gworld-dev-${part}`)?.id ?? "";
const table: ResourceDrift = {
  logicalId: "StorageMain",
  physicalId: "gworld-dev-storage-StorageMain-1",
  type: "AWS::DynamoDB::Table",
  status: "MODIFIED",
  differences: [
    { property: "/BillingMode", declared: "PAY_PER_REQUEST", live: "PROVISIONED", difference: "NOT_EQUAL" },
    { property: "/Tags/1", live: '{"Key":"token","Value":"hunter2"}', difference: "ADD" },
  ],
};
const same = (logicalId: string, type: string): ResourceDrift => ({
  logicalId,
  physicalId: logicalId,
  type,
  status: "IN_SYNC",
  differences: [],
});

test("all stacks are compared at once; what differs is told, what cannot be compared counted", async () => {
  const world = await deployed();
  world.drifts.found.set(idOf(world, "storage"), [table]);
  world.drifts.found.set(idOf(world, "network"), [same("NetworkMain", "AWS::EC2::VPC")]);
  const { result, code } = await world.run(drift, "--exit-code");
  expect(code).toBe("changes");
  expect(result).toMatchObject({
    env: "dev",
    resources: [{ stack: "gworld-dev-storage", logicalId: "StorageMain", status: "MODIFIED" }],
    stacks: stackParts.map((part) => ({
      name: `gworld-dev-${part}`,
      status: part === "storage" ? "DRIFTED" : part === "network" ? "IN_SYNC" : "NOT_CHECKED",
    })),
    notChecked: { count: 7, types: { "AWS::ECS::Cluster": 1, "AWS::KMS::Key": 1 } },
  });
  expect(JSON.stringify(result)).not.toContain("hunter2");
  expect(world.drifts.calls.slice(0, 7).every((call) => call.startsWith("detect "))).toBe(true);
});

test("drift is no failure unless asked for, and nothing that has drifted is none", async () => {
  const world = await deployed();
  world.drifts.found.set(idOf(world, "network"), [same("NetworkMain", "AWS::EC2::VPC")]);
  expect((await world.run(drift, "--exit-code")).code).toBeUndefined();
  world.drifts.found.set(idOf(world, "storage"), [table]);
  expect((await world.run(drift)).code).toBeUndefined();
});

test("only the chosen stacks are compared", async () => {
  const world = await deployed();
  world.drifts.calls.length = 0;
  const { result } = await world.run(drift, "--stack", "storage");
  expect(result).toMatchObject({ stacks: [{ name: "gworld-dev-storage" }] });
  expect(world.drifts.calls.filter((call) => call.startsWith("detect "))).toHaveLength(1);
});

test("a stack that cannot be compared is told with the reason, and the others are compared", async () => {
  const world = await deployed();
  const network = world.cloud.stack("gworld-dev-network");
  if (network) network.status = "UPDATE_IN_PROGRESS";
  const edge = world.cloud.stack("gworld-dev-edge");
  if (edge) edge.status = "UPDATE_FAILED";
  const busy = "Drift detection is already in progress";
  world.drifts.refusals.set(idOf(world, "api"), rejected("ValidationError", busy));
  world.drifts.found.set(idOf(world, "storage"), [table]);
  world.drifts.ends.set(idOf(world, "storage"), { state: "failed", reason: "Failed to detect drift on Other" });
  const { result, error } = await world.run(drift);
  expect(error).toBeUndefined();
  expect(result).toMatchObject({
    resources: [{ logicalId: "StorageMain" }],
    stacks: expect.arrayContaining([
      expect.objectContaining({
        name: "gworld-dev-network",
        status: "NOT_CHECKED",
        reason: "it is UPDATE_IN_PROGRESS",
      }),
      expect.objectContaining({ name: "gworld-dev-edge", reason: expect.stringContaining("UPDATE_FAILED: its last") }),
      expect.objectContaining({ name: "gworld-dev-api", reason: busy }),
      expect.objectContaining({
        name: "gworld-dev-storage",
        status: "DRIFTED",
        reason: expect.stringContaining("Other"),
      }),
    ]),
  });
});

test("looks that fail are repeated, and only what is not allowed ends it", async () => {
  const world = await deployed();
  world.drifts.lookFailures.push(rejected("Throttling", "Rate exceeded", "throttled"));
  expect((await world.run(drift, "--stack", "network")).error).toBeUndefined();
  world.drifts.lookFailures.push(rejected("AccessDenied", "no", "denied"));
  expect((await world.run(drift, "--stack", "network")).error).toMatchObject({ failure: "denied" });
});

test("an environment that is not deployed is not found, and Ctrl-C ends the comparison", async () => {
  expect((await deployWorld().run(drift)).error).toMatchObject({ code: "notFound" });
  const world = await deployed();
  world.interruption.abort();
  expect((await world.run(drift)).error).toMatchObject({ code: "interrupted" });
});

test("80 columns hold the properties with their values, long ones cut, and control sequences are gone", () => {
  const long = { property: `/${"Deep/".repeat(20)}Value`, declared: "a".repeat(100), live: "b\u001b[2J" };
  const text = driftText(
    {
      env: "dev",
      resources: [
        {
          stack: "gworld-dev-storage",
          ...table,
          differences: [...table.differences, { ...long, difference: "NOT_EQUAL" }],
        },
      ],
      stacks: [{ name: "gworld-dev-storage", status: "DRIFTED", checked: 9, drifted: 1 }],
      notChecked: { count: 2, types: { "AWS::SSM::Parameter": 2 } },
    },
    plainStyle(80),
  );
  expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
  expect(text).toMatch(/BillingMode +PAY_PER_REQUEST +PROVISIONED/);
  expect(text).toContain("Drifted. 1 of 9 resources of dev are not as declared.");
  expect(text).toContain("2 SSM Parameter");
  expect(text).not.toContain("\u001b");
});
