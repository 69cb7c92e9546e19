import { describe, expect, test } from "vitest";
import { quotas } from "../../src/model/quotas/catalogue.ts";
import { headroom } from "../../src/model/quotas/headroom.ts";
import { same } from "../../src/model/quotas/quota.ts";
import { readTemplate } from "../../src/model/template.ts";
import { defaultQuotas } from "../../src/local/service-quotas/defaults.ts";

const templateOf = (resources: object) => readTemplate(JSON.stringify({ Resources: resources }));
const needOf = (name: string, ...resources: object[]) =>
  quotas.find((quota) => quota.name === name)?.need(resources.map(templateOf));
const many = (count: number, resource: object) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`R${index}`, resource]));

test.each([
  { name: "VPCs", resources: [many(1, { Type: "AWS::EC2::VPC" }), many(2, { Type: "AWS::EC2::VPC" })], need: 3 },
  { name: "Stacks", resources: [{}, {}], need: 2 },
  { name: "Resources of a stack", resources: [many(3, { Type: "x" }), many(7, { Type: "x" })], need: 7 },
  {
    name: "Interface endpoints of a VPC",
    resources: [
      {
        A: { Type: "AWS::EC2::VPCEndpoint", Properties: { VpcEndpointType: "Interface" } },
        B: { Type: "AWS::EC2::VPCEndpoint", Properties: { VpcEndpointType: "Gateway" } },
      },
    ],
    need: 1,
  },
  {
    name: "NAT gateways in a zone",
    resources: [
      {
        A: { Type: "AWS::EC2::NatGateway", Properties: { SubnetId: { Ref: "Public1" } } },
        B: { Type: "AWS::EC2::NatGateway", Properties: { SubnetId: { Ref: "Public1" } } },
        C: { Type: "AWS::EC2::NatGateway", Properties: { SubnetId: { Ref: "Public2" } } },
      },
    ],
    need: 2,
  },
  {
    name: "Indexes of a table",
    resources: [
      {
        A: { Type: "AWS::DynamoDB::Table", Properties: { GlobalSecondaryIndexes: [{}, {}] } },
        B: { Type: "AWS::DynamoDB::Table" },
      },
    ],
    need: 2,
  },
  {
    name: "Nodes",
    resources: [{ A: { Type: "AWS::ElastiCache::ReplicationGroup", Properties: { NumCacheClusters: 3 } } }],
    need: 3,
  },
])("$name are counted: $need", ({ name, resources, need }) => {
  expect(needOf(name, ...resources)).toEqual(same(need));
});

describe("vCPUs", () => {
  const service = (capacity: string) => ({
    Task: { Type: "AWS::ECS::TaskDefinition", Properties: { Cpu: "2048", Memory: "4096" } },
    Service: {
      Type: "AWS::ECS::Service",
      Properties: {
        TaskDefinition: { Ref: "Task" },
        CapacityProviderStrategy: [{ CapacityProvider: capacity, Weight: 1 }],
        DeploymentConfiguration: { MaximumPercent: 150 },
      },
    },
    Scaling: {
      Type: "AWS::ApplicationAutoScaling::ScalableTarget",
      Properties: { MinCapacity: 2, MaxCapacity: 10, ResourceId: { "Fn::GetAtt": ["Service", "Name"] } },
    },
  });

  test.each([
    { capacity: "FARGATE", name: "On-demand vCPUs", other: "Spot vCPUs" },
    { capacity: "FARGATE_SPOT", name: "Spot vCPUs", other: "On-demand vCPUs" },
  ])("of $capacity count the fewest tasks, and the most while they are replaced", ({ capacity, name, other }) => {
    expect(needOf(name, service(capacity))).toEqual({ least: 4, most: 30 });
    expect(needOf(other, service(capacity))).toEqual(same(0));
  });
});

const quota = { service: "vpc", name: "VPCs", code: "L-1", standard: 5, need: () => same(0) };
test.each([
  { needed: [1, 1], applied: undefined, state: "ok", limit: 5, from: "default" },
  { needed: [6, 6], applied: undefined, state: "exceeded", limit: 5, from: "default" },
  { needed: [6, 6], applied: 20, state: "ok", limit: 20, from: "account" },
  { needed: [1, 1], applied: 0, state: "exceeded", limit: 0, from: "account" },
  { needed: [5, 5], applied: undefined, state: "close", limit: 5, from: "default" },
  { needed: [1, 9], applied: undefined, state: "close", limit: 5, from: "default" },
])("needing $needed of $limit ($from) is $state", ({ needed: [least = 0, most = 0], applied, ...expected }) => {
  const { state, limit, from } = headroom(quota, { least, most }, { region: "us-east-1", applied });
  expect({ state, limit, from }).toEqual(expected);
});

test("codes are unique, look like codes, and the local cloud knows each with the same value", () => {
  const coded = quotas.filter(({ code }) => code !== undefined);
  expect(new Set(coded.map(({ code }) => code)).size).toBe(coded.length);
  for (const { service, code, standard, global = false } of coded) {
    expect(code).toMatch(/^L-[0-9A-F]{8}$/);
    expect(defaultQuotas.find((one) => one.service === service && one.code === code)).toMatchObject({
      value: standard,
      global,
    });
  }
});
