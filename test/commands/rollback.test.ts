import { expect, test } from "vitest";
import { deploy } from "../../src/commands/deploy.ts";
import { destroy } from "../../src/commands/destroy.ts";
import { rollback } from "../../src/commands/rollback.ts";
import { deployWorld, type DeployWorld, type DeployWorldOptions } from "../fakes/deploy-world.ts";
import type { PartChange } from "../fakes/environment-templates.ts";

const bucket = "gworld-state-123456789012-us-east-1";

/** Two revisions: the second adds a topic to the storage stack. */
async function twoRevisions(options: DeployWorldOptions = {}) {
  const world = deployWorld(options);
  await world.run(deploy, "--yes");
  world.changes.set("storage", { resources: { More: { Type: "AWS::SNS::Topic" } } });
  await world.run(deploy, "--yes");
  return world;
}

const resourcesOf = (world: DeployWorld) =>
  Object.keys(JSON.parse(world.cloud.stack("gworld-dev-storage")?.body ?? "{}").Resources);

test("rollback brings the revision before back, as a revision of its own that says so", async () => {
  const world = await twoRevisions();
  expect(resourcesOf(world)).toEqual(["StorageMain", "More"]);
  const { result, io } = await world.run(rollback, "--yes");
  expect(result).toMatchObject({ result: "deployed", revision: 3, backTo: 1 });
  expect(resourcesOf(world)).toEqual(["StorageMain"]);
  expect(world.state.revisions[2]).toMatchObject({ result: "deployed", backTo: 1, command: "rollback 1" });
  expect(world.state.revisions[2]?.document).toBe(world.state.revisions[0]?.document);
  expect(io.stderr()).toContain("Revision 1 of dev: deployed");
  expect(io.stdout()).toContain("as it was in revision 1");
  expect((await world.run(deploy, "--yes")).result).toMatchObject({ result: "deployed", revision: 4 });
  expect(resourcesOf(world)).toEqual(["StorageMain", "More"]);
});

test("what an older revision kept under its former name is found there", async () => {
  const world = await twoRevisions();
  const kept = world.objects.buckets.get(bucket) ?? new Map<string, string>();
  for (const [key, body] of [...kept].filter(([name]) => name.startsWith("templates/dev/"))) {
    kept.delete(key);
    kept.set(key.replace("templates/dev/", "templates/"), body);
  }
  expect((await world.run(rollback, "--yes")).result).toMatchObject({ result: "deployed", backTo: 1 });
  expect(resourcesOf(world)).toEqual(["StorageMain"]);
});

test("a second rollback goes further back, and never to what the first one left", async () => {
  const world = await twoRevisions();
  world.changes.set("storage", { resources: { Most: { Type: "AWS::SNS::Topic" } } });
  await world.run(deploy, "--yes");
  expect((await world.run(rollback, "--yes")).result).toMatchObject({ backTo: 2 });
  expect((await world.run(rollback, "--yes")).result).toMatchObject({ backTo: 1 });
  expect((await world.run(rollback, "--yes")).error).toMatchObject({ code: "notFound" });
});

test.each([
  { end: "succeeded", backTo: 2, isFailing: false },
  { end: "failed", backTo: 1, isFailing: true },
])(
  "a detached deployment that has $end since counts as that, as the history tells it",
  async ({ backTo, isFailing }) => {
    const world = deployWorld({ takes: () => 60_000 });
    await world.run(deploy, "--yes");
    world.changes.set("storage", { resources: { More: { Type: "AWS::SNS::Topic" } } });
    if (isFailing) world.cloud.failing.set("More", "no luck");
    await world.run(deploy, "--yes", "--detach");
    await world.clock.wait(600_000);
    expect(world.state.revisions[1]?.result).toBe("detached");
    world.changes.set("storage", { resources: { Most: { Type: "AWS::SNS::Topic" } } });
    await world.run(deploy, "--yes");
    expect((await world.run(rollback, "--yes")).result).toMatchObject({ backTo });
  },
);

test("after a failed deployment it goes to the last one that succeeded", async () => {
  const world = await twoRevisions();
  world.changes.set("storage", { resources: { Bad: { Type: "AWS::SNS::Topic" } } });
  world.cloud.failing.set("Bad", "no luck");
  await world.run(deploy, "--yes");
  expect(world.state.revisions[2]?.result).toBe("failed");
  expect((await world.run(rollback, "--yes")).result).toMatchObject({ backTo: 2 });
});

test("after a rollback that failed it goes to the last one that succeeded, not behind where that was to go", async () => {
  const world = deployWorld();
  const revision = async (resources: NonNullable<PartChange["resources"]>) => {
    world.changes.set("storage", { resources });
    await world.run(deploy, "--yes");
  };
  await revision({});
  await revision({ Old: { Type: "AWS::SNS::Topic" } });
  await revision({ New: { Type: "AWS::SNS::Topic" } });
  world.cloud.failing.set("Old", "no luck");
  await world.run(rollback, "--yes");
  expect(world.state.revisions[3]).toMatchObject({ result: "failed", backTo: 2 });
  world.cloud.failing.clear();
  expect((await world.run(rollback, "--yes")).result).toMatchObject({ backTo: 3 });
});

test("a revision of some stacks tells of the others what is deployed, not what failed before or was destroyed", async () => {
  const world = deployWorld();
  await world.run(deploy, "--yes");
  world.changes.set("api", { resources: { Bad: { Type: "AWS::ApiGateway::Method" } } });
  world.changes.set("storage", { resources: { More: { Type: "AWS::SNS::Topic" } } });
  world.cloud.failing.set("Bad", "no luck");
  await world.run(deploy, "--yes", "--stack", "api");
  expect((await world.run(deploy, "--yes", "--stack", "storage")).result).toMatchObject({ revision: 3 });
  world.cloud.failing.clear();
  expect((await world.run(rollback, "3", "--yes")).result).toMatchObject({ result: "unchanged", backTo: 3 });
  await world.run(destroy, "--yes");
  await world.run(deploy, "--yes", "--stack", "network");
  const { document } = world.state.revisions.at(-1) ?? {};
  const text = world.objects.buckets.get(bucket)?.get(`revisions/dev/${document}.json`) ?? "{}";
  expect(JSON.parse(text)).toMatchObject({ stacks: [{ template: { name: "gworld-dev-network" } }] });
});

test("an image that was released since goes back, too", async () => {
  const world = await twoRevisions();
  const compute = world.cloud.stack("gworld-dev-compute");
  if (compute) compute.parameters = { ...compute.parameters, AgentRuntimeImage: "mine:7" };
  const { result } = await world.run(rollback, "1", "--yes");
  expect(result).toMatchObject({ backTo: 1, stacks: [{}, {}, { action: "update" }, { action: "update" }, {}, {}, {}] });
  expect(JSON.stringify(world.cloud.stack("gworld-dev-compute")?.parameters)).not.toContain("mine:7");
});

test("what it loses is refused unless it is allowed, and nothing is left behind", async () => {
  const world = deployWorld();
  await world.run(deploy, "--yes");
  world.changes.set("storage", { resources: { Extra: { Type: "AWS::DynamoDB::Table" } } });
  await world.run(deploy, "--yes");
  expect((await world.run(rollback, "--yes")).error).toMatchObject({ code: "refused" });
  expect(world.cloud.changeSets.size).toBe(0);
  expect((await world.run(rollback, "--yes", "--allow-replace", "Extra")).result).toMatchObject({ backTo: 1 });
});

test("an environment that is as that revision made it is left alone", async () => {
  const world = await twoRevisions();
  const { result, io } = await world.run(rollback, "2", "--yes");
  expect(result).toMatchObject({ result: "unchanged", backTo: 2 });
  expect(io.stdout()).toContain("dev is as revision 2 made it");
  expect(world.state.revisions).toHaveLength(2);
});

test("without approval nothing happens", async () => {
  const world = await twoRevisions({ answer: true });
  const asked = await twoRevisions({ answer: false });
  expect((await asked.run(rollback)).code).toBe("refused");
  expect(asked.state.revisions).toHaveLength(2);
  expect(asked.cloud.changeSets.size).toBe(0);
  expect((await world.run(rollback)).result).toMatchObject({ backTo: 1 });
});

test.each<{ what: string; argv: readonly string[]; spoil: (world: DeployWorld) => unknown; hint: RegExp }>([
  { what: "of a number that there is not", argv: ["9"], spoil: () => undefined, hint: /gworld history/ },
  {
    what: "whose document is gone",
    argv: ["1"],
    spoil: (world) =>
      world.objects.buckets.get(bucket)?.delete(`revisions/dev/${world.state.revisions[0]?.document}.json`),
    hint: /check out 0000000000 and run: gworld deploy --env dev/,
  },
  {
    what: "whose templates are gone",
    argv: ["1"],
    spoil: ({ objects }) => {
      for (const key of objects.buckets.get(bucket)?.keys() ?? [])
        if (key.startsWith("templates/")) objects.buckets.get(bucket)?.delete(key);
    },
    hint: /keeps versions/,
  },
  { what: "that destroyed", argv: ["3"], spoil: (world) => world.run(destroy, "--yes"), hint: /check out/ },
])("a revision $what is not gone back to, and the hint says what to do", async ({ argv, spoil, hint }) => {
  const world = await twoRevisions({ gitSha: "0".repeat(40) });
  await spoil(world);
  const { error } = await world.run(rollback, ...argv, "--yes");
  expect(error).toMatchObject({ code: "notFound", hint: expect.stringMatching(hint) });
});

test("a failed rollback names itself as what to run again, never a deploy that would go forward", async () => {
  const world = deployWorld();
  world.changes.set("storage", { resources: { Old: { Type: "AWS::SNS::Topic" } } });
  await world.run(deploy, "--yes");
  world.changes.set("storage", {});
  await world.run(deploy, "--yes");
  world.cloud.failing.set("Old", "no luck");
  const { error } = await world.run(rollback, "--yes");
  expect(error).toMatchObject({ code: "failed", hint: expect.stringContaining("gworld rollback 1 --env dev") });
});

test("what is no number is a mistake of usage", async () => {
  expect((await deployWorld().run(rollback, "x")).error?.code).toBe("usage");
});
