import { expect, test } from "vitest";
import { scale } from "../../src/commands/scale.ts";
import { steadyService } from "../fakes/services.ts";
import { serviceWorld, type ServiceWorldOptions } from "../fakes/service-world.ts";

const agents = steadyService("agent-runtime", 1);
const bounds = { service: "agent-runtime", minCapacity: 1, maxCapacity: 3 };
const world = (options: ServiceWorldOptions = {}) =>
  serviceWorld({ services: [agents], targets: [bounds], ...options });
const input = {
  service: "agent-runtime",
  count: 3,
  min: undefined,
  max: undefined,
  yes: false,
  wait: false,
  noWait: false,
};

test.each([
  { answer: true, calls: ["agent-runtime=3"], code: undefined },
  { answer: false, calls: [], code: "refused" },
])("a person who answers $answer causes $calls", async ({ answer, calls, code }) => {
  const { context, io, services } = world({ answer });
  expect(await scale.run(input, context)).toBe(code);
  expect(services.calls).toEqual(calls);
  expect(io.stderr()).toContain("tasks    1 -> 3");
});

test("with nobody to ask nothing happens without --yes", async () => {
  const { context, services } = world();
  await expect(scale.run(input, context)).rejects.toMatchObject({ code: "refused" });
  expect(services.calls).toEqual([]);
});

test("--yes and --json answer with what was done, once it is steady", async () => {
  const { context, io } = world({ json: true });
  await scale.run({ ...input, yes: true }, context);
  expect(JSON.parse(io.stdout())).toMatchObject({
    env: "dev",
    service: "agent-runtime",
    result: "scaled",
    from: { desiredCount: 1, minCapacity: 1, maxCapacity: 3 },
    to: { desiredCount: 3, minCapacity: 1, maxCapacity: 3 },
    runningCount: 3,
  });
  expect(io.events).toContainEqual(expect.objectContaining({ runningCount: 2, desiredCount: 3 }));
});

test("what is so already is said, and nothing is asked", async () => {
  const { context, io, services } = world();
  await scale.run({ ...input, count: 1 }, context);
  expect(services.calls).toEqual([]);
  expect(io.stdout()).toBe("agent-runtime is so already: 1 task running, bounds 1-3.\n");
});

test("bounds move before a count they did not allow", async () => {
  const { context, services } = world();
  await scale.run({ ...input, count: 5, max: 6, yes: true }, context);
  expect(services.calls).toEqual(["agent-runtime 1-6", "agent-runtime=5"]);
});

test("an unknown service names the nearest", async () => {
  const { context } = world();
  await expect(scale.run({ ...input, service: "agent-runtme" }, context)).rejects.toMatchObject({
    code: "notFound",
    hint: "Did you mean agent-runtime?",
  });
});

test("tasks that keep dying end the wait with ECS's reasons", async () => {
  const { context } = world({ healthy: false });
  await expect(scale.run({ ...input, yes: true }, context)).rejects.toMatchObject({
    code: "failed",
    message: expect.stringContaining("Essential container in task exited (exit code 137)"),
    hint: expect.stringContaining("gworld logs agent-runtime -e dev"),
  });
});

test("Ctrl-C ends the watching, and ECS goes on", async () => {
  const { context, services, interruption } = world();
  services.onLook.push(() => {
    if (services.calls.length > 0) interruption.abort();
  });
  await expect(scale.run({ ...input, yes: true }, context)).rejects.toMatchObject({ code: "interrupted" });
  expect(services.calls).toEqual(["agent-runtime=3"]);
});
