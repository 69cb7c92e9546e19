import { expect, test } from "vitest";
import { deploy } from "../../src/commands/deploy.ts";
import type { Said } from "../../src/model/doomed.ts";
import type { StackPart } from "../../src/model/graph.ts";
import { destroy, planDestroy, type DestroyPorts } from "../../src/operations/destroy.ts";
import { freshPlan } from "../../src/operations/fresh-plan.ts";
import { destroyPlanText } from "../../src/output/destroy.ts";
import { plainStyle } from "../../src/output/style.ts";
import { deployWorld } from "../fakes/deploy-world.ts";
import { rejected } from "../fakes/stacks.ts";
import { destroying } from "../fakes/destroying.ts";

const said = (over: Partial<Said>): Said => ({ withData: false, discardWorlds: false, keepsWorlds: false, ...over });
const worldsTable = "gworld-dev-Worlds";

/** A deployed environment whose storage stack holds the Worlds table, with these worlds in it. */
async function peopled(ids: readonly string[], list?: () => Promise<never>) {
  const world = deployWorld();
  await world.run(deploy, "--yes", "--stack", "network", "security", "storage");
  const statuses = new Map(ids.map((id) => [id, "active"]));
  const worlds = {
    list: list ?? (async () => [...statuses].map(([worldId, status]) => ({ worldId, status, tick: 7 }))),
    async setStatus(worldId: string, from: readonly string[], status: string) {
      if (!from.includes(statuses.get(worldId) ?? "")) return undefined;
      statuses.set(worldId, status);
      return { worldId };
    },
  };
  const data = Object.create(world.connection.data, { worlds: { value: worlds } });
  const parts: StackPart[] = ["storage"];
  const gone = { phase: "gone" as const, stack: undefined, events: [], detached: false };
  const calls: string[] = [];
  const ports = {
    ...destroying(world, parts),
    data,
    stacks: () => ({
      ...world.cloud.stacks,
      resources: async () => [
        { logicalId: "WorldsTable", physicalId: worldsTable, type: "AWS::DynamoDB::Table", status: "CREATE_COMPLETE" },
      ],
    }),
    report: ({ kind, ...event }: { kind: string; text?: string }) =>
      void (kind === "note" && calls.push(event.text ?? "")),
    remove: async () => {
      calls.push("remove");
      return gone;
    },
    record: async () => 2,
  };
  return { ports, calls, statuses, world, parts };
}

const steps = (ports: DestroyPorts) => ({
  underLock: <T>(work: (own: DestroyPorts, undisturbed: boolean) => Promise<T>) => work(ports, true),
  fresh: freshPlan,
  approve: async () => true,
  warn: () => undefined,
});

test("worlds whose tables go are named, and go only with --discard-worlds", async () => {
  const { ports, calls } = await peopled(["smallville", "bigville"]);
  const plan = await planDestroy(ports, said({}));
  expect(plan.worlds).toEqual([
    { worldId: "smallville", status: "active", tick: 7 },
    { worldId: "bigville", status: "active", tick: 7 },
  ]);
  await expect(destroy(plan, steps(ports))).rejects.toMatchObject({
    code: "refused",
    message: expect.stringContaining("smallville at tick 7\n  bigville at tick 7"),
    hint: expect.stringContaining("--final-snapshots"),
  });
  expect(calls).toEqual([]);
  const done = await destroy(await planDestroy(ports, said({ withData: true, discardWorlds: true })), steps(ports));
  expect(done).toMatchObject({ stacks: [{ name: "gworld-dev-storage" }] });
  expect(done).not.toHaveProperty("snapshots");
});

test("final snapshots are taken of paused worlds before anything is deleted", async () => {
  const { ports, calls, statuses } = await peopled(["smallville"]);
  const keep = async (worldId: string) => {
    calls.push(`keep ${worldId} ${statuses.get(worldId)}`);
    return { worldId, snapshotId: "01J", file: "worlds/dev-smallville-01J.tar" };
  };
  const own = { ...ports, keep };
  expect(await destroy(await planDestroy(own, said({ withData: true, keepsWorlds: true })), steps(own))).toMatchObject({
    snapshots: [{ worldId: "smallville", file: "worlds/dev-smallville-01J.tar" }],
  });
  expect(calls).toEqual([
    "smallville is paused for its final snapshot",
    "keep smallville paused",
    "smallville is kept in worlds/dev-smallville-01J.tar",
    "remove",
  ]);
});

test("a world that cannot be kept ends it all before anything is deleted", async () => {
  const { ports, calls } = await peopled(["smallville"]);
  const own = { ...ports, keep: () => Promise.reject(rejected("AccessDenied", "no", "denied")) };
  await expect(
    destroy(await planDestroy(own, said({ withData: true, keepsWorlds: true })), steps(own)),
  ).rejects.toMatchObject({
    failure: "denied",
  });
  expect(calls).toEqual([
    "smallville is paused for its final snapshot",
    "smallville could not be kept: no",
    "nothing was deleted",
    "smallville goes on with: gworld worlds resume smallville -e dev",
  ]);
});

test("a lock that is lost stops before the next world is touched, and only what was active is to be resumed", async () => {
  const { ports, calls, statuses } = await peopled(["asleep", "smallville", "bigville"]);
  statuses.set("asleep", "paused");
  let isLost = false;
  const own = {
    ...ports,
    sure: async () => {
      if (isLost) throw new Error("The lock is another's.");
    },
    keep: async (worldId: string) => {
      isLost = worldId === "smallville";
      return { worldId, snapshotId: "01J", file: "x.tar" };
    },
  };
  await expect(
    destroy(await planDestroy(own, said({ withData: true, keepsWorlds: true })), steps(own)),
  ).rejects.toThrow("another's");
  expect(Object.fromEntries(statuses)).toEqual({ asleep: "paused", smallville: "paused", bigville: "active" });
  expect(calls).not.toContain("remove");
  expect(calls.filter((call) => call.includes("resume"))).toEqual([
    "smallville goes on with: gworld worlds resume smallville -e dev",
  ]);
});

test("a snapshot ends with the lock's signal, and no further world is paused", async () => {
  const { ports, statuses } = await peopled(["smallville", "bigville"]);
  const held = new AbortController();
  const given: AbortSignal[] = [];
  const own = {
    ...ports,
    signal: held.signal,
    keep: async (worldId: string, signal: AbortSignal) => {
      given.push(signal);
      held.abort();
      return { worldId, snapshotId: "01J", file: "x.tar" };
    },
  };
  await expect(
    destroy(await planDestroy(own, said({ withData: true, keepsWorlds: true })), steps(own)),
  ).rejects.toMatchObject({ code: "interrupted" });
  expect(given).toEqual([held.signal]);
  expect(statuses.get("bigville")).toBe("active");
});

type Peopled = Awaited<ReturnType<typeof peopled>>;
test.each<{ what: string; meanwhile: (peopled: Peopled) => void; says: string }>([
  {
    what: "a new world",
    meanwhile: ({ statuses }) => void statuses.set("newtown", "active"),
    says: "world newtown is new",
  },
  {
    what: "a world that is gone",
    meanwhile: ({ statuses }) => void statuses.delete("smallville"),
    says: "world smallville is gone",
  },
  {
    what: "a new stack",
    meanwhile: ({ parts }) => void parts.push("network"),
    says: "gworld-dev-network is new",
  },
  {
    what: "another stack of the same name",
    meanwhile: ({ world }) => void Object.assign(world.cloud.stack("gworld-dev-storage") ?? {}, { id: "other" }),
    says: "gworld-dev-storage is another",
  },
])("$what while worlds are kept is refused, as nobody was asked about it", async ({ meanwhile, says }) => {
  const made = await peopled(["smallville"]);
  const { ports, calls } = made;
  const keep = async (worldId: string) => {
    meanwhile(made);
    return { worldId, snapshotId: "01J", file: "x.tar" };
  };
  const own = { ...ports, keep };
  await expect(
    destroy(await planDestroy(own, said({ withData: true, keepsWorlds: true })), steps(own)),
  ).rejects.toMatchObject({
    code: "refused",
    message: expect.stringContaining(says),
    hint: expect.stringContaining("gworld destroy --env dev --with-data --final-snapshots <folder>"),
  });
  expect(calls).not.toContain("remove");
});

test("a bucket that the snapshots fill is emptied and goes", async () => {
  const { ports, world } = await peopled(["smallville"]);
  const bucket = { logicalId: "Snapshots", physicalId: "snaps", type: "AWS::S3::Bucket", status: "CREATE_COMPLETE" };
  const content = new Map<string, string>();
  world.objects.buckets.set("snaps", content);
  const [table] = await ports.stacks().resources();
  const own = {
    ...ports,
    stacks: () => ({ ...ports.stacks(), resources: async () => (table === undefined ? [bucket] : [table, bucket]) }),
    keep: async (worldId: string) => {
      content.set("a", "");
      return { worldId, snapshotId: "01J", file: "x.tar" };
    },
  };
  expect(await destroy(await planDestroy(own, said({ withData: true, keepsWorlds: true })), steps(own))).toMatchObject({
    stacks: [{}],
  });
  expect(world.objects.emptied).toEqual(["snaps"]);
});

test("who may not see the worlds is told so, and must say that all of it may go", async () => {
  const { ports } = await peopled([], () => Promise.reject(rejected("AccessDenied", "no", "denied")));
  await expect(destroy(await planDestroy(ports, said({})), steps(ports))).rejects.toMatchObject({
    code: "refused",
    message: expect.stringContaining("cannot be seen"),
  });
  const plan = await planDestroy(ports, said({ withData: true, discardWorlds: true }));
  expect(plan.worlds).toBeUndefined();
  expect(destroyPlanText(plan, plainStyle(120))).toContain("- whatever worlds there are: they cannot be seen");
});

test("who may not see the worlds cannot keep them, and deletes nothing", async () => {
  const { ports, calls } = await peopled([], () => Promise.reject(rejected("AccessDenied", "no", "denied")));
  const own = { ...ports, keep: () => Promise.reject(new Error("there is nothing to keep")) };
  await expect(
    destroy(await planDestroy(own, said({ withData: true, keepsWorlds: true })), steps(own)),
  ).rejects.toMatchObject({
    code: "refused",
    hint: expect.stringContaining(`may read ${worldsTable}`),
  });
  expect(calls).toEqual([]);
});
