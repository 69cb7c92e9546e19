import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../src/local/json.ts";
import { container, definition, ecs } from "./ecs-world.ts";

const fargate = { requiresCompatibilities: ["FARGATE"], executionRoleArn: "arn:aws:iam::000000000000:role/r" };
const wrongMode = "Fargate only supports network mode ‘awsvpc’.";

describe("a task definition is refused", () => {
  test.each<[string, JsonObject, string]>([
    ["on Fargate with the network mode bridge", { ...fargate, networkMode: "bridge" }, wrongMode],
    ["on Fargate with the network mode host", { ...fargate, networkMode: "host" }, wrongMode],
    [
      "on Fargate with awslogs and without an execution role",
      { requiresCompatibilities: ["FARGATE"] },
      "Fargate requires task definition to have execution role ARN to support log driver awslogs.",
    ],
    [
      "without an essential container",
      { containerDefinitions: [container({ essential: false })] },
      "All tasks must have at least one essential container.",
    ],
    [
      "with two containers of one name",
      { containerDefinitions: [container(), container()] },
      "Container names must be unique. 'app' is used more than once.",
    ],
    [
      "with a container that may hold more than the task",
      { containerDefinitions: [container({ memory: 513 })] },
      "The 'memory' setting for container is greater than for the task.",
    ],
  ])("%s", async (_, given, message) => {
    const { call } = await ecs();
    await expect(call("RegisterTaskDefinition", { ...definition(), ...given })).rejects.toMatchObject({
      code: "ClientException",
      message,
    });
  });
});

test("a task definition for Fargate with all it needs is registered, and so is one of another network elsewhere", async () => {
  const { call } = await ecs();
  const whole = { ...definition(container({ memory: 512 }), container({ name: "b", essential: false })), ...fargate };
  expect(await call("RegisterTaskDefinition", whole)).toMatchObject({ taskDefinition: { revision: 1 } });
  expect(await call("RegisterTaskDefinition", { ...definition(), networkMode: "bridge" })).toMatchObject({
    taskDefinition: { revision: 2 },
  });
});
