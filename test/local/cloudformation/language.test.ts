import { beforeAll, describe, expect, test } from "vitest";
import { evaluate } from "../../../src/local/cloudformation/intrinsics/evaluate.ts";
import type { Scope } from "../../../src/local/cloudformation/intrinsics/scope.ts";
import { loadSpecs, type Specs } from "../../../src/local/cloudformation/spec/spec.ts";
import { checkReferences } from "../../../src/local/cloudformation/template/check.ts";
import { readTemplate } from "../../../src/local/cloudformation/template/template.ts";
import { parseTemplate } from "../../../src/local/cloudformation/template/text.ts";
import type { Json, JsonObject } from "../../../src/local/json.ts";

const thrown = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return "";
};

const scope: Scope = {
  region: "eu-west-1",
  mappings: { M: { a: { s: "mapped", l: ["x", "y"] } } },
  ref: (name) => ({ Name: "named", List: ["p", "q"], "AWS::NoValue": undefined, "AWS::Region": "eu-west-1" })[name],
  attribute: (id, attribute) => `${id}:${attribute}`,
  condition: (name) => name === "Yes",
  imported: (name) => `import of ${name}`,
};

describe("functions", () => {
  test.each<[Json, Json]>([
    [{ Ref: "Name" }, "named"],
    [{ "Fn::GetAtt": ["R", "Arn"] }, "R:Arn"],
    [{ "Fn::GetAtt": "R.Endpoint.Address" }, "R:Endpoint.Address"],
    [{ "Fn::GetAtt": ["R", { Ref: "Name" }] }, "R:named"],
    [{ "Fn::Join": ["-", ["a", { Ref: "Name" }, 3]] }, "a-named-3"],
    [{ "Fn::Join": ["", { Ref: "List" }] }, "pq"],
    [{ "Fn::Split": [",", "a,b"] }, ["a", "b"]],
    [{ "Fn::Select": [1, { "Fn::Split": [",", "a,b"] }] }, "b"],
    [{ "Fn::Select": ["0", { Ref: "List" }] }, "p"],
    [{ "Fn::FindInMap": ["M", "a", "s"] }, "mapped"],
    [{ "Fn::FindInMap": ["M", "a", "l"] }, ["x", "y"]],
    [{ "Fn::FindInMap": ["M", "b", "s", { DefaultValue: "d" }] }, "d"],
    [{ "Fn::Base64": "hello" }, "aGVsbG8="],
    [{ "Fn::Sub": "${Name} in ${AWS::Region} at ${R.Arn}, ${!literal}" }, "named in eu-west-1 at R:Arn, ${literal}"],
    [{ "Fn::Sub": ["${own}-${Name}", { own: { Ref: "Name" } }] }, "named-named"],
    [{ "Fn::Sub": "$ and $$1 and ${Name}" }, "$ and $$1 and named"],
    [{ "Fn::GetAZs": "" }, ["eu-west-1a", "eu-west-1b", "eu-west-1c"]],
    [{ "Fn::GetAZs": "us-east-1" }, ["us-east-1a", "us-east-1b", "us-east-1c"]],
    [{ "Fn::Cidr": ["10.0.0.0/16", 3, 8] }, ["10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24"]],
    [{ "Fn::Cidr": ["192.168.0.0/24", "2", "5"] }, ["192.168.0.0/27", "192.168.0.32/27"]],
    [{ "Fn::Cidr": ["2001:db8::/56", 2, 64] }, ["2001:db8::/64", "2001:db8:0:1::/64"]],
    [{ "Fn::ImportValue": { "Fn::Sub": "${Name}-x" } }, "import of named-x"],
    [{ "Fn::If": ["Yes", "a", "b"] }, "a"],
    [{ kept: 1, left: { "Fn::If": ["No", "a", { Ref: "AWS::NoValue" }] } }, { kept: 1 }],
    [
      ["a", { Ref: "AWS::NoValue" }, "b"],
      ["a", "b"],
    ],
    [{ constructor: 1 }, { constructor: 1 }],
    [{ "Fn::Equals": [1, "1"] }, true],
    [{ "Fn::Not": [{ Condition: "Yes" }] }, false],
    [{ "Fn::And": [{ Condition: "Yes" }, { "Fn::Equals": ["a", "a"] }] }, true],
    [{ "Fn::Or": [{ Condition: "No" }, { "Fn::Not": [{ Condition: "No" }] }] }, true],
    [
      { Statement: { Condition: { Bool: { "aws:SecureTransport": "false" } } } },
      { Statement: { Condition: { Bool: { "aws:SecureTransport": "false" } } } },
    ],
  ])("%j is %j", (expression, value) => {
    expect(evaluate(expression, scope)).toEqual(value);
  });

  test.each<[Json, string]>([
    [{ "Fn::Select": [3, ["a"]] }, "Template error: Fn::Select cannot select nonexistent value at index 3"],
    [
      { "Fn::Select": ["x", ["a"]] },
      "Template error: Fn::Select requires a list argument with two elements: an integer index and a list",
    ],
    [{ "Fn::FindInMap": ["M", "C", "S"] }, "Template error: Unable to get mapping for M::C::S"],
    [
      { "Fn::Sub": "${a b}" },
      "Template error: variable names in Fn::Sub syntax must contain only alphanumeric characters, underscores, periods, and colons",
    ],
    [{ "Fn::Cidr": ["10.0.0.0/24", 9, 8] }, "Template error: Fn::Cidr cannot make 9 blocks of 10.0.0.0/24"],
    [{ "Fn::Cidr": ["10.0.0", 1, 8] }, "Template error: 10.0.0 is not a valid CIDR block"],
  ])("%j is refused", (expression, message) => {
    expect(thrown(() => evaluate(expression, scope))).toBe(message);
  });
});

describe("YAML", () => {
  test("short tags become their long forms, in every shape", () => {
    const source = `
Resources:
  A:
    Type: AWS::SNS::Topic
    Condition: Yes1
    Properties:
      One: !Ref Name
      Two: !GetAtt R.Endpoint.Address
      Three: !Sub
        - "\${x}"
        - x: !Join ["-", [a, !Select [0, !GetAZs ""]]]
      Four: !If [Yes1, !Ref AWS::NoValue, 012]
      Five: !Not [!Condition Yes1]
      Date: 2010-09-09
      Bool: Yes
`;
    expect(parseTemplate(source)["Resources"]).toEqual({
      A: {
        Type: "AWS::SNS::Topic",
        Condition: "Yes1",
        Properties: {
          One: { Ref: "Name" },
          Two: { "Fn::GetAtt": ["R", "Endpoint.Address"] },
          Three: {
            "Fn::Sub": ["${x}", { x: { "Fn::Join": ["-", ["a", { "Fn::Select": [0, { "Fn::GetAZs": "" }] }]] } }],
          },
          Four: { "Fn::If": ["Yes1", { Ref: "AWS::NoValue" }, 10] },
          Five: { "Fn::Not": [{ Condition: "Yes1" }] },
          Date: "2010-09-09",
          Bool: true,
        },
      },
    });
  });

  test("anchors are followed", () => {
    expect(parseTemplate("a: &x [1]\nb: *x\n")).toEqual({ a: [1], b: [1] });
  });
});

describe("templates that are refused", () => {
  let specs: Specs;
  beforeAll(async () => {
    specs = await loadSpecs();
  });
  const check = (body: string) => thrown(() => checkReferences(readTemplate(body), specs));
  const A = { Type: "AWS::SNS::Topic" };
  const withProperty = (value: Json): JsonObject => ({
    Resources: { A: { ...A, Properties: { DisplayName: value } } },
  });

  test.each<[string, string]>([
    ["{", "Template format error: JSON not well-formed. (line 1, column 2)"],
    ["a: [\n", "Template format error: YAML not well-formed. (line 2, column 1)"],
    ["- a", "Template format error: unsupported structure."],
    ["just text", "Template format error: unsupported structure."],
  ])("text %j", (body, message) => {
    expect(check(body)).toBe(message);
  });

  const shapes: readonly (readonly [JsonObject, string])[] = [
    [{}, "Template format error: At least one Resources member must be defined."],
    [{ Resources: {} }, "Template format error: At least one Resources member must be defined."],
    [{ Resources: { A: "x" } }, "Template format error: Any Resources member must be an object."],
    [
      { Resources: { A: {} } },
      "Template format error: [/Resources/A] Every Resources object must contain a Type member.",
    ],
    [{ Resources: { A: { ...A, Invalid: 1 } } }, "Invalid template resource property 'Invalid'"],
    [{ Resources: { "my-bad-id": A } }, "Template format error: Resource name my-bad-id is non alphanumeric."],
    [{ Resources: { A }, Extra: {} }, "Invalid template property or properties [Extra]"],
    [
      { Resources: { A }, Outputs: { O: { Value: null } } },
      "[/Outputs/O/Value] 'null' values are not allowed in templates",
    ],
    [
      { Resources: { A }, Outputs: { O: {} } },
      "Template format error: Every Outputs member must contain a Value object",
    ],
    [
      { Resources: { A }, Parameters: { P: {} } },
      "Template format error: Every Parameters object must contain a Type member.",
    ],
    [{ Resources: { A }, Mappings: { M: "x" } }, "Template format error: Every Mappings member M must be a map"],
    [{ Resources: { A }, Mappings: { M: { a: "x" } } }, "Template format error: Every Mappings member a must be a map"],
    [
      { Resources: { A }, Mappings: { M: { a: { b: { Ref: "X" } } } } },
      "Template format error: Every Mappings attribute must be a String or a List.",
    ],
    [
      { Resources: { A: { ...A, DeletionPolicy: "Keep" } } },
      "Template format error: Unrecognized DeletionPolicy Keep for resource A",
    ],
    [{ Resources: { A }, Transform: "Mine" }, "No transform named Mine found."],
    [
      { Resources: { A: { Type: "AWS::Nothing::Here" } } },
      "Template format error: Unrecognized resource types: [AWS::Nothing::Here]",
    ],
    [
      withProperty({ Ref: "X" }),
      "Template format error: Unresolved resource dependencies [X] in the Resources block of the template",
    ],
    [
      withProperty({ "Fn::Sub": "${X} ${Y}" }),
      "Template format error: Unresolved resource dependencies [X, Y] in the Resources block of the template",
    ],
    [
      { Resources: { A: { ...A, DependsOn: ["X"] } } },
      "Template format error: Unresolved resource dependencies [X] in the Resources block of the template",
    ],
    [
      { Resources: { A }, Outputs: { O: { Value: { Ref: "X" } } } },
      "Template format error: Unresolved resource dependencies [X] in the Outputs block of the template",
    ],
    [
      withProperty({ "Fn::GetAtt": ["X", "Arn"] }),
      "Template error: instance of Fn::GetAtt references undefined resource X",
    ],
    [
      { Resources: { A }, Outputs: { O: { Value: { "Fn::GetAtt": ["A", "Colour"] } } } },
      "Template error: resource A does not support attribute type Colour in Fn::GetAtt",
    ],
    [
      withProperty({ "Fn::GetAtt": ["A"] }),
      "Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute",
    ],
    [withProperty({ "Fn::If": ["No", "a", "b"] }), "Template error: unresolved condition dependency No in Fn::If"],
    [withProperty({ "Fn::If": ["No", "a"] }), "Template error: Fn::If requires a list argument with three elements"],
    [
      { Resources: { A: { ...A, Condition: "C" } } },
      "Template format error: Unresolved condition dependency C in the Resources block of the template",
    ],
    [
      { Resources: { A }, Conditions: { C: { "Fn::Equals": [{ Ref: "A" }, "x"] } } },
      "Template format error: Unresolved dependencies [A]. Cannot reference resources in the Conditions block of the template",
    ],
    [
      { Resources: { A }, Conditions: { C: { "Fn::And": [{ "Fn::Equals": ["a", "a"] }] } } },
      "Template error: every Fn::And object requires a list of at least 2 and at most 10 boolean parameters.",
    ],
    [
      { Resources: { A: { ...A, DependsOn: "B" }, B: { ...A, DependsOn: "A" } } },
      "Circular dependency between resources: [A, B]",
    ],
    [
      { Resources: Object.fromEntries(Array.from({ length: 501 }, (_, index) => [`R${index}`, A])) },
      "Template format error: Number of resources, 501, is greater than maximum allowed, 500",
    ],
  ];
  test.each(shapes)("%#: %j", (body, message) => {
    expect(check(JSON.stringify(body))).toBe(message);
  });

  test("what is sound is not", () => {
    expect(check(JSON.stringify(withProperty({ "Fn::Sub": "${AWS::StackName}" })))).toBe("");
    expect(
      check(
        JSON.stringify({
          Resources: {
            C: { Type: "Custom::Thing", Properties: { ServiceToken: "x" } },
            M: { Type: "AWS::CDK::Metadata" },
          },
        }),
      ),
    ).toBe("");
  });
});
