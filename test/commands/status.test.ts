import { expect, test } from "vitest";
import { status } from "../../src/commands/status.ts";
import { AwsError } from "../../src/model/aws-error.ts";
import { stackParts } from "../../src/model/graph.ts";
import { steadyService } from "../fakes/services.ts";
import { serviceWorld, type ServiceWorldOptions } from "../fakes/service-world.ts";
import { describedStack } from "../fakes/stack-states.ts";

const running = {
  services: [steadyService("world-management"), steadyService("agent-runtime", 2), steadyService("llm-integration")],
  targets: [{ service: "agent-runtime", minCapacity: 1, maxCapacity: 3 }],
  latest: {
    environment: "dev",
    revision: 4,
    at: "2026-11-22T11:00:00.000Z",
    by: "arn:aws:iam::000000000000:user/ada",
    result: "deployed",
    version: "0.1.0",
    templates: {},
    seconds: 12,
  },
} satisfies ServiceWorldOptions;
const unsupported = new AwsError("failed", "the endpoint does not offer ecs:DescribeServices", {
  hint: "use another",
  failure: "unsupported",
  awsCode: "NotImplemented",
  awsMessage: "",
  action: "ecs:DescribeServices",
});

test("--json holds exactly what scripts rely on", async () => {
  const { context, io } = serviceWorld({ ...running, json: true });
  await status.run({ watch: false, yes: false }, context);
  const answer = JSON.parse(io.stdout());
  expect(answer).toMatchObject({ env: "dev", lock: null, revision: 4, problems: [] });
  expect(answer.stacks.map(({ name, status }: { name: string; status: string }) => `${name} ${status}`)).toEqual(
    stackParts.map((part) => `gworld-dev-${part} CREATE_COMPLETE`),
  );
  expect(answer.services[1]).toMatchObject({
    name: "agent-runtime",
    desiredCount: 2,
    runningCount: 2,
    pendingCount: 0,
    minCapacity: 1,
    maxCapacity: 3,
    rolloutState: "COMPLETED",
    image: "public.ecr.aws/docker/library/node:22",
  });
  expect(answer.services[0]).toMatchObject({ minCapacity: null, maxCapacity: null });
});

test.each([60, 80, 120, 200])("a person at %i columns sees it whole", async (width) => {
  const { context, io } = serviceWorld({ ...running, width });
  await status.run({ watch: false, yes: false }, context);
  const lines = io.stdout().split("\n");
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
  expect(lines.length).toBeLessThanOrEqual(24);
  expect(lines[0]).toBe("dev  us-east-1  well");
  expect(io.stdout()).toMatch(/agent-runtime +steady +2\/2 +1-3/);
  expect(io.stdout()).toMatch(/Last deploy +revision 4, deployed .* by ada/);
});

test("an environment that is not deployed says how to deploy it", async () => {
  const { context } = serviceWorld({ stacks: [] });
  await expect(status.run({ watch: false, yes: false }, context)).rejects.toMatchObject({
    code: "notFound",
    hint: "gworld deploy -e dev",
  });
});

test("what is wrong is named with the command that goes on from there", async () => {
  const stacks = [
    describedStack("dev", "network"),
    describedStack("dev", "storage", { status: "ROLLBACK_COMPLETE", statusReason: "no such key" }),
    describedStack("dev", "compute"),
  ];
  const services = [steadyService("agent-runtime", 3, { runningCount: 0, desiredCount: 3, rolloutState: "FAILED" })];
  const { context, io } = serviceWorld({ stacks, services, healthy: false });
  await status.run({ watch: false, yes: false }, context);
  expect(io.stdout()).toContain("storage is ROLLBACK_COMPLETE: its creation failed and was rolled back (no such key)");
  expect(io.stdout()).toContain("security, api, edge, monitoring are not deployed\n  gworld deploy -e dev");
  expect(io.stdout()).toContain("the last rollout of agent-runtime failed\n  gworld logs agent-runtime -e dev");
});

test("an endpoint without ECS gives a note and the rest", async () => {
  const { context, io, services } = serviceWorld(running);
  services.failures.push(unsupported);
  await status.run({ watch: false, yes: false }, context);
  expect(io.results[0]).toMatchObject({
    services: [],
    revision: 4,
    notes: ["services unknown: the endpoint does not offer ecs:DescribeServices"],
  });
});

test("services come in one order, however ECS lists them", async () => {
  const names = ["zeta", "llm-integration", "agent-runtime", "beta", "world-management"];
  const { context, io } = serviceWorld({ services: names.map((name) => steadyService(name)), json: true });
  await status.run({ watch: false, yes: false }, context);
  expect(JSON.parse(io.stdout())).toMatchObject({
    services: ["world-management", "agent-runtime", "llm-integration", "beta", "zeta"].map((name) => ({ name })),
  });
});
