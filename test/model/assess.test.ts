import { expect, test } from "vitest";
import { additions, assess, beyond, templateChanges } from "../../src/model/assess.ts";
import { GworldError } from "../../src/model/error.ts";
import type { PlannedChange, ResourceChange } from "../../src/model/plan.ts";
import { refuseDataLoss } from "../../src/model/refusal.ts";
import { readTemplate } from "../../src/model/template.ts";

const table = (over: object = {}) => ({ Type: "AWS::DynamoDB::Table", Properties: { Key: "a" }, ...over });
const read = (resources: object) => readTemplate(JSON.stringify({ Resources: resources }));
const change = (over: Partial<ResourceChange> = {}): ResourceChange => ({
  action: "Modify",
  logicalId: "T",
  type: "AWS::DynamoDB::Table",
  replacement: "False",
  properties: [],
  ...over,
});

test.each([
  { name: "in place", change: change(), risk: undefined },
  { name: "replaced", change: change({ replacement: "True" }), risk: "data-loss" },
  {
    name: "replaced, the old one kept",
    change: change({ replacement: "True" }),
    after: { UpdateReplacePolicy: "Retain" },
    risk: "data-left-behind",
  },
  {
    name: "replaced, with only a DeletionPolicy",
    change: change({ replacement: "True" }),
    after: { DeletionPolicy: "Retain" },
    risk: "data-loss",
  },
  { name: "replaced, maybe", change: change({ replacement: "Conditional" }), risk: "data-in-doubt" },
  { name: "removed", change: change({ action: "Remove" }), risk: "data-loss" },
  {
    name: "removed, but kept",
    change: change({ action: "Remove" }),
    before: { DeletionPolicy: "RetainExceptOnCreate" },
    risk: "data-left-behind",
  },
  {
    name: "removed, with a snapshot",
    change: change({ action: "Remove" }),
    before: { DeletionPolicy: "Snapshot" },
    risk: "data-left-behind",
  },
  { name: "added", change: change({ action: "Add" }), risk: undefined },
])("a table $name", ({ change, before = {}, after = {}, risk }) => {
  const [assessed] = assess([change], read({ T: table(before) }), read({ T: table(after) }));
  expect(assessed?.risk).toBe(risk);
  expect(assessed?.because.length).toBe(risk === undefined ? 0 : 1);
});

const attributes = (...types: string[]) => ({
  Properties: {
    AttributeDefinitions: types.map((type) => ({ AttributeName: type.slice(1), AttributeType: type.slice(0, 1) })),
  },
});
test.each([
  { name: "an attribute is added for an index", now: ["Sid", "Sother"], properties: [], doubt: false },
  { name: "an attribute is dropped with its index", now: [], properties: [], doubt: false },
  { name: "an attribute is edited", now: ["Nid"], properties: [], doubt: true },
  { name: "the key changes too", now: ["Sid", "Sother"], properties: ["Properties.KeySchema"], doubt: true },
])("a conditional replacement of a table is in doubt where $name: $doubt", ({ now, properties, doubt }) => {
  const paths = ["Properties.AttributeDefinitions", ...properties];
  const conditional = change({ replacement: "Conditional", properties: paths });
  const tables = [["Sid"], now].map((types) => read({ T: table(attributes(...types)) }));
  const [assessed] = assess([conditional], tables[0] ?? read({}), tables[1] ?? read({}));
  expect(assessed?.risk).toBe(doubt ? "data-in-doubt" : undefined);
});

test("replacing what holds nothing is no risk", () => {
  const task = change({ type: "AWS::ECS::TaskDefinition", replacement: "True" });
  expect(assess([task], read({}), read({}))).toMatchObject([{ risk: undefined, because: [] }]);
});

test("data comes before security", () => {
  const policy = (Action: string) => ({ Policy: { Statement: [{ Effect: "Allow", Action, Resource: "*" }] } });
  const [assessed] = assess(
    [change({ replacement: "True" })],
    read({ T: table({ Properties: policy("a:A") }) }),
    read({ T: table({ Properties: policy("a:*") }) }),
  );
  expect(assessed).toMatchObject({
    risk: "data-loss",
    because: [/loses/, /newly allows/].map((text) => expect.stringMatching(text)),
  });
});

test("templates are compared without regard to the order of keys", () => {
  const before = read({ A: { Type: "X", Properties: { a: 1, b: { c: 1, d: 2 } } }, B: { Type: "Y" } });
  const after = read({ A: { Properties: { b: { d: 2, c: 1 }, a: 1 }, Type: "X" }, C: { Type: "Z" } });
  expect(templateChanges(before, after).map(({ action, logicalId }) => `${action} ${logicalId}`)).toEqual([
    "Remove B",
    "Add C",
  ]);
  expect(templateChanges(before, read({ A: { Type: "X", Properties: { a: 2 } }, B: { Type: "Y" } }))).toMatchObject([
    { action: "Modify", properties: ["Properties.a", "Properties.b"], replacement: "Conditional" },
  ]);
});

test("a new stack is all additions", () => {
  expect(additions(read({ A: { Type: "X" }, B: { Type: "Y" } }))).toMatchObject([
    { action: "Add", logicalId: "A", type: "X" },
    { action: "Add", logicalId: "B", type: "Y" },
  ]);
});

const planned = (over: Partial<PlannedChange> = {}): PlannedChange => ({ ...change(), because: [], ...over });
test.each([
  { name: "the same", approved: planned(), now: planned(), more: 0 },
  { name: "a lighter hand", approved: planned({ replacement: "True" }), now: planned(), more: 0 },
  { name: "a heavier hand", approved: planned(), now: planned({ replacement: "Conditional" }), more: 1 },
  { name: "another resource", approved: planned({ logicalId: "U" }), now: planned(), more: 1 },
  { name: "another action", approved: planned(), now: planned({ action: "Remove" }), more: 1 },
  {
    name: "a new risk",
    approved: planned({ replacement: "True", risk: "data-in-doubt" }),
    now: planned({ replacement: "True", risk: "data-loss" }),
    more: 1,
  },
])("beyond the approved plan goes: $name", ({ approved, now, more }) => {
  expect(beyond([approved], [now])).toHaveLength(more);
});

test.each([
  { name: "nothing at risk", changes: [planned()], allowed: [], refused: false },
  {
    name: "a replacement in doubt",
    changes: [planned({ risk: "data-in-doubt", replacement: "Conditional" })],
    allowed: [],
    refused: true,
  },
  { name: "loss", changes: [planned({ risk: "data-loss" })], allowed: [], refused: true },
  { name: "loss, allowed by name", changes: [planned({ risk: "data-loss" })], allowed: ["T"], refused: false },
  {
    name: "a replacement that keeps the old one",
    changes: [planned({ risk: "data-left-behind", replacement: "True" })],
    allowed: [],
    refused: true,
  },
  {
    name: "a removal that keeps it",
    changes: [planned({ risk: "data-left-behind", action: "Remove" })],
    allowed: [],
    refused: false,
  },
])("refused: $name -> $refused", ({ changes, allowed, refused }) => {
  let code = "";
  try {
    refuseDataLoss([{ name: "gworld-dev-storage", changes, changeSetId: "c" }], allowed);
  } catch (error) {
    code = error instanceof GworldError ? `${error.code}: ${error.hint}` : String(error);
  }
  expect(code).toMatch(refused ? /^refused: .*--allow-replace T$/ : /^$/);
});
