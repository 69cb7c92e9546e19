import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { presets } from "../../src/model/config/presets.ts";
import { costChange } from "../../src/model/cost/change.ts";
import { estimate } from "../../src/model/cost/estimate.ts";
import { prices, redisNodes } from "../../src/model/cost/price-list.ts";
import { placed } from "../../src/model/service-tasks.ts";

const { usage } = presets.dev;
const stack = (resources: object, name = "gworld-dev-compute") => ({
  name,
  body: JSON.stringify({ Resources: resources }),
});
const kindsOf = (resources: object) =>
  Object.fromEntries(
    estimate([stack(resources)], usage).stacks.flatMap(({ lines }) => lines.map(({ kind, total }) => [kind, total])),
  );

const service = (
  strategy: object[],
  { architecture = "ARM64", ...more }: { architecture?: string; MinCapacity?: number; MaxCapacity?: number } = {},
) => ({
  Task: {
    Type: "AWS::ECS::TaskDefinition",
    Properties: { Cpu: "1024", Memory: "2048", RuntimePlatform: { CpuArchitecture: architecture } },
  },
  Service: {
    Type: "AWS::ECS::Service",
    Properties: { TaskDefinition: { Ref: "Task" }, CapacityProviderStrategy: strategy },
  },
  Target: {
    Type: "AWS::ApplicationAutoScaling::ScalableTarget",
    Properties: {
      MinCapacity: 2,
      MaxCapacity: 6,
      ...more,
      ResourceId: { "Fn::Join": ["/", ["service/x", { "Fn::GetAtt": ["Service", "Name"] }]] },
    },
  },
});
const onDemand = [{ CapacityProvider: "FARGATE", Weight: 1 }];
const spot = [{ CapacityProvider: "FARGATE_SPOT", Weight: 1 }];

describe("Fargate", () => {
  test.each([
    { what: "ARM on demand", resources: service(onDemand), vcpus: 2 * 730 * 0.03238 },
    { what: "x86 on demand", resources: service(onDemand, { architecture: "X86_64" }), vcpus: 2 * 730 * 0.04048 },
    { what: "more least tasks", resources: service(onDemand, { MinCapacity: 5 }), vcpus: 5 * 730 * 0.03238 },
  ])("$what is counted in vCPU-hours", ({ resources, vcpus }) => {
    expect(kindsOf(resources)).toHaveProperty(["Fargate vCPUs"], expect.closeTo(vcpus, 3));
  });

  test("Spot is a line of its own, at its share of the price", () => {
    expect(kindsOf(service(spot))).toHaveProperty(["Fargate Spot vCPUs"], expect.closeTo(2 * 730 * 0.03238 * 0.3, 3));
    expect(kindsOf(service(spot))).not.toHaveProperty(["Fargate vCPUs"]);
  });

  test("no task costs nothing, and the most tasks cost as many times more", () => {
    expect(kindsOf(service(onDemand, { MinCapacity: 0 }))).not.toHaveProperty(["Fargate vCPUs"]);
    const [least, most] = (["min", "max"] as const).map((tasks) => {
      const lines = estimate([stack(service(onDemand))], usage, tasks).stacks.flatMap((one) => one.lines);
      return lines.find(({ kind }) => kind === "Fargate vCPUs")?.quantity ?? 0;
    });
    expect(most).toBe((least ?? 0) * 3);
  });

  test.each([
    { strategy: [], tasks: 3, expected: { standard: 3, spot: 0 } },
    { strategy: onDemand, tasks: 3, expected: { standard: 3, spot: 0 } },
    { strategy: spot, tasks: 3, expected: { standard: 0, spot: 3 } },
    {
      strategy: [
        { CapacityProvider: "FARGATE", Base: 2, Weight: 1 },
        { CapacityProvider: "FARGATE_SPOT", Weight: 3 },
      ],
      tasks: 6,
      expected: { standard: 3, spot: 3 },
    },
    {
      strategy: [
        { CapacityProvider: "FARGATE", Base: 4, Weight: 1 },
        { CapacityProvider: "FARGATE_SPOT", Weight: 3 },
      ],
      tasks: 2,
      expected: { standard: 2, spot: 0 },
    },
  ])("$tasks tasks are placed as ECS does", ({ strategy, tasks, expected }) => {
    expect(placed(strategy, tasks)).toEqual(expected);
  });
});

test("usage is shared by the resources that carry it, however many they are", () => {
  const table = { Type: "AWS::DynamoDB::Table", Properties: { BillingMode: "PAY_PER_REQUEST" } };
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), (count) => {
      const tables = Object.fromEntries(Array.from({ length: count }, (_, index) => [`Table${index}`, table]));
      const { "Table writes": writes, "Table storage": storage } = kindsOf(tables);
      expect(writes).toBeCloseTo(usage.tableWrites * 0.625, 3);
      expect(storage).toBeCloseTo(usage.tableGb * 0.25, 3);
    }),
  );
});

test.each([
  { resource: { Type: "AWS::RDS::DBInstance" }, reason: "no price is known for AWS::RDS::DBInstance" },
  {
    resource: { Type: "AWS::ElastiCache::ReplicationGroup", Properties: { CacheNodeType: "cache.x9.huge" } },
    reason: "no price is known for cache.x9.huge",
  },
  {
    resource: { Type: "AWS::ElastiCache::ReplicationGroup", Properties: { CacheNodeType: { Ref: "constructor" } } },
    reason: "no price is known for its node type",
  },
  { resource: { Type: "AWS::DynamoDB::Table", Properties: {} }, reason: "only on-demand tables are priced" },
  { resource: { Type: "AWS::ECS::Service", Properties: {} }, reason: "its task definition says no size" },
  { resource: { Type: "constructor" }, reason: "no price is known for constructor" },
])("what has no price is told, not counted as free: $reason", ({ resource, reason }) => {
  const { unpriced, total } = estimate([stack({ Odd: resource })], usage);
  expect({ unpriced, total }).toEqual({
    unpriced: [{ stack: "gworld-dev-compute", logicalId: "Odd", reason }],
    total: 0,
  });
});

test("a template that is no JSON costs nothing", () => {
  expect(estimate([{ name: "x", body: "Resources: {}" }], usage).total).toBe(0);
});

test("a change is what comes less what was there", () => {
  const [one, two] = [stack(service(onDemand)), stack(service(onDemand, { MinCapacity: 3 }))];
  expect(costChange([one], [one], usage).delta).toBe(0);
  expect(costChange([one], [two], usage).delta).toBeCloseTo(730 * (0.03238 + 2 * 0.00356), 1);
  expect(costChange([], [one], usage)).toMatchObject({
    before: 0,
    delta: expect.closeTo(estimate([one], usage).total, 3),
  });
});

test("every price is positive and names a page of AWS", () => {
  for (const { usd, source, unit } of [...Object.values(prices), ...Object.values(redisNodes)]) {
    expect(usd).toBeGreaterThan(0);
    expect(source).toMatch(/^aws\.amazon\.com\/[\w/-]+$/);
    expect(unit).not.toBe("");
  }
});
