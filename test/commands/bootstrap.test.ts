import { expect, test } from "vitest";
import { bootstrap } from "../../src/commands/bootstrap.ts";
import { GworldError } from "../../src/model/error.ts";
import { deployWorld } from "../fakes/deploy-world.ts";

const fresh = (answer?: boolean) => deployWorld({ bootstrapped: false, ...(answer !== undefined && { answer }) });

test("creates the state backend, protected and tagged, and says where it is", async () => {
  const world = fresh();
  const { result, error } = await world.run(bootstrap, "--yes");
  expect(error).toBeUndefined();
  expect(result).toEqual({
    account: "123456789012",
    region: "us-east-1",
    version: 1,
    bucket: "gworld-state-123456789012-us-east-1",
    table: "gworld-state",
    result: "created",
  });
  expect(world.cloud.stack("gworld-bootstrap")).toMatchObject({
    status: "CREATE_COMPLETE",
    terminationProtection: true,
    tags: { "gworld:stack": "bootstrap", "gworld:managed-by": "gworld" },
  });
});

test("is unchanged the second time, by one DescribeStacks and without a question", async () => {
  const world = fresh();
  await world.run(bootstrap, "--yes");
  world.cloud.calls.length = 0;
  expect(await world.run(bootstrap)).toMatchObject({ result: { result: "unchanged" } });
  expect(world.cloud.calls).toEqual(["describe gworld-bootstrap"]);
});

test("another template updates it by a change set", async () => {
  const world = fresh();
  world.cloud.put("gworld-bootstrap", { status: "CREATE_COMPLETE", body: '{"Resources":{"Old":{"Type":"X"}}}' });
  expect(await world.run(bootstrap, "--yes")).toMatchObject({ result: { result: "updated" } });
  expect(world.cloud.changeSets.size).toBe(0);
});

test.each([true, false])("declined (somebody to ask: %s) it leaves nothing behind", async (somebody) => {
  const world = somebody ? fresh(false) : fresh();
  world.cloud.put("gworld-bootstrap", { status: "CREATE_COMPLETE", body: '{"Resources":{"Old":{"Type":"X"}}}' });
  const { code, error } = await world.run(bootstrap);
  expect(error?.code ?? code).toBe("refused");
  expect(world.cloud.changeSets.size).toBe(0);
});

test("an older gworld does not touch a newer state backend", async () => {
  const world = fresh();
  world.cloud.put("gworld-bootstrap", { status: "CREATE_COMPLETE", outputs: { Version: "9" } });
  const { error } = await world.run(bootstrap, "--yes");
  expect(error).toMatchObject({
    code: "refused",
    message: expect.stringContaining("older than the state backend"),
    hint: expect.stringContaining("Update gworld"),
  });
  expect(world.cloud.calls).toEqual(["describe gworld-bootstrap"]);
});

test("a bucket name that somebody else holds is refused before anything is created", async () => {
  const world = fresh();
  world.objects.port.bucketExists = () => Promise.reject(new GworldError("refused", "not ours", { hint: "x" }));
  expect((await world.run(bootstrap, "--yes")).error).toMatchObject({ code: "refused" });
  expect(world.cloud.stack("gworld-bootstrap")).toBeUndefined();
});

test("a creation that failed before is replaced; one that goes on is followed", async () => {
  const world = fresh();
  world.cloud.failing.set("StateTable", "no luck");
  const { error } = await world.run(bootstrap, "--yes");
  expect(error).toMatchObject({ code: "failed", message: expect.stringContaining("no luck") });
  expect(await world.run(bootstrap, "--yes")).toMatchObject({ result: { result: "created" } });
  const twice = fresh();
  const both = await Promise.all([
    twice.run(bootstrap, "--yes"),
    twice.clock.wait(500).then(() => twice.run(bootstrap, "--yes")),
  ]);
  expect(both.map(({ result }) => result)).toMatchObject([{ result: "created" }, { result: "unchanged" }]);
});

const broken = (world: ReturnType<typeof fresh>) =>
  world.cloud.put("gworld-bootstrap", {
    status: "ROLLBACK_COMPLETE",
    terminationProtection: true,
    body: '{"Resources":{"StateTable":{"Type":"AWS::DynamoDB::Table"}}}',
  });

test("what cannot be deleted is told, and nothing is created in its place", async () => {
  const world = fresh();
  broken(world);
  world.cloud.failing.set("StateTable", "the table is in use");
  const { error } = await world.run(bootstrap, "--yes");
  expect(error).toMatchObject({ code: "failed", message: expect.stringContaining("the table is in use") });
  expect(world.cloud.calls.filter((call) => call.startsWith("create "))).toEqual([]);
});

test("Ctrl-C while the old one is deleted creates nothing", async () => {
  const world = deployWorld({ bootstrapped: false, takes: () => 30_000 });
  broken(world);
  world.cloud.on("delete", () => void world.clock.wait(5_000).then(() => world.interruption.abort()));
  expect((await world.run(bootstrap, "--yes")).error).toMatchObject({ code: "interrupted" });
  expect(world.cloud.calls.filter((call) => call.startsWith("create "))).toEqual([]);
});

test("Ctrl-C while somebody else's operation is waited for is an interruption", async () => {
  const world = deployWorld({ bootstrapped: false, takes: () => 30_000 });
  const first = world.run(bootstrap, "--yes");
  await world.clock.wait(5_000);
  world.cloud.on("describe", () => void world.clock.wait(2_000).then(() => world.interruption.abort()));
  const second = await world.run(bootstrap, "--yes");
  expect(second.error).toMatchObject({ code: "interrupted", message: expect.stringContaining("gworld-bootstrap") });
  await first;
});

const state = (properties: object) =>
  JSON.stringify({ Resources: { StateTable: { Type: "AWS::DynamoDB::Table", Properties: properties } } });

test("an update that would replace the state is refused, and its change set goes", async () => {
  const world = fresh();
  world.cloud.put("gworld-bootstrap", { status: "CREATE_COMPLETE", body: state({ FixedKey: "old" }) });
  const { error } = await world.run(bootstrap, "--yes");
  expect(error).toMatchObject({ code: "refused", message: expect.stringContaining("StateTable") });
  expect(error?.hint).not.toContain("--allow-replace");
  expect(world.cloud.changeSets.size).toBe(0);
});

test("an update is told resource by resource, and gives no tag of AWS's own again", async () => {
  const world = fresh();
  world.cloud.put("gworld-bootstrap", {
    status: "CREATE_COMPLETE",
    body: state({ Billing: "old" }),
    tags: { "aws:cloudformation:stack-name": "gworld-bootstrap", "cost-centre": "7" },
  });
  const { io, error } = await world.run(bootstrap, "--yes");
  expect(error).toBeUndefined();
  expect(io.stderr()).toContain("~ StateTable AWS::DynamoDB::Table");
  expect(world.cloud.stack("gworld-bootstrap")?.tags).toEqual({
    "cost-centre": "7",
    "gworld:stack": "bootstrap",
    "gworld:managed-by": "gworld",
  });
});
