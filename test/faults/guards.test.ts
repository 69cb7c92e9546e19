import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { Command } from "../../src/cli/command.ts";
import { bootstrap } from "../../src/commands/bootstrap.ts";
import { deploy } from "../../src/commands/deploy.ts";
import { destroy } from "../../src/commands/destroy.ts";
import { importCommand } from "../../src/commands/import.ts";
import { rollback } from "../../src/commands/rollback.ts";
import { scale } from "../../src/commands/scale.ts";
import { status } from "../../src/commands/status.ts";
import { nextAudit } from "../../src/model/audit.ts";
import { stateSchema } from "../../src/model/standing.ts";
import { faultWorld, type FaultWorld } from "./fault-world.ts";
import { digest } from "./small-stacks.ts";
import { acts, somebodyElse } from "./somebody-else.ts";

let world: FaultWorld;
beforeAll(async () => {
  world = await faultWorld();
  world.content.set("edge", { outputs: { HomeRegion: { Value: "us-east-1" } } });
  await world.run(deploy, "--yes");
});
beforeEach(() => world.forgetCalls());
afterEach(() => world.mend());
afterAll(() => world.stop());

const verbs: readonly (readonly [Command, ...string[]])[] = [
  [bootstrap, "--yes"],
  [deploy, "--yes"],
  [destroy, "--yes", "--confirm", "dev"],
  [rollback, "--yes"],
  [scale, "engine", "--count", "2", "--yes"],
  [importCommand, "network/Group=/taken", "--yes"],
];

test.each(verbs.map(([verb, ...argv]) => ({ name: verb.name, verb, argv })))(
  "46: with credentials of another account $name asks nobody but STS, and names both accounts",
  async ({ verb, argv }) => {
    const refused = await world.start(verb, argv, () => world.connect({ account: "111111111111" })).ending;
    expect(refused).toMatchObject({ exit: 4, error: { hint: expect.stringContaining("--profile") } });
    expect(refused.error?.message).toBe("dev is in account 111111111111, but the credentials are of 000000000000.");
    expect(await world.calls()).toEqual([{ service: "sts", operation: "GetCallerIdentity", outcome: "OK" }]);
  },
);

test.each(verbs.slice(0, 3).map(([verb, ...argv]) => ({ name: verb.name, verb, argv })))(
  "46: in another Region than the environment is in $name changes nothing, and names both Regions",
  async ({ verb, argv }) => {
    const refused = await world.start(verb, argv, () => world.connect({ region: "eu-west-1" })).ending;
    expect(refused).toMatchObject({ exit: 12, error: { hint: expect.stringContaining("to us-east-1") } });
    expect(refused.error?.message).toMatch(/dev is deployed in us-east-1, but this is about eu-west-1/);
    expect(acts(await world.calls()).filter((operation) => operation !== "GetCallerIdentity")).toEqual([]);
    expect(await world.run(deploy, "--yes")).toMatchObject({ exit: 0, result: { result: "unchanged" } });
  },
);

/** What a gworld of the future writes: its rows mean something that this one does not know. */
async function writtenByNewer() {
  const { state } = world.connect();
  const before = await state.standing("dev");
  if (before === undefined) throw new Error("Nothing has written the standing yet.");
  const event = {
    at: "2030-01-01T00:00:00Z",
    who: "arn:aws:iam::000000000000:user/x",
    what: "deploy",
    outcome: "begun",
  };
  const audit = nextAudit("dev", before.audit, event, digest);
  const standing = {
    ...before,
    write: before.write + 1,
    schema: stateSchema + 1,
    needs: "9.1.0",
    audit: { seq: audit.seq, hash: audit.hash },
  };
  const restored = { ...standing, write: standing.write + 1, schema: stateSchema, needs: before.needs };
  await state.write(
    { environment: "dev", before, standing, audit, revision: undefined, operation: undefined },
    undefined,
  );
  return async () => {
    const next = nextAudit("dev", standing.audit, event, digest);
    const back = { ...restored, audit: { seq: next.seq, hash: next.hash } };
    const entry = { environment: "dev", before: standing, standing: back, audit: next };
    await state.write({ ...entry, revision: undefined, operation: undefined }, undefined);
  };
}

test("54: state that a newer gworld keeps is changed by no older one, which names the version to get; asking goes on", async () => {
  const giveBack = await writtenByNewer();
  world.content.set("network", { display: "other" });
  for (const [verb, ...argv] of verbs.slice(1, 3)) {
    await world.forgetCalls();
    const refused = await world.run(verb, ...argv);
    expect(refused).toMatchObject({
      exit: 12,
      error: { hint: expect.stringContaining("Update gworld to 9.1.0 or newer") },
    });
    expect(refused.error?.message).toContain("kept by gworld 9.1.0 (schema 3)");
    expect(acts(await world.calls("cloudformation"))).toEqual([]);
    expect(acts(await world.calls("dynamodb"))).toEqual([]);
  }
  expect(await world.run(status)).toMatchObject({ exit: 0 });
  await giveBack();
  expect(await world.run(deploy, "--yes")).toMatchObject({ exit: 0, result: { result: "deployed" } });
  expect(await world.told()).toEqual(["deployed", "deployed"]);
});

test.each([
  { says: "which version it needs", needs: "9.1.0", next: "Update gworld to 9.1.0 or newer" },
  { says: "nothing of that", needs: undefined, next: "Update gworld to its newest version" },
])("54: a state backend that a newer gworld has made, and says $says, is left as it is", async ({ needs, next }) => {
  const other = somebodyElse(world);
  const StackName = "gworld-bootstrap";
  const { TemplateBody = "" } = await other.getTemplate({ StackName });
  const marked = TemplateBody.replace(/("Version":\s*\{[^}]*"Value":\s*)"1"/, '$1"2"');
  const marker = /,\s*"Needs":\s*\{[^}]*\}/;
  expect(marked).toMatch(marker);
  const newer = marked.replace(marker, needs === undefined ? "" : `,"Needs":{"Value":"${needs}"}`);
  expect(newer).not.toBe(TemplateBody);
  const Capabilities = ["CAPABILITY_NAMED_IAM" as const];
  await other.updateStack({ StackName, TemplateBody: newer, Capabilities });
  world.content.set("network", { display: `newer than ${next}` });
  for (const [verb, ...argv] of verbs.slice(0, 2)) {
    await world.forgetCalls();
    const refused = await world.run(verb, ...argv);
    expect(refused).toMatchObject({ exit: 12, error: { hint: expect.stringContaining(next) } });
    expect(refused.error?.message).toContain(needs === undefined ? "older than" : `needs ${needs}`);
    expect(refused.error?.message).toContain("knows version 1 at most");
    expect(
      acts(await world.calls("cloudformation")).filter((operation) => operation !== "CreateChangeSet"),
    ).not.toContain("ExecuteChangeSet");
  }
  await other.updateStack({ StackName, TemplateBody, Capabilities });
  expect(await world.run(deploy, "--yes")).toMatchObject({ exit: 0, result: { result: "deployed" } });
});
