import { expect, test } from "vitest";
import { deploy } from "../../src/commands/deploy.ts";
import { destroy } from "../../src/commands/destroy.ts";
import { auditBreaks } from "../../src/model/audit.ts";
import type { State } from "../../src/ports/state.ts";
import { deployWorld, type DeployWorld } from "../fakes/deploy-world.ts";
import { digest } from "../fakes/environment-templates.ts";
import { somebody } from "../fakes/locks.ts";
import { rejected } from "../fakes/stacks.ts";

const bucket = "gworld-state-123456789012-us-east-1";
const keys = (world: DeployWorld, folder: string) =>
  [...(world.objects.buckets.get(bucket)?.keys() ?? [])].filter((key) => key.startsWith(folder));

function expectWhole({ state }: DeployWorld) {
  const rows = state.audit.get("dev") ?? [];
  const head = state.standings.get("dev")?.audit;
  expect(auditBreaks("dev", { rows, head, revisions: state.revisions }, digest)).toEqual([]);
  return rows.map(({ what, outcome }) => `${what} ${outcome}`);
}

test("a deployment is journalled before and after, with its revision, its templates and an unbroken chain", async () => {
  const world = deployWorld({ gitSha: "0".repeat(40), ci: "https://ci.example/7" });
  await world.run(deploy, "--yes");
  expect(world.state.operations.get(1)).toMatchObject({ command: "deploy", state: "succeeded", revision: 1 });
  expect(world.state.standings.get("dev")).toMatchObject({ revision: 1, schema: 2 });
  expect(world.state.standings.get("dev")?.operation).toBeUndefined();
  const [revision] = world.state.revisions;
  expect(revision).toMatchObject({ command: "deploy", ci: "https://ci.example/7", gitSha: "0".repeat(40) });
  expect(revision?.stacks).toHaveLength(7);
  expect(keys(world, "revisions/dev/")).toEqual([`revisions/dev/${revision?.document}.json`]);
  expect(keys(world, "templates/")).toHaveLength(7);
  expect(expectWhole(world)).toEqual(["deploy begun", "deploy deployed"]);
});

test("only templates that changed are kept anew, and a document of some stacks tells of the others, too", async () => {
  const world = deployWorld();
  await world.run(deploy, "--yes");
  world.changes.set("storage", { resources: { More: { Type: "AWS::SNS::Topic" } } });
  expect((await world.run(deploy, "--yes", "--stack", "storage")).error).toBeUndefined();
  expect(keys(world, "templates/")).toHaveLength(8);
  const key = `revisions/dev/${world.state.revisions[1]?.document}.json`;
  expect(JSON.parse(world.objects.buckets.get(bucket)?.get(key) ?? "")).toMatchObject({ stacks: { length: 7 } });
});

test("a deployment that was killed is closed as interrupted by whoever comes next", async () => {
  const world = deployWorld();
  const killed = killedAfterOne(world);
  world.cloud.failing.set("StorageMain", "no luck");
  await world.runOn(killed, deploy, "--yes");
  expect(world.state.operations.get(1)).toMatchObject({ state: "running" });
  world.cloud.failing.clear();
  expect(await world.run(deploy, "--yes")).toMatchObject({ result: { revision: 2 } });
  expect(world.state.operations.get(1)).toMatchObject({ state: "interrupted", revision: 1 });
  expect(world.state.revisions).toMatchObject([
    { revision: 1, result: "interrupted", command: "deploy" },
    { revision: 2, result: "deployed" },
  ]);
  expect(expectWhole(world)).toEqual(["deploy begun", "deploy interrupted", "deploy begun", "deploy deployed"]);
});

test("a killed run whose work CloudFormation has done is closed by a deployment that finds nothing to do", async () => {
  const world = deployWorld();
  const killed = killedAfterOne(world);
  await world.runOn(killed, deploy, "--yes");
  expect(await world.run(deploy, "--yes")).toMatchObject({ result: { result: "deployed", revision: 2 } });
  expect(world.state.revisions).toMatchObject([{ result: "interrupted" }, { result: "deployed" }]);
  expect(world.state.standings.get("dev")?.operation).toBeUndefined();
  expect(await world.run(deploy, "--yes")).toMatchObject({ result: { result: "unchanged", revision: 2 } });
});

test("a deployment that ended and only left its lock is not interrupted", async () => {
  const world = deployWorld();
  await world.run(deploy, "--yes");
  world.locks.rows.set("dev", somebody({ fence: 1 }));
  world.dead.add("other");
  world.changes.set("storage", { resources: { More: { Type: "AWS::SNS::Topic" } } });
  expect((await world.run(deploy, "--yes")).result).toMatchObject({ revision: 2 });
  expect(world.state.revisions.map(({ result }) => result)).toEqual(["deployed", "deployed"]);
  expect(expectWhole(world)).toEqual(["deploy begun", "deploy deployed", "deploy begun", "deploy deployed"]);
});

test("a killed destroy whose work CloudFormation has done is closed by the next one", async () => {
  const world = deployWorld();
  await world.run(deploy, "--yes");
  const killed = killedAfterOne(world);
  await world.runOn(killed, destroy, "--yes");
  await world.run(destroy, "--yes");
  expect(world.state.revisions.map(({ result }) => result)).toEqual(["deployed", "interrupted", "destroyed"]);
});

test("where the row that tells how the state stands is lost, history and chain go on after what is left", async () => {
  const world = deployWorld();
  await world.run(deploy, "--yes");
  world.state.standings.clear();
  world.changes.set("storage", { resources: { More: { Type: "AWS::SNS::Topic" } } });
  expect((await world.run(deploy, "--yes")).result).toMatchObject({ revision: 2 });
  expect(expectWhole(world)).toHaveLength(4);
});

test("what was written stands once, also where only the answers were lost", async () => {
  const world = deployWorld();
  const { connection, state } = world;
  const lost = new Set<string>();
  const write: State["write"] = async (entry, proof) => {
    await state.port.write(entry, proof);
    if (lost.has(entry.audit.outcome)) return;
    lost.add(entry.audit.outcome);
    throw rejected("TimeoutError", "no answer", "unreachable");
  };
  const { result, io } = await world.runOn({ ...connection, state: { ...state.port, write } }, deploy, "--yes");
  expect(result).toMatchObject({ result: "deployed", revision: 1 });
  expect(io.warnings).toEqual([]);
  expect(state.revisions).toHaveLength(1);
  expect(expectWhole(world)).toEqual(["deploy begun", "deploy deployed"]);
});

test("a write is repeated after a pause, so that a short outage costs no history", async () => {
  const world = deployWorld();
  const { connection, state, clock } = world;
  const write: State["write"] = async (entry, proof) => {
    if (clock.now() < begun + 3_000) throw rejected("TimeoutError", "no answer", "unreachable");
    await state.port.write(entry, proof);
  };
  const begun = clock.now();
  await world.runOn({ ...connection, state: { ...state.port, write } }, deploy, "--yes");
  expect(expectWhole(world)).toEqual(["deploy begun", "deploy deployed"]);
});

test("a failed deployment is kept with its cause", async () => {
  const world = deployWorld();
  world.cloud.failing.set("StorageMain", "no luck");
  expect((await world.run(deploy, "--yes")).error?.code).toBe("failed");
  expect(world.state.revisions).toMatchObject([{ result: "failed", cause: expect.stringContaining("no luck") }]);
  expect(world.state.operations.get(1)).toMatchObject({ state: "failed", error: expect.stringContaining("no luck") });
});

test.each([
  { verb: deploy, argv: ["--yes"] },
  { verb: destroy, argv: ["--yes"] },
])("state that a newer gworld keeps refuses $verb.name, and nothing is left behind", async ({ verb, argv }) => {
  const world = deployWorld();
  await world.run(deploy, "--yes");
  world.changes.set("storage", { resources: { More: { Type: "AWS::SNS::Topic" } } });
  world.state.standings.set("dev", { write: 9, schema: 3, needs: "2.4.0", revision: 1 });
  const { error } = await world.run(verb, ...argv);
  expect(error).toMatchObject({ code: "refused", hint: expect.stringContaining("Update gworld to 2.4.0") });
  expect(world.cloud.changeSets.size).toBe(0);
  expect(world.stacks()).toMatchObject({ storage: "CREATE_COMPLETE" });
});

test("templates that cannot be kept are a warning, and the deployment is none the worse", async () => {
  const world = deployWorld();
  world.objects.buckets.delete(bucket);
  const { result, io } = await world.run(deploy, "--yes");
  expect(result).toMatchObject({ result: "deployed", revision: 1 });
  expect(io.warnings).toEqual([expect.stringContaining("were not kept")]);
  expect(world.state.revisions[0]?.document).toBeUndefined();
});

/** Nothing arrives that would still be written after the first row. */
function killedAfterOne({ connection, state }: DeployWorld) {
  let count = 0;
  const write: State["write"] = async (entry, proof) => {
    count += 1;
    if (count > 1) throw new Error("killed");
    await state.port.write(entry, proof);
  };
  return { ...connection, state: { ...state.port, write } };
}
