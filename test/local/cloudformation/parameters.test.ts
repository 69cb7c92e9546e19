import { describe, expect, test } from "vitest";
import { text, type Json, type JsonObject } from "../../../src/local/json.ts";
import { cloud, first, refusal, template, topic, type CloudOptions } from "./stacks.ts";

const given = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }));

/** Creates a stack with one parameter P, shown in an output; answers the refusal or the output. */
async function outcome(
  definition: JsonObject,
  values: Readonly<Record<string, string>> = {},
  options: CloudOptions = {},
) {
  const here = cloud(options);
  const value: Json =
    text(definition, "Type")?.includes("List") === true ? { "Fn::Join": ["|", { Ref: "P" }] } : { Ref: "P" };
  const body = template({ A: topic() }, { Parameters: { P: definition }, Outputs: { O: { Value: value } } });
  const refused = await refusal(
    here.call("CreateStack", { StackName: "s", TemplateBody: body, Parameters: given(values) }),
  );
  if (refused !== "") return refused;
  await here.run();
  const stack = first(await here.call("DescribeStacks", { StackName: "s" }), "Stacks");
  return text(first(stack, "Outputs"), "OutputValue");
}

test.each<[JsonObject, Readonly<Record<string, string>>, string]>([
  [{ Type: "String" }, {}, "Parameters: [P] must have values"],
  [{ Type: "String" }, { P: "x", Q: "y" }, "Parameters: [Q] do not exist in the template"],
  [{ Type: "String", Default: "d" }, {}, "d"],
  [{ Type: "Number", Default: 5 }, {}, "5"],
  [{ Type: "Number" }, { P: "five" }, "Parameter 'P' must be a number"],
  [{ Type: "Number", MinValue: 2 }, { P: "1" }, "Parameter 'P' must be a number not less than 2"],
  [{ Type: "Number", MaxValue: 2 }, { P: "3" }, "Parameter 'P' must be a number not greater than 2"],
  [{ Type: "String", AllowedValues: ["a", "b"] }, { P: "c" }, "Parameter 'P' must be one of AllowedValues"],
  [{ Type: "String", AllowedPattern: "[a-z]+" }, { P: "C1" }, "Parameter 'P' must match pattern [a-z]+"],
  [
    { Type: "String", AllowedPattern: "[a-z]+", ConstraintDescription: "small letters" },
    { P: "C1" },
    "Parameter P failed to satisfy constraint: small letters",
  ],
  [{ Type: "String", MinLength: 2 }, { P: "a" }, "Parameter 'P' must contain at least 2 characters"],
  [{ Type: "String", MaxLength: 2 }, { P: "abc" }, "Parameter 'P' must contain at most 2 characters"],
  [{ Type: "CommaDelimitedList" }, { P: "a, b,c" }, "a|b|c"],
  [{ Type: "List<Number>" }, { P: "1,x" }, "Parameter 'P' must be a number"],
  [{ Type: "List<AWS::EC2::Subnet::Id>" }, { P: "subnet-1,subnet-2" }, "subnet-1|subnet-2"],
  [{ Type: "String", NoEcho: true }, { P: "shown by the output" }, "shown by the output"],
])("%j with %j gives %s", async (definition, values, result) => {
  expect(await outcome(definition, values)).toBe(result);
});

describe("SSM parameter types", () => {
  const options = { parameters: { "/one": "first", "/list": "a,b" } };

  test("stand for the value when the operation begins", async () => {
    expect(await outcome({ Type: "AWS::SSM::Parameter::Value<String>" }, { P: "/one" }, options)).toBe("first");
    expect(await outcome({ Type: "AWS::SSM::Parameter::Value<List<String>>" }, { P: "/list" }, options)).toBe("a|b");
    expect(await outcome({ Type: "AWS::SSM::Parameter::Value<String>" }, { P: "/none" }, options)).toBe(
      "Unable to fetch parameters [/none] from parameter store for this account.",
    );
  });

  test("are shown with what they stood for, and a changed value is a change", async () => {
    const parameters: Record<string, string> = { "/one": "first" };
    const here = cloud({ parameters });
    const body = template(
      { A: topic({ DisplayName: { Ref: "P" } }) },
      { Parameters: { P: { Type: "AWS::SSM::Parameter::Value<String>", Default: "/one" } } },
    );
    await here.call("CreateStack", { StackName: "s", TemplateBody: body });
    await here.run();
    const stack = first(await here.call("DescribeStacks", { StackName: "s" }), "Stacks");
    expect(first(stack, "Parameters")).toEqual({ ParameterKey: "P", ParameterValue: "/one", ResolvedValue: "first" });
    parameters["/one"] = "second";
    await here.call("UpdateStack", { StackName: "s", UsePreviousTemplate: "true", Parameters: [] });
    await here.run();
    expect([...here.provider.things.values()]).toEqual([{ DisplayName: "second" }]);
  });
});

describe("dynamic references", () => {
  const body = template({
    A: topic({
      DisplayName: "{{resolve:ssm:/one:3}}",
      TopicName: "x-{{resolve:secretsmanager:db:SecretString:password}}",
    }),
  });

  test("are read when the resource is made, and never written into the stack's history", async () => {
    const here = cloud({
      parameters: { "/one": "first" },
      secret: (name, key) => (name === "db" && key === "password" ? "hunter2" : undefined),
    });
    await here.call("CreateStack", { StackName: "s", TemplateBody: body });
    await here.run();
    expect([...here.provider.things]).toEqual([
      ["arn:aws:sns:eu-west-1:000000000000:x-hunter2", { DisplayName: "first", TopicName: "x-hunter2" }],
    ]);
    const events = await here.call("DescribeStackEvents", { StackName: "s" });
    const properties = JSON.stringify(events["StackEvents"]).replaceAll("x-hunter2", "");
    expect(properties).toContain("{{resolve:secretsmanager:db:SecretString:password}}");
  });

  test("that lead nowhere fail the resource", async () => {
    const here = cloud({ parameters: { "/one": "first" } });
    await here.call("CreateStack", { StackName: "s", TemplateBody: body });
    await here.run();
    expect(await here.status("s")).toBe("ROLLBACK_COMPLETE");
    expect((await here.events("s")).join("\n")).toContain(
      "A CREATE_FAILED Could not find a value associated with JSONKey",
    );
  });
});

describe("requests", () => {
  const body = template({ A: topic() });
  const create = (input: JsonObject) => cloud().call("CreateStack", { StackName: "s", TemplateBody: body, ...input });

  test.each<[JsonObject, RegExp]>([
    [
      { StackName: "1bad" },
      /^1 validation error detected: Value '1bad' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: \[a-zA-Z\]\[-a-zA-Z0-9\]\*\|arn:\[-a-zA-Z0-9:\/._\+\]\*$/,
    ],
    [
      { TemplateBody: `${" ".repeat(52_000)}{}` },
      /at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200$/,
    ],
    [{ TemplateBody: "" }, /^Either Template URL or Template Body must be specified\.$/],
    [{ TemplateBody: "", TemplateURL: "file:///x" }, /^TemplateURL must be a supported URL\.$/],
    [
      { StackPolicyBody: "{}", StackPolicyURL: "https://x" },
      /^You cannot specify both StackPolicyURL and StackPolicyBody$/,
    ],
    [{ OnFailure: "DELETE", DisableRollback: "true" }, /not both/],
  ])("%j is refused", async (input, message) => {
    expect(await refusal(create(input))).toMatch(message);
  });

  test("capabilities are acknowledged by what the template makes", async () => {
    const role = (name: JsonObject) =>
      template({ R: { Type: "AWS::IAM::Role", Properties: { AssumeRolePolicyDocument: {}, ...name } } });
    const named = role({ RoleName: "x" });
    expect(await refusal(create({ TemplateBody: role({}) }))).toBe("Requires capabilities : [CAPABILITY_IAM]");
    expect(await refusal(create({ TemplateBody: named, Capabilities: ["CAPABILITY_IAM"] }))).toBe(
      "Requires capabilities : [CAPABILITY_NAMED_IAM]",
    );
    expect(await refusal(create({ TemplateBody: named, Capabilities: ["CAPABILITY_NAMED_IAM"] }))).toBe("");
  });

  test("a repeated token is the same request", async () => {
    const here = cloud();
    const request = { StackName: "s", TemplateBody: body, ClientRequestToken: "t" };
    const one = await here.call("CreateStack", request);
    expect(await here.call("CreateStack", request)).toEqual(one);
    expect(await refusal(here.call("CreateStack", { ...request, ClientRequestToken: "u" }))).toBe(
      "Stack [s] already exists",
    );
    await here.run();
    const update = { StackName: "s", TemplateBody: template({ B: topic() }), ClientRequestToken: "v" };
    const begun = await here.call("UpdateStack", update);
    expect(await here.call("UpdateStack", update)).toEqual(begun);
    expect(await refusal(here.call("UpdateStack", { ...update, ClientRequestToken: "t" }))).toMatch(/^Token \[t\]/);
    await here.run();
    const events = await here.call("DescribeStackEvents", { StackName: "s" });
    expect(first(events, "StackEvents")).toMatchObject({ ClientRequestToken: "v" });
  });

  test("a template may come by URL", async () => {
    const here = cloud({ urls: new Map([["https://bucket/t", body]]) });
    await here.call("CreateStack", { StackName: "s", TemplateURL: "https://bucket/t" });
    await here.run();
    expect((await here.call("GetTemplate", { StackName: "s" }))["TemplateBody"]).toBe(body);
  });
});
