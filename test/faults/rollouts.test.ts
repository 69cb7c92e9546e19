import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { deploy } from "../../src/commands/deploy.ts";
import { faultWorld, type FaultWorld } from "./fault-world.ts";
import { oneService, runsOn, type ServiceContent } from "./small-services.ts";

let world: FaultWorld;
beforeAll(async () => {
  world = await faultWorld();
  await world.run(deploy, "--yes", "--stack", "network", "security", "storage");
});
beforeEach(() => world.forgetCalls());
afterEach(async () => {
  await Promise.all([world.mend(), world.admin("time", { scale: 0 })]);
  world.content.clear();
  await deployCompute("--allow-replace", "Logs");
});
afterAll(() => world.stop());

const deployed = { exit: 0, result: { result: "deployed" } };
const deployCompute = (...more: string[]) => world.run(deploy, "--stack", "compute", "--yes", ...more);
const serve = (content: ServiceContent) => world.content.set("compute", oneService(world.config.name, content));
const good: ServiceContent = { script: runsOn };

/** Never healthy. */
const ill = (script: string): ServiceContent => ({ script, healthy: "process.exit(1)" });

test("17: a rollout that the circuit breaker gives up is told with why its own tasks died, and is back as it was", async () => {
  serve(good);
  expect(await deployCompute()).toMatchObject(deployed);
  serve(ill("console.log('no model key'); process.exit(3)"));
  const failed = await deployCompute();
  expect(failed).toMatchObject({ exit: 1, error: { hint: expect.stringContaining("gworld deploy --env dev") } });
  expect(failed.error?.message).toContain("Service (AWS::ECS::Service): ");
  expect(failed.error?.message).toContain("ECS Deployment Circuit Breaker was triggered");
  expect(failed.error?.message).toContain("rolled the stack back to what it was (UPDATE_ROLLBACK_COMPLETE)");
  expect(failed.error?.message).toMatch(
    /task \w+ of agent-runtime: Essential container in task exited \(exit code 3\)/,
  );
  expect(failed.error?.message).toContain("    | no model key");
  expect(await world.connect().services.list()).toMatchObject([{ runningCount: 1, rolloutState: "COMPLETED" }]);
  serve(ill("console.log('no database'); process.exit(4)"));
  const again = await deployCompute();
  // ECS still shows those of before, which are not why this one failed.
  expect(again.error?.message).toContain("exit code 4");
  expect(again.error?.message).not.toMatch(/exit code 3|no model key/);
  expect((await world.told()).slice(0, 3)).toEqual(["failed", "failed", "deployed"]);
  serve({ ...good, task: { Memory: "1024" } });
  expect(await deployCompute()).toMatchObject(deployed);
});

test("22: a task that takes more memory than it has is told with how much that is, and where to give it more", async () => {
  serve(ill("globalThis.all = Buffer.alloc(7e8, 1); setInterval(() => {}, 1000)"));
  const failed = await deployCompute();
  expect(failed.exit).toBe(1);
  expect(failed.error?.message).toContain(
    "(exit code 137, OutOfMemoryError: Container killed due to memory usage, its memory is 512 MiB)",
  );
  expect(failed.error?.hint).toContain("more than 512 MiB: services.agent-runtime.memory in gworld.yaml");
  expect((await world.told())[0]).toBe("failed");
  serve({ ...good, task: { Memory: "1024" } });
  expect(await deployCompute()).toMatchObject(deployed);
  expect(await world.connect().services.list()).toMatchObject([{ runningCount: 1, rolloutState: "COMPLETED" }]);
  expect(await deployCompute()).toMatchObject({ exit: 0, result: { result: "unchanged" } });
});

test("21: targets that fail their health checks are told with the load balancer's reason, and what that asks for", async () => {
  await world.admin("time", { scale: 0.2 });
  serve(balanced(answering(500)));
  const failed = await deployCompute();
  expect(failed.exit).toBe(1);
  expect(failed.error?.message).toContain("Task failed ELB health checks in (target-group arn:");
  expect(failed.error?.message).toMatch(
    /target 127\.0\.0\.1:\d+ of agent-runtime was unhealthy: Target\.ResponseCodeMismatch: [^\n]*\[500\]/,
  );
  expect(failed.error?.hint).toContain("its grace period is 60 s");
  serve(balanced(answering(200)));
  expect(await deployCompute()).toMatchObject(deployed);
  expect(await world.connect().services.list()).toMatchObject([{ runningCount: 1, rolloutState: "COMPLETED" }]);
  expect(await deployCompute()).toMatchObject({ exit: 0, result: { result: "unchanged" } });
});

const answering = (status: number) =>
  `require('http').createServer((_, r) => r.writeHead(${status}).end()).listen(process.env.PORT)`;

const balanced = (script: string): ServiceContent => ({
  script,
  container: { PortMappings: [{ ContainerPort: 8080 }] },
  service: {
    HealthCheckGracePeriodSeconds: 60,
    LoadBalancers: [{ ContainerName: "app", ContainerPort: 8080, TargetGroupArn: { Ref: "Group" } }],
  },
  resources: {
    Group: {
      Type: "AWS::ElasticLoadBalancingV2::TargetGroup",
      Properties: {
        Protocol: "HTTP",
        Port: 8080,
        VpcId: "vpc-0123456789abcdef0",
        TargetType: "ip",
        HealthCheckIntervalSeconds: 5,
        UnhealthyThresholdCount: 2,
      },
    },
  },
});
