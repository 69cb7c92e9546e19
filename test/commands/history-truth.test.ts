import { expect, test } from "vitest";
import { deploy } from "../../src/commands/deploy.ts";
import { destroy } from "../../src/commands/destroy.ts";
import { history } from "../../src/commands/history.ts";
import type { LockAnswer } from "../../src/model/lock.ts";
import type { Connection } from "../../src/ports/connection.ts";
import type { Locks } from "../../src/ports/locks.ts";
import type { StackInput, ToExecute } from "../../src/ports/stacks.ts";
import type { State } from "../../src/ports/state.ts";
import { deployWorld, type DeployWorld } from "../fakes/deploy-world.ts";
import { rejected } from "../fakes/stacks.ts";

const minute = 60_000;
const group = { Type: "AWS::Logs::LogGroup" };
const parts = ["network", "security", "storage", "compute", "api", "edge", "monitoring"];
const named = (...of: readonly string[]) => of.map((part) => `gworld-dev-${part}`);

/** Deployed once; then the first stack and the last but one are to get a log group each. */
async function changed(takes: (id: string) => number = () => 1_000) {
  const world = deployWorld({ takes: (_, id) => takes(id) });
  await world.run(deploy, "--yes");
  for (const part of ["network", "compute", "api"] as const)
    world.changes.set(part, { resources: { [`${part}Late`]: group } });
  return world;
}

test("a failed deployment tells what came to its end, what was rolled back, and what was not begun", async () => {
  const world = await changed();
  world.cloud.failing.set("computeLate", "no luck");
  expect((await world.run(deploy, "--yes")).error?.code).toBe("failed");
  const { result, io } = await world.run(history, "2");
  expect(result).toMatchObject({
    since: 1,
    changes: [{ name: "gworld-dev-network", changes: [{ logicalId: "networkLate" }] }],
    revisions: [
      {
        result: "failed",
        stacks: [
          { name: "gworld-dev-network", end: "done" },
          { name: "gworld-dev-compute", end: "back", status: "UPDATE_ROLLBACK_COMPLETE" },
        ],
        notBegun: named("api"),
      },
    ],
  });
  expect(result).not.toHaveProperty("changes.1");
  expect(result).toHaveProperty("tried.changes", [
    expect.objectContaining({
      name: "gworld-dev-compute",
      changes: [expect.objectContaining({ logicalId: "computeLate" })],
    }),
  ]);
  expect(io.stdout()).toMatch(/Begun, and not done:\n.*gworld-dev-compute/);
  expect(io.stdout()).toContain("Not begun: gworld-dev-api");
  expect(io.stdout()).toMatch(/gworld-dev-compute +update +rolled back/);
});

test("what a failed deployment did not bring is told of the one that brings it", async () => {
  const world = await changed();
  world.cloud.failing.set("computeLate", "no luck");
  await world.run(deploy, "--yes");
  await world.run(deploy, "--yes");
  const { result } = await world.run(history, "3");
  expect(result).toMatchObject({
    since: 2,
    changes: [{ name: "gworld-dev-compute" }, { name: "gworld-dev-api" }],
  });
  expect(result).not.toHaveProperty("changes.2");
});

test("a first deployment that fails tells only the stacks that are there", async () => {
  const world = deployWorld();
  world.cloud.failing.set("StorageMain", "no luck");
  await world.run(deploy, "--yes");
  const { result, io } = await world.run(history, "1");
  expect(result).toMatchObject({
    since: null,
    changes: named(...parts.filter((part) => part !== "storage")).map((name) => ({ name })),
  });
  expect(io.stdout()).toContain("all of 6 stacks is new");
  expect(io.stdout()).toMatch(/gworld-dev-storage +create +failed +ROLLBACK_COMPLETE/);
});

test("an interrupted deployment tells what goes on, and later how that has ended", async () => {
  const world = await changed((id) => (id === "networkLate" ? 5 * minute : 1_000));
  void world.clock.wait(10_000).then(() => world.interruption.abort());
  expect((await world.run(deploy, "--yes")).error?.code).toBe("interrupted");
  const going = await world.run(history, "2");
  expect(going.result).toMatchObject({
    changes: [],
    revisions: [{ result: "interrupted", stacks: [{ end: "going" }], notBegun: named("compute", "api") }],
  });
  expect(going.io.stdout()).toMatch(/gworld-dev-network +update +goes on +UPDATE_IN_PROGRESS/);
  await world.clock.wait(10 * minute);
  expect((await world.run(history, "2")).result).toMatchObject({
    changes: [{ name: "gworld-dev-network" }],
    revisions: [{ stacks: [{ end: "done", status: "UPDATE_COMPLETE" }], notBegun: named("compute", "api") }],
  });
});

test("a detached deployment is that until all has ended; what the next one finds out stays known", async () => {
  const world = deployWorld({ takes: () => minute });
  await world.run(deploy, "--yes");
  world.changes.set("api", { resources: { Route: { Type: "AWS::ApiGateway::Method" } } });
  await world.run(deploy, "--yes", "--detach");
  expect((await world.run(history)).result).toMatchObject({ revisions: [{ result: "detached" }, { revision: 1 }] });
  await world.clock.wait(10 * minute);
  expect((await world.run(history)).result).toMatchObject({ revisions: [{ result: "deployed" }, { revision: 1 }] });
  await world.run(deploy, "--yes");
  expect(world.state.operations.get(2)?.stacks).toMatchObject([
    { name: "gworld-dev-api", status: "UPDATE_COMPLETE", token: expect.stringMatching(/^gw-/) },
  ]);
  world.cloud.lose("status", rejected("ValidationError", "too long ago"));
  expect((await world.run(history)).result).toMatchObject({
    revisions: [{ revision: 3, result: "deployed" }, { revision: 2, result: "deployed" }, { revision: 1 }],
  });
});

test("a detached creation is told by its end, also once its stack is gone and made anew", async () => {
  const world = deployWorld({ takes: () => minute });
  await world.run(deploy, "--yes", "--detach", "--stack", "network");
  const first = world.cloud.stack("gworld-dev-network")?.id;
  expect(world.state.operations.get(1)?.stacks).toMatchObject([{ name: "gworld-dev-network", stackId: first }]);
  await world.clock.wait(10 * minute);
  await world.cloud.stacks.delete("gworld-dev-network", "by-hand");
  await world.clock.wait(10 * minute);
  const gone = await world.run(history);
  expect(gone.result).toMatchObject({ revisions: [{ result: "deployed", stacks: [{ end: "done" }] }] });
  await world.run(deploy, "--yes", "--stack", "network");
  expect((await world.run(history, "1")).result).toMatchObject({
    revisions: [{ result: "deployed", stacks: [{ end: "done" }] }],
  });
});

test("what could not be looked up before one change is looked up before the next", async () => {
  const world = deployWorld({ takes: () => minute });
  await world.run(deploy, "--yes");
  world.changes.set("api", { resources: { Route: { Type: "AWS::ApiGateway::Method" } } });
  await world.run(deploy, "--yes", "--detach");
  await world.clock.wait(10 * minute);
  const [of] = world.state.operations.get(2)?.stacks ?? [];
  expect(of).not.toHaveProperty("status");
  world.cloud.lose("status", rejected("Throttling", "slow down", "throttled"));
  await world.run(deploy, "--yes");
  expect(world.state.operations.get(2)?.stacks).toEqual([of]);
  world.changes.set("network", { resources: { networkLate: group } });
  await world.run(deploy, "--yes");
  expect(world.state.operations.get(2)?.stacks).toEqual([{ ...of, status: "UPDATE_COMPLETE" }]);
});

test("a detached deployment whose stack fails is told as failed", async () => {
  const world = deployWorld({ takes: () => minute });
  await world.run(deploy, "--yes");
  world.changes.set("api", { resources: { Route: { Type: "AWS::ApiGateway::Method" } } });
  world.cloud.failing.set("Route", "no luck");
  await world.run(deploy, "--yes", "--detach");
  await world.clock.wait(10 * minute);
  expect((await world.run(history, "2")).result).toMatchObject({
    changes: [],
    revisions: [{ result: "failed", stacks: [{ name: "gworld-dev-api", end: "back" }] }],
  });
});

test("a killed deployment is told by its journal: before anybody takes over, and after", async () => {
  const world = await changed((id) => (id === "networkLate" ? 5 * minute : 1_000));
  await kill(world, (connection) => world.runOn(connection, deploy, "--yes"));
  const before = await world.run(history);
  expect(before.result).toMatchObject({
    cutOff: {
      command: "deploy",
      stacks: [{ name: "gworld-dev-network", action: "update", end: "going" }],
      notBegun: named("compute", "api"),
    },
  });
  expect(before.io.stdout()).toMatch(/Cut off: gworld deploy of dev/);
  await world.run(deploy, "--yes");
  const { result, io } = await world.run(history, "2");
  expect(result).toMatchObject({
    since: 1,
    changes: [{ name: "gworld-dev-network" }],
    revisions: [
      {
        result: "interrupted",
        stacks: [{ name: "gworld-dev-network", end: "done", status: "UPDATE_COMPLETE" }],
        notBegun: named("compute", "api"),
      },
    ],
  });
  expect(io.stdout()).not.toContain("not known");
  expect((await world.run(history)).result).not.toHaveProperty("cutOff");
});

test("a deployment that is killed before its first request has arrived has begun nothing", async () => {
  const world = await changed();
  world.cloud.on("execute", () => {
    throw new Error("killed");
  });
  await kill(world, (connection) => world.runOn(connection, deploy, "--yes").catch(() => undefined));
  world.cloud.on("execute", () => undefined);
  await world.run(deploy, "--yes");
  const { result } = await world.run(history, "2");
  expect(result).toMatchObject({
    revisions: [{ result: "interrupted", notBegun: named("network", "compute", "api") }],
  });
  expect(result).not.toHaveProperty("revisions.0.stacks");
});

test("a first deployment that was killed has a history, too", async () => {
  const world = deployWorld({ takes: () => 10 * minute });
  await kill(world, (connection) => world.runOn(connection, deploy, "--yes"));
  const { result, error } = await world.run(history);
  expect(error).toBeUndefined();
  expect(result).toMatchObject({ revisions: [], cutOff: { stacks: [{ end: "going" }, { end: "going" }] } });
});

test("an interrupted destruction tells what is gone, what goes on, and what it has not begun with", async () => {
  const world = deployWorld({ takes: (type) => (type === "AWS::CloudFront::Distribution" ? 20 * minute : 1_000) });
  await world.run(deploy, "--yes");
  await world.run(destroy, "--yes", "--with-data", "--deadline", "5m");
  const { result, io } = await world.run(history, "2");
  const [row] = revisionsOf(result);
  expect(row?.stacks).toContainEqual(expect.objectContaining({ name: "gworld-dev-edge", end: "going" }));
  expect(row?.stacks).toContainEqual(expect.objectContaining({ name: "gworld-dev-monitoring", end: "done" }));
  expect([...(row?.stacks ?? []).map(({ name }) => name), ...(row?.notBegun ?? [])].toSorted()).toEqual(
    named(...parts).toSorted(),
  );
  expect(io.stdout()).not.toContain("What changed is not known");
});

interface Row {
  readonly stacks: readonly { readonly name: string; readonly end: string }[];
  readonly notBegun: readonly string[];
}
const revisionsOf = (result: unknown): readonly Row[] => JSON.parse(JSON.stringify(result)).revisions;

/** Runs until ten seconds have passed, or it has thrown, and lets nothing arrive that it would still do; its lock stays behind. */
async function kill(world: DeployWorld, run: (connection: Connection) => Promise<unknown>) {
  const { connection, state, locks } = world;
  let dead = false;
  const alive = <A extends readonly unknown[], T>(call: (...args: A) => Promise<T>) => {
    return async (...args: A): Promise<T> => (dead ? new Promise<T>(() => undefined) : call(...args));
  };
  const write: State["write"] = async (entry, proof) => {
    if (entry.audit.outcome !== "begun") dead = true;
    await alive(() => state.port.write(entry, proof))();
  };
  const stacks: Connection["stacks"] = (region) => {
    const inRegion = connection.stacks(region);
    return {
      ...inRegion,
      describe: alive((name: string) => inRegion.describe(name)),
      execute: alive((set: ToExecute, token: string) => inRegion.execute(set, token)),
      create: alive((input: StackInput) => inRegion.create(input)),
    };
  };
  const progress = alive<Parameters<State["progress"]>, void>((...of) => state.port.progress(...of));
  const change = alive<Parameters<Locks["change"]>, LockAnswer>((...of) => locks.port.change(...of));
  const killed = { ...connection, stacks, state: { ...state.port, write, progress } };
  const over = world.clock.wait(10_000).then(() => void (dead = true));
  await Promise.race([run({ ...killed, locks: { ...locks.port, change } }), over]);
  const row = locks.rows.get("dev");
  if (row?.state === "HELD") world.dead.add(row.holder.id);
}
