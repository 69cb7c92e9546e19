import { expect, test } from "vitest";
import { deploy } from "../../src/commands/deploy.ts";
import { deployWorld } from "../fakes/deploy-world.ts";
import { rejected } from "../fakes/stacks.ts";

type World = ReturnType<typeof deployWorld>;
const table = (FixedKey: string) => ({ Type: "AWS::DynamoDB::Table", Properties: { FixedKey } });
const policy = JSON.stringify({
  Statement: [
    { Effect: "Allow", Principal: "*", Action: "Update:*", Resource: "*" },
    { Effect: "Deny", Principal: "*", Action: ["Update:Replace", "Update:Delete"], Resource: "*" },
  ],
});
const allowed = ["--yes", "--allow-replace", "StorageMain"];
const storage = (world: World) => world.cloud.stack("gworld-dev-storage");
const guards = ({ cloud }: World) =>
  cloud.calls.filter((call) => /^(?:policy|execute|protect)/.test(call)).map((call) => call.split(" ")[0]);

/** A deployed storage stack that is guarded, and a replacement of its table that waits to be deployed. */
async function guarded(options: Parameters<typeof deployWorld>[0] = {}) {
  const world = deployWorld(options);
  world.changes.set("storage", { stackPolicy: policy, terminationProtection: true });
  await world.run(deploy, "--yes");
  world.changes.set("storage", {
    stackPolicy: policy,
    terminationProtection: true,
    resources: { StorageMain: table("other"), Second: table("new") },
  });
  world.cloud.calls.length = 0;
  return world;
}

test("a stack policy is opened for the allowed resource alone, and closed when the stack has ended", async () => {
  const world = await guarded({ cleanupTakes: 60_000 });
  let open: string | undefined;
  let closedAt = "";
  world.cloud.on("execute", () => (open = storage(world)?.policy));
  world.cloud.on("policy", () => (closedAt = storage(world)?.status ?? ""));
  expect(await world.run(deploy, ...allowed)).toMatchObject({ error: undefined });
  expect(guards(world)).toEqual(["policy", "execute", "policy"]);
  expect(JSON.parse(open ?? "")).toMatchObject({
    Statement: [{ Effect: "Allow" }, { Effect: "Deny", NotResource: ["LogicalResourceId/StorageMain"] }],
  });
  expect(closedAt).toBe("UPDATE_COMPLETE");
  expect(storage(world)?.policy).toBe(policy);
});

test("an update within the policy sets nothing that stands already", async () => {
  const world = await guarded();
  world.changes.set("storage", {
    stackPolicy: policy,
    terminationProtection: true,
    resources: { Second: table("new") },
  });
  expect(await world.run(deploy, ...allowed)).toMatchObject({ error: undefined });
  expect(guards(world)).toEqual(["execute"]);
});

test.each([
  {
    name: "the update is rolled back",
    happens: ({ cloud }: World) => void cloud.failing.set("StorageMain", "no luck"),
  },
  {
    name: "it cannot be executed",
    happens: ({ cloud }: World) => cloud.lose("execute", rejected("InvalidChangeSetStatus", "obsolete")),
  },
])("a stack policy is closed although $name", async ({ happens }) => {
  const world = await guarded();
  happens(world);
  expect((await world.run(deploy, ...allowed)).error).toMatchObject({ code: "failed" });
  expect(storage(world)?.policy).toBe(policy);
});

test("a policy left open by Ctrl-C is said, and closed by the next deployment", async () => {
  const world = await guarded({ takes: () => 30_000 });
  world.cloud.on("execute", () => void world.clock.wait(5_000).then(() => world.interruption.abort()));
  const { error, io } = await world.run(deploy, ...allowed);
  expect(error).toMatchObject({ code: "interrupted" });
  expect(io.stderr()).toContain("stays open for StorageMain");
  const again = deployWorld();
  for (const [part, change] of world.changes) again.changes.set(part, change);
  const { result } = await again.runOn(world.connection, deploy, "--yes");
  expect(result).toMatchObject({ result: "deployed" });
  expect(storage(world)?.policy).toBe(policy);
});

test("a policy that somebody opened is told by the plan and set again, without a change set", async () => {
  const world = await guarded();
  world.changes.set("storage", { stackPolicy: policy, terminationProtection: true });
  await world.connection.stacks("us-east-1").setStackPolicy("gworld-dev-storage", '{"Statement":[]}');
  const { result, io } = await world.run(deploy, "--yes");
  expect(result).toMatchObject({ result: "deployed" });
  expect(io.stderr()).toContain("its stack policy is not as it should be");
  expect(storage(world)?.policy).toBe(policy);
  expect(world.cloud.calls.filter((call) => call.startsWith("changeSet"))).toEqual([]);
  expect(await world.run(deploy, "--yes")).toMatchObject({ result: { result: "unchanged" } });
});

test("a policy that cannot be closed is told beside what was deployed", async () => {
  const world = await guarded();
  world.cloud.on("execute", () => world.cloud.lose("policy", rejected("AccessDenied", "no SetStackPolicy", "denied")));
  const { error } = await world.run(deploy, ...allowed);
  expect(error).toMatchObject({ code: "failed", message: expect.stringContaining("no SetStackPolicy") });
  expect(storage(world)?.status).toBe("UPDATE_COMPLETE");
});
