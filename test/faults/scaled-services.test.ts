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
