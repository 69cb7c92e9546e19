import { expect, test } from "vitest";
import { deploy } from "../../src/commands/deploy.ts";
import type { StackPart } from "../../src/model/graph.ts";
import { destroy, planDestroy, type DestroyPorts } from "../../src/operations/destroy.ts";
import { freshPlan } from "../../src/operations/fresh-plan.ts";
import { deployWorld } from "../fakes/deploy-world.ts";
import { destroying } from "../fakes/destroying.ts";

const table = { logicalId: "WorldsTable", physicalId: "gworld-dev-Worlds", type: "AWS::DynamoDB::Table" as const };
const archive = { logicalId: "Snapshots", physicalId: "gworld-dev-snapshots-1-us-east-1", type: "AWS::S3::Bucket" };
const status = "CREATE_COMPLETE";
const cut = { gen: 1, tick: 7, seq: 70 };
const none = { withData: false, discardWorlds: false, keepsWorlds: false };

/** A deployed environment with one paused world, which a snapshot holds; `whenGone` happens as a stack's deletion ends. */
async function asleep(keepsTable: boolean, whenGone: (stack: string, world: { status: string; tick: number }) => void) {
  const made = deployWorld();
  await made.run(deploy, "--yes", "--stack", "network", "security", "storage", "compute");
  const world = { worldId: "smallville", status: "paused", gen: 1, tick: 7, seqCommitted: 70 };
  const entry = { worldId: "smallville", snapshotId: "01J", state: "COMPLETE", consistency: "exact", cut };
  const data = Object.create(made.connection.data, {
    worlds: { value: { list: async () => [{ ...world }] } },
    catalogue: { value: { snapshots: async () => [entry] } },
  });
  const policy = (isKept: boolean) => ({ DeletionPolicy: isKept ? "Retain" : "Delete" });
  const template = {
    Resources: {
      WorldsTable: { Type: table.type, ...policy(keepsTable) },
      Snapshots: { Type: archive.type, ...policy(true) },
    },
  };
  const isStorage = (id: string) => id.includes("gworld-dev-storage");
  const stacks = {
    ...made.cloud.stacks,
    template: async (id: string) => (isStorage(id) ? JSON.stringify(template) : "{}"),
    resources: async (id: string) => (isStorage(id) ? [table, archive].map((one) => ({ ...one, status })) : []),
  };
  const removed: string[] = [];
  const parts: readonly StackPart[] = ["storage", "compute"];
  const ports: DestroyPorts = {
    ...destroying(made, parts),
    data,
    stacks: () => stacks,
    async remove(_, { name }) {
      removed.push(name);
      whenGone(name, world);
      return { phase: "gone", stack: undefined, events: [], detached: false };
    },
    record: async () => 2,
  };
  return { ports, removed, made };
}

const steps = (ports: DestroyPorts) => ({
  underLock: <T>(work: (own: DestroyPorts, undisturbed: boolean) => Promise<T>) => work(ports, true),
  fresh: freshPlan,
  approve: async () => true,
  warn: () => undefined,
});

const resumed = {
  code: "refused",
  message: expect.stringContaining("These worlds would be lost:\n  smallville at tick 9"),
  hint: expect.stringContaining("gworld destroy --env dev --with-data --final-snapshots <folder>"),
};

test("a world that a snapshot holds goes with its table", async () => {
  const { ports, removed } = await asleep(false, () => undefined);
  const plan = await planDestroy(ports, none);
  expect(plan.worlds).toMatchObject([{ worldId: "smallville", keptIn: "01J" }]);
  expect(await destroy(plan, steps(ports))).toMatchObject({ env: "dev" });
  expect(removed).toEqual(["gworld-dev-compute", "gworld-dev-storage"]);
});

test("a world that goes on while the services are deleted stops the destroy before its table goes", async () => {
  const { ports, removed } = await asleep(false, (stack, world) => {
    if (stack === "gworld-dev-compute") Object.assign(world, { status: "active", tick: 9, seqCommitted: 90 });
  });
  await expect(destroy(await planDestroy(ports, none), steps(ports))).rejects.toMatchObject(resumed);
  expect(removed).toEqual(["gworld-dev-compute"]);
});

test("a world that went on and is paused again stops it as well: the snapshot does not hold what came since", async () => {
  const { ports, removed } = await asleep(false, (stack, world) => {
    if (stack === "gworld-dev-compute") Object.assign(world, { tick: 9, seqCommitted: 90 });
  });
  await expect(destroy(await planDestroy(ports, none), steps(ports))).rejects.toMatchObject(resumed);
  expect(removed).toEqual(["gworld-dev-compute"]);
});

test("whoever discards worlds is not stopped by one that goes on", async () => {
  const { ports, removed } = await asleep(false, (_, world) => void Object.assign(world, { status: "active" }));
  await destroy(await planDestroy(ports, { ...none, discardWorlds: true }), steps(ports));
  expect(removed).toEqual(["gworld-dev-compute", "gworld-dev-storage"]);
});

test("a world that goes on while the stacks are deleted stops the purge of its table", async () => {
  const { ports } = await asleep(true, (_, world) => void Object.assign(world, { status: "active", tick: 9 }));
  const purged: string[] = [];
  const kept = {
    ...table,
    name: "WorldsTable",
    part: "storage" as const,
    stack: "gworld-dev-storage",
    region: "us-east-1",
  };
  const own: DestroyPorts = {
    ...ports,
    leftBehind: async () => ({ found: [kept], unseen: [] }),
    leftovers: (region) => ({
      ...ports.leftovers(region),
      remove: async (_, id) => void purged.push(id),
    }),
  };
  await expect(destroy(await planDestroy(own, none), steps(own))).rejects.toMatchObject({ code: "refused" });
  expect(purged).toEqual([]);
});

test("final snapshots without leave to empty their bucket are refused as that, and not as a loss", async () => {
  const { ports, removed } = await asleep(false, () => undefined);
  const plan = await planDestroy(ports, { ...none, keepsWorlds: true });
  const active = { ...plan, worlds: [{ worldId: "smallville", status: "active", tick: 7 }] };
  await expect(destroy(active, steps(ports))).rejects.toMatchObject({
    code: "refused",
    message:
      "Final snapshots of these worlds fill a bucket that must be emptied, and may not be:\n  smallville at tick 7",
    hint: "Keep worlds in files, and delete the rest, with: gworld destroy --env dev --with-data --final-snapshots <folder>\nDelete all of it with: gworld destroy --env dev --with-data --discard-worlds",
  });
  expect(removed).toEqual([]);
});
