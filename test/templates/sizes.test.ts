import { describe, expect, test } from "vitest";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { at, configOf, templateOf, templatesOf } from "./synthesized.ts";

/** Every path at which two values differ, down to the deepest key. */
function differences(left: unknown, right: unknown, path = ""): readonly string[] {
  if (Object.is(left, right)) return [];
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return [path];
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].flatMap((key) => differences(at(left, key), at(right, key), path === "" ? key : `${path}.${key}`));
}

function changed(before: EnvironmentConfig, after: EnvironmentConfig): readonly string[] {
  const old = templatesOf(before);
  return [...templatesOf(after)].flatMap(([part, template]) =>
    differences(old.get(part), template)
      .filter((path) => path !== "Description")
      .map((path) => `${part}: ${path}`),
  );
}

const dev = configOf("dev");
const runtime = (sizes: Partial<EnvironmentConfig["services"]["agent-runtime"]>) =>
  configOf("dev", { services: { ...dev.services, "agent-runtime": { ...dev.services["agent-runtime"], ...sizes } } });

const agentRuntime = "compute: Resources.AgentRuntime";

describe("a size changes what it sizes and nothing else", () => {
  test.each([
    { what: "cpu", after: runtime({ cpu: 512 }), paths: [`${agentRuntime}TaskDefinition.Properties.Cpu`] },
    { what: "memory", after: runtime({ memory: 1024 }), paths: [`${agentRuntime}TaskDefinition.Properties.Memory`] },
    { what: "max", after: runtime({ max: 9 }), paths: [`${agentRuntime}Scaling.Properties.MaxCapacity`] },
    {
      what: "min",
      after: runtime({ min: 2 }),
      paths: [
        `${agentRuntime}Scaling.Properties.MinCapacity`,
        "monitoring: Resources.AgentRuntimeTasks.Properties.AlarmDescription",
        "monitoring: Resources.AgentRuntimeTasks.Properties.Threshold",
      ],
    },
    {
      what: "cpuTarget",
      after: runtime({ cpuTarget: 60 }),
      paths: [`${agentRuntime}CpuScaling.Properties.TargetTrackingScalingPolicyConfiguration.TargetValue`],
    },
    {
      what: "spot",
      after: runtime({ spot: "none" }),
      paths: [`${agentRuntime}Service.Properties.CapacityProviderStrategy.0.CapacityProvider`],
    },
    {
      what: "redis node type",
      after: configOf("dev", { redis: { ...dev.redis, nodeType: "cache.t4g.small" } }),
      paths: ["storage: Resources.Redis.Properties.CacheNodeType"],
    },
    {
      what: "price class",
      after: configOf("dev", { priceClass: "PriceClass_All" }),
      paths: ["edge: Resources.Distribution.Properties.DistributionConfig.PriceClass"],
    },
    {
      what: "tracing",
      after: configOf("dev", { tracing: 0.5 }),
      paths: [
        ...["WorldManagement", "AgentRuntime", "LlmIntegration"].map(
          (service) =>
            `compute: Resources.${service}TaskDefinition.Properties.ContainerDefinitions.0.Environment.3.Value`,
        ),
        "monitoring: Resources.TraceSampling.Properties.SamplingRule.FixedRate",
      ],
    },
  ])("$what", ({ after, paths }) => {
    expect(changed(dev, after)).toEqual(paths);
  });

  test("what only gworld reads changes no template", () => {
    expect(changed(dev, configOf("dev", { account: "123456789012", project: "other" }))).toEqual([]);
  });
});

test("Redis follows its nodes: failover and zones only with a replica", () => {
  const redis = (environment: "dev" | "prod") =>
    templateOf(configOf(environment), "storage").Resources["Redis"]?.Properties;
  expect(redis("dev")).toMatchObject({ NumCacheClusters: 1, AutomaticFailoverEnabled: false, MultiAZEnabled: false });
  expect(redis("prod")).toMatchObject({
    NumCacheClusters: 3,
    AutomaticFailoverEnabled: true,
    MultiAZEnabled: true,
    SnapshotRetentionLimit: 14,
  });
  for (const environment of ["dev", "prod"] as const) {
    expect(redis(environment)).toMatchObject({
      TransitEncryptionEnabled: true,
      TransitEncryptionMode: "required",
      AtRestEncryptionEnabled: true,
    });
    expect(redis(environment)).not.toHaveProperty("ReplicasPerNodeGroup");
  }
});

test("capacity: Spot for all, on demand up to the minimum or half of it, or on demand only", () => {
  const strategy = (spot: "none" | "all" | "burst" | "half") =>
    templateOf(runtime({ spot, min: 3 }), "compute").Resources["AgentRuntimeService"]?.Properties[
      "CapacityProviderStrategy"
    ];
  expect(strategy("none")).toEqual([{ CapacityProvider: "FARGATE", Weight: 1 }]);
  expect(strategy("all")).toEqual([{ CapacityProvider: "FARGATE_SPOT", Weight: 1 }]);
  expect(strategy("half")).toEqual([
    { CapacityProvider: "FARGATE", Base: 2, Weight: 0 },
    { CapacityProvider: "FARGATE_SPOT", Weight: 1 },
  ]);
  expect(strategy("burst")).toEqual([
    { CapacityProvider: "FARGATE", Base: 3, Weight: 1 },
    { CapacityProvider: "FARGATE_SPOT", Weight: 3 },
  ]);
});
