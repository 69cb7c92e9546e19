import { expect, test } from "vitest";
import { deploy } from "../../src/commands/deploy.ts";
import { doctor } from "../../src/commands/doctor.ts";
import { rollback } from "../../src/commands/rollback.ts";
import { deployWorld, type DeployWorld } from "../fakes/deploy-world.ts";
import { somebody } from "../fakes/locks.ts";
import { rejected } from "../fakes/stacks.ts";

async function deployed() {
  const world = deployWorld();
  // As bootstrap leaves it.
  const { description } = await bootstrapAsWanted(world);
  const stack = world.cloud.stack("gworld-bootstrap");
  if (stack) stack.body = JSON.stringify({ Description: description, Outputs: { Version: { Value: "1" } } });
  await world.run(deploy, "--yes");
  return world;
}

const bootstrapAsWanted = async ({ synth }: DeployWorld) => {
  const { body } = await synth.bootstrap();
  return { description: String(JSON.parse(body).Description) };
};

const findings = async (world: DeployWorld) => {
  const { result, code, io } = await world.run(doctor);
  return { result, code, text: io.stdout() };
};

test("a sound environment is told as such, check by check", async () => {
  const { result, code, text } = await findings(await deployed());
  expect(result).toMatchObject({
    findings: ["node", "config", "credentials", "account", "endpoint", "bootstrap", "state", "lock", "journal"]
      .map((check) => ({ check, status: "ok" }))
      .concat(["stacks", "change sets", "quotas"].map((check) => ({ check, status: "ok" }))),
  });
  expect(code).toBeUndefined();
  expect(text).toContain("All is well.");
});

test.each<{ what: string; spoil: (world: DeployWorld) => unknown; check: string; status: string; hint: RegExp }>([
  {
    what: "a stack that is stuck",
    spoil: ({ cloud }) => Object.assign(cloud.stack("gworld-dev-api") ?? {}, { status: "UPDATE_ROLLBACK_FAILED" }),
    check: "stacks",
    status: "fail",
    hint: /gworld deploy --env dev --recover/,
  },
  {
    what: "a stack that waits in review",
    spoil: ({ cloud }) => Object.assign(cloud.stack("gworld-dev-api") ?? {}, { status: "REVIEW_IN_PROGRESS" }),
    check: "stacks",
    status: "warn",
    hint: /gworld deploy --env dev/,
  },
  {
    what: "a change set that nobody executed",
    async spoil({ cloud, clock }) {
      const input = { name: "gworld-dev-api", template: { body: "{}" }, parameters: {}, tags: {}, capabilities: [] };
      await cloud.stacks.createChangeSet({ ...input, terminationProtection: false, token: "t" }, "gw-old");
      await clock.wait(2 * 3_600_000);
    },
    check: "change sets",
    status: "warn",
    hint: /delete-change-set --change-set-name .*gw-old/,
  },
  {
    what: "a holder that is gone",
    spoil({ locks, dead }) {
      locks.rows.set("dev", somebody());
      dead.add("other");
    },
    check: "lock",
    status: "warn",
    hint: /gworld deploy --env dev/,
  },
  {
    what: "a deployment that was cut off",
    spoil({ state }) {
      const [operation] = state.operations.values();
      const standing = state.standings.get("dev");
      if (operation === undefined || standing === undefined) return;
      state.operations.set(1, { ...operation, state: "running" });
      state.standings.set("dev", { ...standing, operation: 1 });
    },
    check: "journal",
    status: "warn",
    hint: /gworld deploy --env dev/,
  },
  {
    what: "state of a newer gworld",
    spoil: ({ state }) => state.standings.set("dev", { write: 1, schema: 9, needs: "7.0.0", revision: 1 }),
    check: "state",
    status: "fail",
    hint: /Update gworld to 7.0.0/,
  },
  {
    what: "state that was lost",
    spoil: ({ state }) => state.revisions.splice(0),
    check: "state",
    status: "warn",
    hint: /gworld doctor --rebuild --env dev/,
  },
  {
    what: "a table that is gone",
    spoil: ({ state }) => state.failures.push(rejected("ResourceNotFoundException", "no such table")),
    check: "state",
    status: "fail",
    hint: /list-backups --backup-type SYSTEM/,
  },
  {
    what: "no bootstrap",
    spoil: ({ cloud }) => Object.assign(cloud.stack("gworld-bootstrap") ?? {}, { status: "DELETE_COMPLETE" }),
    check: "bootstrap",
    status: "fail",
    hint: /gworld bootstrap --env dev/,
  },
])("$what is found, with what to type next", async ({ spoil, check, status, hint }) => {
  const world = await deployed();
  await spoil(world);
  const { result, code, text } = await findings(world);
  expect(result).toMatchObject({
    findings: expect.arrayContaining([
      expect.objectContaining({ check, status, message: expect.any(String), hint: expect.stringMatching(hint) }),
    ]),
  });
  expect(code).toBe(status === "fail" ? "failed" : undefined);
  expect(text).toContain("Next: ");
});

test("credentials of another account end with their own code, and nothing further is looked at", async () => {
  const world = deployWorld({ config: { account: "999999999999" } });
  const { result, code } = await findings(world);
  expect(code).toBe("credentials");
  expect(result).toMatchObject({ findings: [{}, {}, { check: "credentials" }, { check: "account", status: "fail" }] });
  expect(world.cloud.calls).toEqual([]);
});

test("--rebuild writes what CloudFormation has, after asking, so that it can be gone back to", async () => {
  const world = await deployed();
  world.state.revisions.splice(0);
  world.state.standings.clear();
  world.state.audit.clear();
  const { result, io } = await world.run(doctor, "--rebuild", "--yes");
  expect(result).toMatchObject({ result: "rebuilt", revision: 1, stacks: { length: 7 } });
  expect(io.stderr()).toContain("nothing is known of who deployed dev");
  expect(world.state.revisions).toMatchObject([{ result: "rebuilt", command: "doctor --rebuild" }]);
  expect((await world.run(deploy, "--yes")).result).toMatchObject({ result: "unchanged", revision: 1 });
  expect((await world.run(doctor, "--rebuild", "--yes")).result).toMatchObject({ result: "unchanged" });
  world.changes.set("api", { resources: { Route: { Type: "AWS::ApiGateway::Method" } } });
  await world.run(deploy, "--yes");
  expect((await world.run(rollback, "--yes")).result).toMatchObject({ result: "deployed", backTo: 1 });
});

test("--rebuild keeps a template that was changed by hand, although it still names the digest of what gworld made", async () => {
  const world = await deployed();
  const api = world.cloud.stack("gworld-dev-api");
  if (api) api.body = JSON.stringify({ ...JSON.parse(api.body), Metadata: { by: "hand" } });
  world.state.standings.clear();
  expect((await world.run(doctor, "--rebuild", "--yes")).result).toMatchObject({ result: "rebuilt", revision: 2 });
  world.changes.set("api", { resources: { Route: { Type: "AWS::ApiGateway::Method" } } });
  await world.run(deploy, "--yes");
  expect((await world.run(rollback, "2", "--yes")).result).toMatchObject({ result: "deployed", backTo: 2 });
  expect(world.cloud.stack("gworld-dev-api")?.body).toContain("hand");
});

test("--rebuild asks, and refuses where there is nothing to read or nowhere to write", async () => {
  const world = await deployed();
  world.state.revisions.splice(0);
  expect((await world.run(doctor, "--rebuild")).error?.code).toBe("refused");
  expect(world.state.revisions).toEqual([]);
  world.state.failures.push(rejected("ResourceNotFoundException", "no such table"));
  expect((await world.run(doctor, "--rebuild", "--yes")).error).toMatchObject({
    code: "notFound",
    hint: expect.stringContaining("list-backups"),
  });
  expect((await deployWorld().run(doctor, "--rebuild", "--yes")).error?.code).toBe("notFound");
});
