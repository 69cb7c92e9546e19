import { expect, test } from "vitest";
import { deploy } from "../../src/commands/deploy.ts";
import { diff } from "../../src/commands/diff.ts";
import { deployWorld, type DeployWorld, type DeployWorldOptions } from "../fakes/deploy-world.ts";

const topic = (name: string) => ({ resources: { [name]: { Type: "AWS::SNS::Topic" } } });

/** A deployed environment, and a saved plan of a topic more. */
async function planned(options: DeployWorldOptions = {}) {
  const world = deployWorld(options);
  await world.run(deploy, "--yes");
  world.changes.set("storage", topic("More"));
  const { io, error } = await world.run(diff, "--out", "plan.json");
  expect(error).toBeUndefined();
  expect(io.stderr()).toContain("gworld deploy --env dev --plan plan.json");
  return world;
}

test("a saved plan is deployed without a question, and is stale afterwards", async () => {
  const world = await planned({ answer: false });
  const { result, io } = await world.run(deploy, "--plan", "plan.json");
  expect(result).toMatchObject({ result: "deployed", revision: 2 });
  expect(io.stderr()).toContain("+ More AWS::SNS::Topic");
  world.changes.set("storage", topic("Most"));
  expect((await world.run(deploy, "--plan", "plan.json")).error?.code).toBe("refused");
});

test("the first deployment can be planned and approved, too", async () => {
  const world = deployWorld();
  await world.run(diff, "--out", "plan.json");
  expect((await world.run(deploy, "--plan", "plan.json")).result).toMatchObject({ result: "deployed", revision: 1 });
});

test("a plan of some stacks deploys these alone", async () => {
  const world = await planned();
  world.changes.set("api", topic("Other"));
  await world.run(diff, "--out", "plan.json", "--stack", "storage");
  expect((await world.run(deploy, "--plan", "plan.json")).result).toMatchObject({
    stacks: [{ name: "gworld-dev-storage", action: "update" }],
  });
});

const edited = (world: DeployWorld, over: object) =>
  world.files.set("plan.json", JSON.stringify({ ...JSON.parse(world.files.get("plan.json") ?? ""), ...over }));

test.each<{ what: string; spoil: (world: DeployWorld) => unknown; message: RegExp }>([
  {
    what: "after another deployment",
    async spoil(world) {
      world.changes.set("api", topic("Other"));
      await world.run(deploy, "--yes", "--stack", "api");
      world.changes.delete("api");
    },
    message: /it builds on revision 1, and revision 2 is current\n {2}gworld-dev-api was changed since/,
  },
  {
    what: "after a change that gworld did not make",
    spoil: ({ cloud }) =>
      Object.assign(cloud.stack("gworld-dev-storage") ?? {}, { status: "UPDATE_ROLLBACK_COMPLETE" }),
    message: /is stale:\n {2}gworld-dev-storage was changed since/,
  },
  {
    what: "with other sources",
    spoil: ({ changes }) => changes.set("storage", topic("Else")),
    message: /other templates now, of gworld-dev-storage/,
  },
  { what: "edited by hand", spoil: (world) => edited(world, { account: "1" }), message: /changed after it was saved/ },
])("a plan $what is refused, and nothing is left behind", async ({ spoil, message }) => {
  const world = await planned();
  await spoil(world);
  const before = world.state.revisions.length;
  const { error } = await world.run(deploy, "--plan", "plan.json", "--yes");
  expect(error).toMatchObject({ code: "refused", message: expect.stringMatching(message) });
  expect(error?.hint).toContain("gworld diff --env dev --out plan.json");
  expect(world.cloud.changeSets.size).toBe(0);
  expect(world.state.revisions).toHaveLength(before);
});

test.each<{ what: string; options: DeployWorldOptions; message: RegExp }>([
  { what: "environment", options: { config: { name: "qa" } }, message: /environment dev; this is qa/ },
  { what: "Region", options: { config: { region: "eu-west-1" } }, message: /Region us-east-1; this is eu-west-1/ },
  { what: "cloud", options: { local: true }, message: /endpoint AWS; this is local/ },
])("a plan for another $what is refused", async ({ options, message }) => {
  const { files } = await planned();
  const other = deployWorld(options);
  other.files.set("plan.json", files.get("plan.json") ?? "");
  const { error } = await other.run(deploy, "--plan", "plan.json");
  expect(error).toMatchObject({ code: "refused", message: expect.stringMatching(message) });
  expect(other.state.revisions).toEqual([]);
});

test("what loses data wants its own word beside the plan", async () => {
  const world = deployWorld();
  world.changes.set("storage", { resources: { Extra: { Type: "AWS::DynamoDB::Table" } } });
  await world.run(deploy, "--yes");
  world.changes.set("storage", {});
  await world.run(diff, "--out", "plan.json");
  expect((await world.run(deploy, "--plan", "plan.json")).error?.code).toBe("refused");
  const allowed = await world.run(deploy, "--plan", "plan.json", "--allow-replace", "Extra");
  expect(allowed.result).toMatchObject({ result: "deployed" });
});

test("what new inputs would change beyond a saved plan is refused, also with --yes, and planned anew", async () => {
  const world = deployWorld();
  await world.run(deploy, "--yes");
  world.changes.set("network", { outputs: { NetworkId: { Value: "moved" } } });
  await world.run(diff, "--out", "plan.json");
  const inputsOf = () => world.cloud.stack("gworld-dev-compute")?.parameters["NetworkId"];
  const before = inputsOf();
  const { error } = await world.run(deploy, "--plan", "plan.json", "--yes");
  expect(error).toMatchObject({
    code: "refused",
    message: expect.stringContaining("Modify ComputeMain (AWS::ECS::Cluster)"),
    hint: expect.stringContaining("gworld diff --env dev --out plan.json"),
  });
  expect(inputsOf()).toBe(before);
  expect(world.cloud.changeSets.size).toBe(0);
  await world.run(diff, "--out", "plan.json");
  expect((await world.run(deploy, "--plan", "plan.json")).result).toMatchObject({ result: "deployed" });
  expect(inputsOf()).toBe("moved");
});

test.each([
  { argv: ["--plan", "gone.json"], hint: "" },
  { argv: ["--plan", "bad.json"], hint: "gworld diff --out bad.json" },
  { argv: ["--plan", "plan.json", "--stack", "network"], hint: "--stack" },
])("deploy $argv is a mistake of usage", async ({ argv, hint }) => {
  const world = await planned();
  world.files.set("bad.json", "{}");
  expect((await world.run(deploy, ...argv)).error).toMatchObject({
    code: "usage",
    hint: expect.stringContaining(hint),
  });
});
