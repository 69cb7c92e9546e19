import { afterAll, beforeAll, expect, test } from "vitest";
import { deploy } from "../../src/commands/deploy.ts";
import { destroy } from "../../src/commands/destroy.ts";
import { connectAws } from "../../src/main/connect.ts";
import { localCredentials } from "../../src/model/local-credentials.ts";
import { faultWorld, type FaultWorld } from "./fault-world.ts";
import { overheard } from "./overheard.ts";

let world: FaultWorld;
let heard: Awaited<ReturnType<typeof overheard>>;
beforeAll(async () => {
  world = await faultWorld();
  heard = await overheard(world.endpoint);
});
afterAll(async () => {
  heard.stop();
  await world.stop();
});

test("6: no request of a stack's whole life asks for express mode, or for rollback to be switched off", async () => {
  const to = () =>
    connectAws(
      world.config,
      { region: world.config.region, endpoint: heard.endpoint, credentials: localCredentials },
      world.clock,
    );
  const run = (...argv: string[]) => world.start(deploy, ["--stack", "network", "--yes", ...argv], to).ending;
  expect((await run()).exit).toBe(0);
  world.content.set("network", { display: "other" });
  await world.breakResource({ logicalId: "NetworkTopic", action: "update", reason: "no capacity", times: 2 });
  expect((await run()).exit).toBe(1);
  expect((await run("--recover")).exit).toBe(0);
  expect((await world.start(destroy, ["--yes"], to).ending).exit).toBe(0);
  const asked = heard.bodies.map((body) => new URLSearchParams(body)).filter((form) => form.has("Action"));
  const actions = asked.map((form) => form.get("Action"));
  const acts = ["CreateStack", "CreateChangeSet", "ExecuteChangeSet", "ContinueUpdateRollback", "DeleteStack"];
  expect(actions).toEqual(expect.arrayContaining(acts));
  const members = [...new Set(asked.flatMap((form) => [...form.keys()]))];
  expect(members.filter((member) => /^(?:Deployment|DisableRollback|OnFailure|OnStackFailure)/.test(member))).toEqual(
    [],
  );
});
