import { expect, test } from "vitest";
import { serviceNames } from "../../src/model/environment.ts";
import { imageParameter, pascalCase } from "../../src/model/names.ts";
import { starterCommand, starterHealthCheck, starterImage } from "../../templates/starter/starter.ts";
import { at, configOf, environments, ofType, templateOf } from "./synthesized.ts";

test.each(environments)(
  "%s runs the three services in its cluster, rolling and with a circuit breaker",
  (environment) => {
    const { Resources } = templateOf(configOf(environment), "compute");
    const services = ofType(Resources, "AWS::ECS::Service").map(([, service]) => service);
    expect(services.map(({ Properties }) => Properties["ServiceName"])).toEqual(serviceNames);
    expect(Resources["Cluster"]?.Properties["ClusterName"]).toBe(`gworld-${environment}`);
    for (const { Properties, DependsOn } of services) {
      expect(Properties).toMatchObject({
        Cluster: { Ref: "Cluster" },
        DeploymentConfiguration: {
          MinimumHealthyPercent: 100,
          MaximumPercent: 200,
          DeploymentCircuitBreaker: { Enable: true, Rollback: true },
        },
        NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: "DISABLED" } },
      });
      expect(Properties).not.toHaveProperty("DesiredCount");
      expect(Properties).not.toHaveProperty("LaunchType");
      expect(DependsOn).toContain("ClusterCapacity");
    }
  },
);

test.each(environments)("every service of %s scales on CPU and on memory, between its bounds", (environment) => {
  const config = configOf(environment);
  const { Resources } = templateOf(config, "compute");
  for (const name of serviceNames) {
    const id = pascalCase(name);
    expect(Resources[`${id}Scaling`]?.Properties).toMatchObject({
      MinCapacity: config.services[name].min,
      MaxCapacity: config.services[name].max,
    });
    const metrics = ["Cpu", "Memory"].map((kind) =>
      at(
        Resources[`${id}${kind}Scaling`]?.Properties,
        "TargetTrackingScalingPolicyConfiguration",
        "PredefinedMetricSpecification",
        "PredefinedMetricType",
      ),
    );
    expect(metrics).toEqual(["ECSServiceAverageCPUUtilization", "ECSServiceAverageMemoryUtilization"]);
  }
});

test.each(serviceNames)("%s starts from the starter, and a released image brings its own command", (name) => {
  const template = templateOf(configOf("dev"), "compute");
  const id = pascalCase(name);
  expect(template.Parameters[imageParameter(name)]).toMatchObject({ Type: "String", Default: starterImage });
  expect(template.Conditions[`${id}IsStarter`]).toEqual({
    "Fn::Equals": [{ Ref: imageParameter(name) }, starterImage],
  });
  const task = template.Resources[`${id}TaskDefinition`]?.Properties;
  expect(task).toMatchObject({
    Family: `gworld-dev-${name}`,
    NetworkMode: "awsvpc",
    RequiresCompatibilities: ["FARGATE"],
  });
  expect(at(task, "ContainerDefinitions", "0")).toMatchObject({
    Name: "app",
    Image: { Ref: imageParameter(name) },
    Command: { "Fn::If": [`${id}IsStarter`, [...starterCommand()], { Ref: "AWS::NoValue" }] },
    HealthCheck: { "Fn::If": [`${id}IsStarter`, { Command: [...starterHealthCheck] }, { Ref: "AWS::NoValue" }] },
    LogConfiguration: {
      LogDriver: "awslogs",
      Options: {
        "awslogs-group": { Ref: `${id}LogGroup` },
        "awslogs-region": { Ref: "AWS::Region" },
        "awslogs-stream-prefix": name,
      },
    },
  });
  expect(template.Resources[`${id}LogGroup`]?.Properties["LogGroupName"]).toBe(`/gworld/dev/${name}`);
});

test("a shell in a task, and the writable file system it needs, end where an environment is protected", () => {
  for (const environment of environments) {
    const config = configOf(environment);
    const { Resources } = templateOf(config, "compute");
    expect(Resources["AgentRuntimeService"]?.Properties["EnableExecuteCommand"]).toBe(!config.protected);
    const container = at(Resources["AgentRuntimeTaskDefinition"]?.Properties, "ContainerDefinitions", "0");
    expect(at(container, "ReadonlyRootFilesystem")).toBe(config.protected);
  }
});

test("World Management never holds the token of Redis", () => {
  const { Resources } = templateOf(configOf("dev"), "compute");
  const secrets = serviceNames.map((name) =>
    at(Resources[`${pascalCase(name)}TaskDefinition`]?.Properties, "ContainerDefinitions", "0", "Secrets"),
  );
  const redis = [{ Name: "REDIS_AUTH_TOKEN", ValueFrom: { Ref: "SecurityRedisSecretArn" } }];
  expect(secrets).toEqual([undefined, redis, redis]);
});
