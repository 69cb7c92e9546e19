import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { deploy } from "../../src/commands/deploy.ts";
import { diff } from "../../src/commands/diff.ts";
import { scale } from "../../src/commands/scale.ts";
import { faultWorld, type FaultWorld } from "./fault-world.ts";
import { oneService, runsOn, type ServiceContent } from "./small-services.ts";
import { acts } from "./somebody-else.ts";

let world: FaultWorld;
beforeAll(async () => {
  world = await faultWorld();
  await world.run(deploy, "--yes", "--stack", "network", "security", "storage");
});
beforeEach(() => world.forgetCalls());
afterAll(() => world.stop());

const deployed = { exit: 0, result: { result: "deployed" } };
const deployCompute = () => world.run(deploy, "--stack", "compute", "--yes");
const scaled = (...wish: string[]) => world.run(scale, "agent-runtime", ...wish, "--yes");
const serve = (content: Partial<ServiceContent>) =>
  world.content.set("compute", oneService(world.config.name, { script: runsOn, ...content }));
const services = () => world.connect().services.list();
const bounds = () => world.connect().scaling.targets();

test("25: how many tasks run is autoscaling's and scale's, and no deployment changes it", async () => {
  serve({ bounds: { min: 1, max: 3 } });
  expect(await deployCompute()).toMatchObject(deployed);
  expect(await services()).toMatchObject([{ desiredCount: 1 }]);
  expect(await scaled("--count", "2")).toMatchObject({ exit: 0 });
  serve({ bounds: { min: 1, max: 3 }, task: { Memory: "1024" } });
  const [before] = await services();
  expect(await deployCompute()).toMatchObject(deployed);
  const [after] = await services();
  expect(after).toMatchObject({ desiredCount: 2, runningCount: 2 });
  expect(after?.taskDefinition).not.toBe(before?.taskDefinition);
  expect(await deployCompute()).toMatchObject({ exit: 0, result: { result: "unchanged" } });
});

test("26: a count that autoscaling would undo is refused, and bounds that were scaled stay until the template's are others", async () => {
  serve({ bounds: { min: 1, max: 1 } });
  expect(await deployCompute()).toMatchObject(deployed);
  await world.forgetCalls();
  const refused = await scaled("--count", "2");
  expect(refused).toMatchObject({
    exit: 12,
    error: { hint: expect.stringContaining("gworld scale agent-runtime -e dev --count 2 --max 2") },
  });
  expect(refused.error?.message).toContain("autoscaling would undo it");
  expect(acts([...(await world.calls("ecs")), ...(await world.calls("application-autoscaling"))])).toEqual([]);
  expect(await scaled("--count", "2", "--max", "2")).toMatchObject({ exit: 0 });
  serve({ bounds: { min: 1, max: 1 }, task: { Memory: "1024" } });
  const planned = await world.run(diff, "--stack", "compute");
  expect(planned.stdout).toContain("agent-runtime was scaled to 1 to 2 tasks; deploying keeps that");
  expect(await deployCompute()).toMatchObject(deployed);
  expect(await bounds()).toEqual([{ service: "agent-runtime", minCapacity: 1, maxCapacity: 2 }]);
  expect(await services()).toMatchObject([{ desiredCount: 2, runningCount: 2 }]);
  serve({ bounds: { min: 1, max: 3 }, task: { Memory: "1024" } });
  const wins = await deployCompute();
  expect(wins.stderr).toContain("agent-runtime was scaled to 1 to 2 tasks; deploying sets 1 to 3 tasks");
  expect(await bounds()).toEqual([{ service: "agent-runtime", minCapacity: 1, maxCapacity: 3 }]);
  expect((await world.told()).slice(0, 2)).toEqual(["deployed", "deployed"]);
});

const quota = (value: number) => world.admin("service-quotas", { service: "fargate", code: "L-3032A538", value });

test("23: vCPUs that a rollout needs beyond the quota are told before anybody approves, and what has no place is told by it", async () => {
  serve({});
  expect(await deployCompute()).toMatchObject(deployed);
  await quota(0.25);
  serve({ task: { Memory: "1024" } });
  await world.forgetCalls();
  const declined = await world.run(deploy, "--stack", "compute");
  expect(declined.exit).toBe(12);
  expect(declined.stderr).toContain("On-demand vCPUs (fargate): 0.5 needed, 0.25 allowed in us-east-1.");
  expect(declined.stderr).toContain("--service-code fargate --quota-code L-3032A538 --desired-value 1");
  expect(acts(await world.calls("cloudformation"))).toEqual(["CreateChangeSet", "DeleteChangeSet"]);
  const failed = await deployCompute();
  expect(failed).toMatchObject({ exit: 1, error: { hint: expect.stringContaining("quota L-3032A538") } });
  expect(failed.error?.message).toContain(
    "no place for a task of agent-runtime: You've reached the limit on the number of vCPUs you can run concurrently",
  );
  expect((await world.told())[0]).toBe("failed");
  await quota(6);
  const again = await deployCompute();
  expect(again).toMatchObject(deployed);
  expect(again.stderr).not.toContain("vCPUs (fargate)");
});
