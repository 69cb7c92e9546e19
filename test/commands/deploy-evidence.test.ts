import { afterAll, beforeAll, expect, test } from "vitest";
import { deploy } from "../../src/commands/deploy.ts";
import { connectAws } from "../../src/main/connect.ts";
import { systemClock } from "../../src/main/system-clock.ts";
import { localCredentials } from "../../src/model/local-credentials.ts";
import { logGroupName } from "../../src/model/names.ts";
import type { Synth } from "../../src/ports/synth.ts";
import { parseArguments } from "../../src/cli/parse.ts";
import { devConfig, fakeContext } from "../fakes/context.ts";
import { environmentTemplates } from "../fakes/environment-templates.ts";
import { localCloudForTests } from "../fakes/local-cloud.ts";

let cloud: Awaited<ReturnType<typeof localCloudForTests>>;
beforeAll(async () => {
  cloud = await localCloudForTests();
});
afterAll(() => cloud.stop());

/** A service whose process runs the script; the breaker gives up after three failed starts. */
const compute = (script: string) => ({
  Cluster: { Type: "AWS::ECS::Cluster", Properties: { ClusterName: "gworld-local" } },
  Logs: { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: logGroupName("local", "agent-runtime") } },
  Task: {
    Type: "AWS::ECS::TaskDefinition",
    Properties: {
      Family: "gworld-local-agent-runtime",
      Cpu: "256",
      Memory: "512",
      NetworkMode: "awsvpc",
      RequiresCompatibilities: ["FARGATE"],
      ExecutionRoleArn: "arn:aws:iam::000000000000:role/execution",
      ContainerDefinitions: [
        {
          Name: "app",
          Image: "node:24",
          Command: ["node", "-e", script],
          HealthCheck: { Command: ["CMD", "node", "-e", "process.exit(0)"], Interval: 5, Retries: 1 },
          LogConfiguration: {
            LogDriver: "awslogs",
            Options: {
              "awslogs-group": { Ref: "Logs" },
              "awslogs-region": "us-east-1",
              "awslogs-stream-prefix": "agent-runtime",
            },
          },
        },
      ],
    },
  },
  Service: {
    Type: "AWS::ECS::Service",
    Properties: {
      ServiceName: "agent-runtime",
      Cluster: { Ref: "Cluster" },
      DesiredCount: 1,
      LaunchType: "FARGATE",
      TaskDefinition: { Ref: "Task" },
      DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: true, Rollback: true } },
      NetworkConfiguration: { AwsvpcConfiguration: { Subnets: ["subnet-0123456789abcdef0"] } },
    },
  },
});

const topic = { Topic: { Type: "AWS::SNS::Topic" } };

/** Templates that a real engine can create: topics in place of what the small environment has, ECS in compute. */
function synthOf(resources: object): Synth {
  const { synth } = environmentTemplates();
  return {
    ...synth,
    bootstrap: async () => ({ ...(await synth.bootstrap()), body: JSON.stringify({ Resources: topic }) }),
    environment: async (config) =>
      (await synth.environment(config)).map((template) => ({
        ...template,
        parameters: {},
        body: JSON.stringify({
          Resources: template.part === "compute" ? resources : topic,
        }),
      })),
  };
}

async function deployed(resources: object) {
  const options = { region: "us-east-1", endpoint: cloud.endpoint, credentials: localCredentials };
  const config = { ...devConfig, name: "local" };
  const connection = { ...connectAws(config, options, systemClock), local: true };
  const made = fakeContext({ synth: synthOf(resources) });
  const context = {
    ...made.context,
    clock: systemClock,
    connect: async () => connection,
  };
  return { io: made.io, run: deploy.run(parseArguments(deploy, ["--yes"]), context) };
}

test("a service that cannot start: the exit code and its last lines are told before the rollback takes them", async () => {
  const { run, io } = await deployed(compute("console.log('no model key'); process.exit(3)"));
  const error = await run.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ code: "failed" });
  expect(error).toHaveProperty("message", expect.stringContaining("exit code 3"));
  expect(error).toHaveProperty("message", expect.stringContaining("| no model key"));
  expect(io.events).toContainEqual(expect.objectContaining({ kind: "stopped", exitCode: 3 }));
  expect(io.events).toContainEqual(
    expect.objectContaining({ kind: "service", breaker: { failureCount: expect.any(Number), threshold: 3 } }),
  );
  expect(io.stderr()).toMatch(/agent-runtime 0\/1 running, [12] of 3 failed starts until it is given up/);
});
