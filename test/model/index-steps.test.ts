import { expect, test } from "vitest";
import { indexSteps } from "../../src/model/index-steps.ts";
import { listOf, recordAt, textAt } from "../../src/model/json.ts";

const index = (name: string) => ({
  IndexName: name,
  KeySchema: [{ AttributeName: name, KeyType: "HASH" }],
  Projection: { ProjectionType: "ALL" },
});
const table = (indexes: readonly string[], key = "id") => ({
  Type: "AWS::DynamoDB::Table",
  Properties: {
    KeySchema: [{ AttributeName: key, KeyType: "HASH" }],
    AttributeDefinitions: [key, ...indexes].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
    ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes.map(index) }),
  },
});
const body = (resources: object) =>
  JSON.stringify({ Description: "x (gworld template 0123456789abcdef)", Resources: resources });

/** Names of a table's indexes in each template. */
const indexesIn = (templates: readonly string[], logicalId = "T") =>
  templates.map((text) => {
    const properties = recordAt(recordAt(recordAt(JSON.parse(text), "Resources"), logicalId), "Properties");
    const names = listOf(properties["GlobalSecondaryIndexes"]).map((one) => textAt(one, "IndexName"));
    const defined = listOf(properties["AttributeDefinitions"]).map((one) => textAt(one, "AttributeName"));
    expect(new Set(defined)).toEqual(new Set(["id", ...names]));
    expect(defined).toHaveLength(names.length + 1);
    return names;
  });

test.each([
  { what: "one more", before: ["a"], after: ["a", "b"], steps: [] },
  { what: "one less", before: ["a"], after: [], steps: [] },
  { what: "two more", before: [], after: ["a", "b"], steps: [["a"]] },
  { what: "two less", before: ["a", "b"], after: [], steps: [["b"]] },
  { what: "one for another", before: ["a"], after: ["b"], steps: [[]] },
  { what: "two for two", before: ["a", "b"], after: ["c", "d"], steps: [["b"], [], ["c"]] },
])("$what: $before becomes $after through $steps", ({ before, after, steps }) => {
  expect(indexesIn(indexSteps(body({ T: table(before) }), body({ T: table(after) })))).toEqual(steps);
});

test("tables go side by side, and one that is done waits for the others", () => {
  const before = body({ T: table([]), U: table([]) });
  const steps = indexSteps(before, body({ T: table(["a", "b"]), U: table(["a", "b", "c"]) }));
  expect(indexesIn(steps)).toEqual([["a"], ["a"]]);
  expect(indexesIn(steps, "U")).toEqual([["a"], ["a", "b"]]);
});

test.each([
  {
    what: "a table whose key changes, which is replaced",
    before: body({ T: table([]) }),
    after: body({ T: table(["a", "b"], "other") }),
  },
  { what: "a table that is new", before: body({}), after: body({ T: table(["a", "b"]) }) },
  { what: "a template that is no JSON", before: "Resources:\n  T: {}", after: body({ T: table(["a", "b"]) }) },
])("$what takes all at once", ({ before, after }) => {
  expect(indexSteps(before, after)).toEqual([]);
});

test("what stands between two templates carries the digest of neither", () => {
  const [step = ""] = indexSteps(body({ T: table([]) }), body({ T: table(["a", "b"]) }));
  expect(textAt(JSON.parse(step), "Description")).not.toContain("gworld template");
});
