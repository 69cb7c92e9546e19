import { expect, test } from "vitest";
import { deploy } from "../../src/commands/deploy.ts";
import { destroy } from "../../src/commands/destroy.ts";
import { lockShow } from "../../src/commands/lock-show.ts";
import { status } from "../../src/commands/status.ts";
import { unlock } from "../../src/commands/unlock.ts";
import { auditBreaks } from "../../src/model/audit.ts";
import { stackParts } from "../../src/model/graph.ts";
import { deployWorld, type DeployWorld } from "../fakes/deploy-world.ts";
import { digest } from "../fakes/environment-templates.ts";
import { processData } from "../fakes/no-data.ts";
import { somebody } from "../fakes/locks.ts";

const neighbour = somebody({ holder: { ...somebody().holder, id: "neighbour", host: "here", mark: "boot 1" } });
const changing = (calls: readonly string[]) => calls.filter((call) => /^(?:create|execute|delete) /.test(call));

test("a deployment takes the lock and lets go of it; one that changes nothing takes none", async () => {
  const world = deployWorld();
  await world.run(deploy, "--yes");
  expect(world.locks.calls.filter((call) => call !== "beat")).toEqual(["read", "take", "release"]);
  expect(world.locks.rows.get("dev")).toMatchObject({ state: "FREE", fence: 1 });
  world.locks.calls.length = 0;
  expect((await world.run(deploy)).result).toMatchObject({ result: "unchanged" });
  expect(world.locks.calls).toEqual(["read"]);
});

test.each([deploy, destroy])(
  "while somebody else changes the environment $name changes nothing and says who",
  async (verb) => {
    const world = deployWorld();
    await world.run(deploy, "--yes");
    world.locks.rows.set("dev", neighbour);
    world.changes.set("api", { resources: { Route: { Type: "AWS::ApiGateway::Method" } } });
    world.cloud.calls.length = 0;
    const { error } = await world.run(verb, "--yes");
    expect(error).toMatchObject({ code: "locked", message: expect.stringContaining("user/ada, process 2 on here") });
    expect(changing(world.cloud.calls)).toEqual([]);
    expect(world.cloud.changeSets.size).toBe(0);
  },
);

test("two deployments at once never interleave: the second waits, finds it done, and changes nothing", async () => {
  const world = deployWorld();
  const second = { ...world.connection, data: processData({ id: "two", host: "there", pid: 9 }, new Set()) };
  const [one, two] = await Promise.all([world.run(deploy, "--yes"), world.runOn(second, deploy, "--yes", "--wait")]);
  expect([one.error, two.error]).toEqual([undefined, undefined]);
  expect([one, two].map(({ result }) => result)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ result: "deployed", revision: 1 }),
      expect.objectContaining({ result: "unchanged", revision: 1 }),
    ]),
  );
  expect(changing(world.cloud.calls)).toHaveLength(7);
  expect(world.state.revisions).toHaveLength(1);
});

test("what somebody else has changed since is planned anew under the lock, and asked about where it differs", async () => {
  const world = deployWorld({ answer: true });
  await world.run(deploy, "--yes");
  world.changes.set("api", { resources: { Route: { Type: "AWS::ApiGateway::Method" } } });
  const { locks } = world.connection;
  const between = {
    ...world.connection,
    locks: {
      ...locks,
      async read(environment: string) {
        const row = await locks.read(environment);
        world.locks.rows.set(environment, { state: "FREE", fence: 9 });
        world.changes.set("compute", { resources: { Extra: { Type: "AWS::Logs::LogGroup" } } });
        return row;
      },
    },
  };
  const { error, io, result } = await world.runOn(between, deploy, "--yes");
  expect(error).toBeUndefined();
  expect(io.stderr()).toContain("somebody else has changed dev meanwhile: it is planned anew");
  expect(result).toMatchObject({ result: "deployed", revision: 2 });
  expect(world.cloud.changeSets.size).toBe(0);
});

/** A world whose lock answers after half a minute, and what was asked of CloudFormation until then, if ever, and from then on. */
function slowToSee(world: DeployWorld) {
  world.cloud.calls.length = 0;
  const { locks } = world.connection;
  let answered: number | undefined;
  const slow = {
    ...world.connection,
    locks: {
      ...locks,
      async read(environment: string) {
        await world.clock.wait(30_000);
        answered ??= world.cloud.calls.length;
        return locks.read(environment);
      },
    },
  };
  const ofEnvironment = (call: string) => call.includes("gworld-dev-");
  return {
    slow,
    before: () => world.cloud.calls.slice(0, answered).filter(ofEnvironment),
    after: () => world.cloud.calls.slice(answered).filter(ofEnvironment),
  };
}

const described = stackParts.map((part) => `describe gworld-dev-${part}`);

test("a deployment plans nothing from before the lock has been looked at", async () => {
  const world = deployWorld();
  await world.run(deploy, "--yes");
  world.changes.set("api", { resources: { Route: { Type: "AWS::ApiGateway::Method" } } });
  const { slow, before, after } = slowToSee(world);
  expect((await world.runOn(slow, deploy, "--yes")).error).toBeUndefined();
  expect(before().toSorted()).toEqual(described.toSorted());
  expect(after().slice(0, stackParts.length).toSorted()).toEqual(described.toSorted());
});

test("a destruction looks at no stack before it has looked at the lock", async () => {
  const world = deployWorld();
  await world.run(deploy, "--yes");
  const { slow, before } = slowToSee(world);
  expect((await world.runOn(slow, destroy, "--yes", "--with-data")).error).toBeUndefined();
  expect(before()).toEqual([]);
});

test("where nothing is to be done all is asked at once, and once", async () => {
  const world = deployWorld();
  await world.run(deploy, "--yes");
  const { slow, before } = slowToSee(world);
  expect((await world.runOn(slow, deploy, "--yes")).result).toMatchObject({ result: "unchanged" });
  expect(before().toSorted()).toEqual(described.toSorted());
});

test("a dead holder's operation is followed to its end, and its work done by the next deployment", async () => {
  const world = deployWorld();
  world.dead.add("neighbour");
  world.locks.rows.set("dev", neighbour);
  const { error, result } = await world.run(deploy, "--yes");
  expect(error).toBeUndefined();
  expect(result).toMatchObject({ result: "deployed", revision: 2 });
  expect(world.state.revisions[0]).toMatchObject({ result: "interrupted", by: expect.stringContaining("user/ada") });
  expect(world.locks.rows.get("dev")).toMatchObject({ state: "FREE", fence: 8 });
});

test("a deployment whose lock is broken stops before its next change", async () => {
  const world = deployWorld({ takes: () => 30_000 });
  void world.clock.wait(20_000).then(() => world.locks.rows.set("dev", { state: "FREE", fence: 2 }));
  const { error } = await world.run(deploy, "--yes");
  expect(error).toMatchObject({ code: "lockLost", message: expect.stringContaining("was lost") });
  expect(changing(world.cloud.calls).length).toBeLessThan(7);
  expect(world.state.revisions).toEqual([]);
});

test("lock show tells who it is, and whether they live", async () => {
  const world = deployWorld();
  expect((await world.run(lockShow)).result).toEqual({ env: "dev", state: "FREE", fence: 0 });
  world.locks.rows.set("dev", neighbour);
  expect((await world.run(lockShow)).result).toMatchObject({
    state: "HELD",
    fence: 7,
    holder: "neighbour",
    who: { host: "here", pid: 2 },
    command: "deploy",
    ageSeconds: 14,
    alive: true,
  });
  world.dead.add("neighbour");
  const { io } = await world.run(lockShow);
  expect(io.stdout()).toContain("gworld unlock --env dev --holder neighbour");
  world.locks.rows.set("dev", somebody());
  void world.clock.wait(9_000).then(() => world.locks.rows.set("dev", somebody({ beat: "two" })));
  expect((await world.run(lockShow)).result).toMatchObject({ holder: "other", alive: true });
  expect((await world.run(lockShow)).result).toMatchObject({ holder: "other", alive: false });
});

test.each([
  { what: "the wrong holder", argv: ["--holder", "x"], code: "notFound" },
  { what: "a holder that lives", argv: ["--holder", "neighbour"], code: "refused" },
  { what: "no holder", argv: [], code: "usage" },
  { what: "nobody to ask", argv: ["--holder", "neighbour", "--force"], code: "refused" },
])("unlock refuses $what", async ({ argv, code }) => {
  const world = deployWorld();
  world.locks.rows.set("dev", neighbour);
  expect((await world.run(unlock, ...argv)).error?.code).toBe(code);
  expect(world.locks.rows.get("dev")).toEqual(neighbour);
});

test("unlock frees it from who is gone, with --force from who lives, and spends the fence", async () => {
  const world = deployWorld();
  world.locks.rows.set("dev", neighbour);
  world.dead.add("neighbour");
  const { result } = await world.run(unlock, "--holder", "neighbour", "--yes");
  expect(result).toEqual({ env: "dev", state: "FREE", fence: 8, holder: "neighbour" });
  world.dead.clear();
  world.locks.rows.set("dev", neighbour);
  expect((await world.run(unlock, "--holder", "neighbour", "--force", "--yes")).result).toMatchObject({ fence: 8 });
  expect((await world.run(unlock, "--holder", "neighbour", "--yes")).error?.code).toBe("notFound");
});

test("unlock --force stands in the audit chain, and what it cut off is still closed by the next deployment", async () => {
  const world = deployWorld({ takes: () => 30_000 });
  const { connection, state, locks } = world;
  let holder = "";
  const write: typeof state.port.write = async (entry, proof) => {
    await state.port.write(entry, proof);
    holder = proof?.holderId ?? "";
    await world.run(unlock, "--holder", holder, "--force", "--yes");
  };
  const broken = { ...connection, state: { ...state.port, write } };
  expect((await world.runOn(broken, deploy, "--yes")).error?.code).toBe("lockLost");
  expect(locks.rows.get("dev")).toMatchObject({ state: "FREE", fence: 2 });
  expect(state.audit.get("dev")?.[1]).toMatchObject({
    who: "arn:aws:iam::123456789012:user/dev",
    what: `unlock --holder ${holder} --force`,
    outcome: "freed from arn:aws:iam::123456789012:user/dev",
    operation: 1,
    at: expect.stringMatching(/^2026-11-22T12:/),
  });
  expect(state.standings.get("dev")?.operation).toBe(1);
  await world.run(deploy, "--yes");
  expect(state.operations.get(1)).toMatchObject({ state: "interrupted" });
  const head = state.standings.get("dev")?.audit;
  expect(auditBreaks("dev", { rows: state.audit.get("dev") ?? [], head, revisions: state.revisions }, digest)).toEqual(
    [],
  );
});

test("a holder that ends by itself while it is asked about leaves no word of an unlock", async () => {
  const world = deployWorld();
  world.locks.rows.set("dev", neighbour);
  world.dead.add("neighbour");
  const { locks } = world.connection;
  const change: typeof locks.change = async (environment, asked) => {
    await locks.change(environment, { kind: "release", holderId: "neighbour", fence: 7 });
    return locks.change(environment, asked);
  };
  const ending = { ...world.connection, locks: { ...locks, change } };
  const { result } = await world.runOn(ending, unlock, "--holder", "neighbour", "--yes");
  expect(result).toMatchObject({ state: "FREE", fence: 7 });
  expect(world.state.audit.size).toBe(0);
});

test("status names who is changing the environment", async () => {
  const world = deployWorld();
  await world.run(deploy, "--yes");
  world.locks.rows.set("dev", neighbour);
  const { result, io } = await world.run(status);
  expect(result).toMatchObject({ lock: { holder: "neighbour", command: "deploy", who: { host: "here", pid: 2 } } });
  expect(io.stdout()).toMatch(/Lock +gworld deploy since .* by ada, process 2 on here/);
});
