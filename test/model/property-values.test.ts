import { assert, boolean, integer, object, property, string } from "fast-check";
import { expect, test } from "vitest";
import { canonical, isRecord } from "../../src/model/json.ts";
import { propertyValues } from "../../src/model/property-values.ts";
import { hidden } from "../../src/model/secret-value.ts";

const table = "AWS::DynamoDB::Table";
const task = "AWS::ECS::TaskDefinition";
const container = (environment: readonly object[]) => ({
  ContainerDefinitions: [{ Name: "app", Environment: environment }],
});

test.each([
  { what: "a value", before: { Cpu: "256" }, after: { Cpu: "512" }, property: "Properties.Cpu", was: "256", is: "512" },
  { what: "one put in", before: {}, after: { A: { B: 1 } }, property: "Properties.A", was: undefined, is: '{"B":1}' },
  { what: "one taken out", before: { A: true }, after: {}, property: "Properties.A", was: "true", is: undefined },
  {
    what: "one within",
    before: { A: { B: 1, C: 2 } },
    after: { A: { B: 1, C: 3 } },
    property: "Properties.A.C",
    was: "2",
    is: "3",
  },
  {
    what: "a list of plain values",
    before: { A: ["x"] },
    after: { A: ["x", "y"] },
    property: "Properties.A",
    was: '["x"]',
    is: '["x","y"]',
  },
  {
    what: "an item without a name",
    before: { Rules: [{ Port: 1 }, { Port: 2 }] },
    after: { Rules: [{ Port: 1 }, { Port: 3 }] },
    property: "Properties.Rules[1].Port",
    was: "2",
    is: "3",
  },
  {
    what: "an intrinsic function",
    before: { Role: { Ref: "Old" } },
    after: { Role: { Ref: "New" } },
    property: "Properties.Role",
    was: '{"Ref":"Old"}',
    is: '{"Ref":"New"}',
  },
  {
    what: "what only executing tells",
    before: { Role: "arn:a" },
    after: { Role: "{{changeSet:KNOWN_AFTER_APPLY}}" },
    property: "Properties.Role",
    was: "arn:a",
    is: "(known after apply)",
  },
])("$what is told before and after", ({ before, after, property, was, is }) => {
  expect(propertyValues(table, before, after)).toEqual([{ property, before: was, after: is }]);
});

test("an item put in at the front of a list of named ones is one difference", () => {
  const old = [
    { Name: "LOG_LEVEL", Value: "info" },
    { Name: "TICKS", Value: "5" },
  ];
  const now = [
    { Name: "DEBUG", Value: "1" },
    { Name: "LOG_LEVEL", Value: "debug" },
    { Name: "TICKS", Value: "5" },
  ];
  const path = "Properties.ContainerDefinitions[app].Environment";
  expect(propertyValues(task, container(old), container(now))).toEqual([
    { property: `${path}[LOG_LEVEL].Value`, before: "info", after: "debug" },
    { property: `${path}[DEBUG]`, before: undefined, after: '{"Name":"DEBUG","Value":"1"}' },
  ]);
});

test.each([
  {
    type: task,
    before: container([{ Name: "API_KEY", Value: "s3cret" }]),
    after: container([{ Name: "API_KEY", Value: "s3cret2" }]),
  },
  { type: task, before: container([]), after: container([{ Name: "API_KEY", Value: "s3cret" }]) },
  { type: task, before: {}, after: container([{ Name: "API_KEY", Value: "s3cret" }]) },
  { type: "AWS::RDS::DBInstance", before: {}, after: { MasterUserPassword: "s3cret" } },
  { type: "AWS::RDS::DBInstance", before: { A: [{ Password: "s3cret" }, 1] }, after: { A: [{ Password: "s3cret2" }] } },
  { type: "AWS::SecretsManager::Secret", before: { SecretString: "s3cret" }, after: { SecretString: "s3cret2" } },
  { type: "AWS::SSM::Parameter", before: { Value: "s3cret" }, after: { Value: "s3cret2" } },
])("no secret of $type is told: $after", ({ type, before, after }) => {
  const told = JSON.stringify(propertyValues(type, before, after));
  expect(told).not.toContain("s3cret");
  expect(told).toContain(hidden);
});

test("values that are equal but for numbers being text differ in nothing", () => {
  expect(
    propertyValues(table, { A: [{ Name: "x", N: 1 }], B: true }, { A: [{ Name: "x", N: "1" }], B: "true" }),
  ).toEqual([]);
});

test("something is told exactly where two trees differ, and what is told differs", () => {
  const tree = object({ maxDepth: 3, values: [string(), integer(), boolean()] });
  assert(
    property(tree, tree, (one, other) => {
      expect(propertyValues(table, one, one)).toEqual([]);
      const told = propertyValues(table, one, other);
      expect(told.length === 0).toBe(canonical(asTexts(one)) === canonical(asTexts(other)));
      expect(told.filter(({ before, after }) => before === after && before !== hidden)).toEqual([]);
    }),
  );
});

/** With all scalars as text. */
function asTexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asTexts);
  if (!isRecord(value)) return typeof value === "string" ? value : JSON.stringify(value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asTexts(inner)]));
}
