import { expect, test } from "vitest";
import { disturbances } from "../../src/model/live-worlds.ts";
import type { PlannedChange, StackAction } from "../../src/model/plan.ts";

const change = (over: Partial<PlannedChange>): PlannedChange => ({
  action: "Modify",
  logicalId: "X",
  type: "AWS::Logs::LogGroup",
  replacement: "False",
  properties: [],
  because: [],
  ...over,
});
const taskDefinition = { type: "AWS::ECS::TaskDefinition", logicalId: "AgentRuntimeTaskDefinition" };
const table = { type: "AWS::DynamoDB::Table", logicalId: "AgentsTable" };
const cache = { type: "AWS::ElastiCache::ReplicationGroup", logicalId: "Redis" };

test.each<{ what: string; over: Partial<PlannedChange>; action?: StackAction; told: readonly string[] }>([
  { what: "a log group", over: {}, told: [] },
  {
    what: "a new task definition of the engine",
    over: { ...taskDefinition, replacement: "True" },
    told: ["new tasks of agent-runtime take the worlds over, which pause meanwhile"],
  },
  { what: "tags of a task definition", over: taskDefinition, told: [] },
  {
    what: "a service that goes",
    over: { type: "AWS::ECS::Service", logicalId: "LlmIntegrationService", action: "Remove" },
    told: ["llm-integration gets new tasks"],
  },
  {
    what: "a table that is replaced",
    over: { ...table, risk: "data-loss" },
    told: ["AgentsTable may lose what they are made of"],
  },
  { what: "a table that gets an index", over: table, told: [] },
  { what: "another size of the cache", over: cache, told: ["the cache is changed"] },
  { what: "a cache that is new", over: { ...cache, action: "Add" }, told: [] },
  { what: "all of a new stack", over: { ...cache, risk: "data-loss" }, action: "create", told: [] },
])("$what is told to those who live there: $told", ({ over, action = "update", told }) => {
  expect(disturbances([{ action, changes: [change(over)] }])).toEqual(told);
});
