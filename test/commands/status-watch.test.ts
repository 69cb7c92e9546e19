import { expect, test } from "vitest";
import { status } from "../../src/commands/status.ts";
import { AwsError } from "../../src/model/aws-error.ts";
import { steadyService } from "../fakes/services.ts";
import { serviceWorld, type ServiceWorldOptions } from "../fakes/service-world.ts";

const starting = { services: [steadyService("agent-runtime", 2, { runningCount: 0 })] } satisfies ServiceWorldOptions;

/** Watches for so many looks, then presses Ctrl-C. */
async function watch(looks: number, options: ServiceWorldOptions, second?: Error) {
  const world = serviceWorld(options);
  let count = 0;
  world.services.onLook.push(() => {
    count += 1;
    if (count >= looks) world.interruption.abort();
    if (count === 2 && second !== undefined) world.services.failures.push(second);
  });
  const code = await status.run({ watch: true, yes: false }, world.context);
  return { ...world, code };
}

test("in a pipe the whole comes first, then only what changed", async () => {
  const { io, code, clock } = await watch(5, starting);
  expect(code).toBeUndefined();
  const changes = io
    .stdout()
    .split("\n")
    .filter((line) => line.startsWith("agent-runtime:"));
  expect(changes).toEqual(["agent-runtime: steady 2/2 public.ecr.aws/docker/library/node:22"]);
  expect(clock.waits.every((wait) => wait === 2_000)).toBe(true);
});

test("under --json each change is one object a line", async () => {
  const { io } = await watch(6, { ...starting, json: true });
  const answers = io
    .stdout()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(answers.map(({ services: [service] }) => service.runningCount)).toEqual([1, 2]);
});

test("throttling while watching is noted, and watching goes on", async () => {
  const throttled = new AwsError("failed", "throttled", {
    hint: "wait",
    failure: "throttled",
    awsCode: "Throttling",
    awsMessage: "",
    action: "ecs:DescribeServices",
  });
  const { io } = await watch(4, { ...starting, json: true }, throttled);
  expect(io.stdout()).toContain("services unknown: throttled");
});
