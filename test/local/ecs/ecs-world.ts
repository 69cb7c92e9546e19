import { ecsPart, type EcsNeeds } from "../../../src/local/ecs/part.ts";
import { isObject, type JsonObject, list, texts } from "../../../src/local/json.ts";
import type { LogDestination } from "../../../src/local/logs/sink.ts";
import { caller, type FakeGround, fakeGround } from "../fake-ground.ts";
import { scriptedRunner } from "./scripted-runner.ts";

const node = "public.ecr.aws/docker/library/node:24.11.0-alpine3.22";
export const network = { awsvpcConfiguration: { subnets: ["subnet-1"] } };

export const container = (given: JsonObject = {}): JsonObject => ({
  name: "app",
  image: node,
  command: ["node", "-e", "1"],
  portMappings: [{ containerPort: 8080 }],
  environment: [{ name: "WORLD", value: "w-1" }],
  logConfiguration: {
    logDriver: "awslogs",
    options: { "awslogs-group": "/g", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "app" },
  },
  ...given,
});

export const definition = (...containers: readonly JsonObject[]): JsonObject => ({
  family: "app",
  networkMode: "awsvpc",
  cpu: "256",
  memory: "512",
  containerDefinitions: containers.length > 0 ? containers : [container()],
});

/** A container with a health check. */
export const checked = container({
  healthCheck: { command: ["CMD", "node", "-e", "check"], interval: 10, retries: 2 },
});
export const breaker = { deploymentCircuitBreaker: { enable: true, rollback: true } };

interface Given {
  readonly ground?: FakeGround;
  readonly needs?: Partial<EcsNeeds>;
  readonly fate?: Parameters<typeof scriptedRunner>[0];
}

/** ECS over a scripted runner and a clock moved by hand, with a cluster `c` and a service `app` to be made. */
export async function ecs({ ground = fakeGround(), needs = {}, fate }: Given = {}) {
  const written: { readonly to: LogDestination; readonly message: string }[] = [];
  const runner = scriptedRunner(fate);
  const logs = {
    open: () => true,
    write: (to: LogDestination, events: readonly { message: string }[]) =>
      void written.push(...events.map(({ message }) => ({ to, message }))),
  };
  const part = ecsPart(ground, { logs, runner, ...needs });
  const call = caller(part);
  await part.start?.();
  await call("CreateCluster", { clusterName: "c" });
  const settle = (milliseconds = 0) => ground.clock.advance(milliseconds);
  return {
    part,
    call,
    ground,
    runner,
    written,
    settle,
    create: async (given: JsonObject = {}, registered: JsonObject = definition()) => {
      await call("RegisterTaskDefinition", registered);
      await call("CreateService", {
        cluster: "c",
        serviceName: "app",
        taskDefinition: "app",
        networkConfiguration: network,
        ...given,
      });
      await settle();
    },
    service: async () => {
      const [found] = list(await call("DescribeServices", { cluster: "c", services: ["app"] }), "services");
      return isObject(found) ? found : {};
    },
    tasks: async (desiredStatus = "RUNNING") => {
      const arns = texts(await call("ListTasks", { cluster: "c", serviceName: "app", desiredStatus }), "taskArns");
      const described = arns.length > 0 ? await call("DescribeTasks", { cluster: "c", tasks: arns }) : {};
      return list(described, "tasks").filter(isObject);
    },
  };
}
