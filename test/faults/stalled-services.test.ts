import { ECS } from "@aws-sdk/client-ecs";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { deploy } from "../../src/commands/deploy.ts";
import { scale } from "../../src/commands/scale.ts";
import { localCredentials } from "../../src/model/local-credentials.ts";
import { faultWorld, type FaultWorld } from "./fault-world.ts";
import { oneService, runsOn, type ServiceContent } from "./small-services.ts";
import { acts, somebodyElse } from "./somebody-else.ts";

let world: FaultWorld;
beforeAll(async () => {
  world = await faultWorld();
  await world.run(deploy, "--yes", "--stack", "network", "security", "storage");
});
beforeEach(() => world.forgetCalls());
afterAll(() => world.stop());

const deployed = { exit: 0, result: { result: "deployed" } };
const deployCompute = (...more: string[]) => world.run(deploy, "--stack", "compute", "--yes", ...more);
const serve = (content: ServiceContent) =>
  world.content.set("compute", oneService(world.config.name, { breaker: false, ...content }));
const dies: ServiceContent = { script: "console.log('no model key'); process.exit(3)", healthy: "process.exit(1)" };
const services = () => world.connect().services.list();
const done = async () => acts([...(await world.calls("cloudformation")), ...(await world.calls("ecs"))]);

test("18: a new service that never runs is scaled to 0, so that its stack is made within minutes and not hours", async () => {
  serve(dies);
  const failed = await deployCompute("--service-deadline", "30s");
  expect(failed).toMatchObject({ exit: 1, error: { hint: expect.stringContaining("gworld deploy --env dev") } });
  expect(failed.error?.hint).toContain("gworld scale agent-runtime --count 1 --env dev");
  expect(failed.error?.message).toContain(
    "agent-runtime has come no further for 30s (0 of 1 tasks run): it is scaled to 0, so that CloudFormation can finish gworld-dev-compute.",
  );
  expect(failed.error?.message).toMatch(
    /task \w+ of agent-runtime: Essential container in task exited \(exit code 3\)/,
  );
  expect(failed.error?.message).toContain("    | no model key");
  expect(await done()).toEqual(["CreateStack", "UpdateService"]);
  expect(await world.statusOf("compute")).toBe("CREATE_COMPLETE");
  expect((await world.told())[0]).toBe("failed");
  serve({ script: runsOn });
  expect(await deployCompute()).toMatchObject(deployed);
  expect(await world.run(scale, "agent-runtime", "--count", "1", "--yes")).toMatchObject({ exit: 0 });
  expect(await services()).toMatchObject([{ desiredCount: 1, runningCount: 1 }]);
});

test("18: an update under which no task runs is taken back, and what ran before runs on", async () => {
  serve({ script: runsOn });
  await deployCompute();
  const [before] = await services();
  await world.forgetCalls();
  serve(dies);
  const failed = await deployCompute("--service-deadline", "30s");
  expect(failed).toMatchObject({ exit: 1, error: { hint: expect.stringContaining("--service-deadline 1h") } });
  expect(failed.error?.message).toContain("the update of gworld-dev-compute is taken back");
  expect(failed.error?.message).toContain("    | no model key");
  expect(await done()).toContain("CancelUpdateStack");
  expect(await world.statusOf("compute")).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect(await services()).toMatchObject([{ runningCount: 1, taskDefinition: before?.taskDefinition }]);
  expect((await world.told())[0]).toBe("failed");
  await world.forgetCalls();
  const wrong = await deployCompute("--service-deadline", "soon");
  expect(wrong).toMatchObject({ exit: 2, error: { message: expect.stringContaining("--service-deadline soon") } });
  expect(await done()).toEqual([]);
});

test("18: a new service that finds no room tells why before it is scaled to 0, though no task of it has failed", async () => {
  await somebodyElse(world).deleteStack({ StackName: "gworld-dev-compute" });
  await expect.poll(() => world.statusOf("compute"), { timeout: 20_000 }).toBeUndefined();
  await world.forgetCalls();
  await world.admin("fargate-capacity", { unavailable: "FARGATE" });
  serve({ script: runsOn });
  const failed = await deployCompute("--service-deadline", "30s");
  await world.admin("fargate-capacity", { clear: "true" });
  expect(failed.error?.message).toContain("it is scaled to 0, so that CloudFormation can finish gworld-dev-compute.");
  expect(failed.error?.message).toContain("no place for a task of agent-runtime: Capacity is unavailable at this time");
  expect(await done()).toEqual(["CreateStack", "UpdateService"]);
  expect(await world.statusOf("compute")).toBe("CREATE_COMPLETE");
  expect(await world.run(scale, "agent-runtime", "--count", "1", "--yes")).toMatchObject({ exit: 0 });
});

test("24: a rollout that somebody else has overtaken is no failure, and whom to look for is told", async () => {
  serve({ script: runsOn });
  await deployCompute();
  const [before] = await services();
  await world.forgetCalls();
  serve({ script: runsOn, healthy: "process.exit(1)" });
  const going = world.start(deploy, ["--stack", "compute", "--yes"]);
  const rolling = async () => (await services())[0]?.deployments.length;
  await expect.poll(rolling, { timeout: 20_000 }).toBe(2);
  const { endpoint, config } = world;
  const theirs = new ECS({ endpoint, region: config.region, credentials: localCredentials });
  const taskDefinition = before?.taskDefinition ?? "";
  await theirs.updateService({ cluster: "gworld-dev", service: "agent-runtime", taskDefinition });
  const end = await going.ending;
  expect(end).toMatchObject(deployed);
  expect(end.stderr).toMatch(
    /somebody else has deployed gworld-dev-agent-runtime:\d+ to agent-runtime since; who: aws cloudtrail/,
  );
  expect(await services()).toMatchObject([{ taskDefinition, runningCount: 1 }]);
  expect((await world.told())[0]).toBe("deployed");
});
