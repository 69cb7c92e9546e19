import {
  DescribeStackEventsCommand,
  DescribeStackResourceCommand,
  DescribeStackResourcesCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
  UpdateStackCommand,
  ValidateTemplateCommand,
} from "@aws-sdk/client-cloudformation";
import { expect } from "vitest";
import { type Case, sources } from "./case.ts";
import { template, topic } from "./templates.ts";
import { refusal } from "./world.ts";

/** A template that is refused, and AWS's words for it. */
const wrong = (name: string, body: string | object, message: string | RegExp): Case => ({
  name: `a template is refused: ${name}`,
  source: sources.recorded,
  script: (on) =>
    refusal(
      on.cloudformation.send(
        new ValidateTemplateCommand({ TemplateBody: typeof body === "string" ? body : JSON.stringify(body) }),
      ),
    ),
  expected: typeof message === "string" ? `ValidationError: ${message}` : expect.stringMatching(message),
});
const value = (DisplayName: unknown, rest: object = {}) => template({ T: topic({ DisplayName }) }, rest);
const role = (properties: object = {}) =>
  template({
    R: {
      Type: "AWS::IAM::Role",
      Properties: { AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [] }, ...properties },
    },
  });

const templates: readonly Case[] = [
  wrong("no resources", {}, "Template format error: At least one Resources member must be defined."),
  wrong(
    "no type",
    { Resources: { A: {} } },
    "Template format error: [/Resources/A] Every Resources object must contain a Type member.",
  ),
  wrong(
    "a bad logical ID",
    template({ "my-bad-resource-id": topic() }),
    "Template format error: Resource name my-bad-resource-id is non alphanumeric.",
  ),
  wrong(
    "a reference to nothing",
    value({ Ref: "X" }),
    "Template format error: Unresolved resource dependencies [X] in the Resources block of the template",
  ),
  wrong(
    "a reference to nothing in the outputs",
    template({ T: topic() }, { Outputs: { O: { Value: { Ref: "X" } } } }),
    "Template format error: Unresolved resource dependencies [X] in the Outputs block of the template",
  ),
  wrong(
    "a GetAtt without an attribute",
    value({ "Fn::GetAtt": ["T"] }),
    "Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute",
  ),
  wrong(
    "a GetAtt of nothing",
    value({ "Fn::GetAtt": ["X", "TopicName"] }),
    "Template error: instance of Fn::GetAtt references undefined resource X",
  ),
  wrong(
    "a Join of one",
    value({ "Fn::Join": ["-"] }),
    /^ValidationError: Template error: every Fn::Join object requires two parameters/,
  ),
  wrong(
    "a Select of one",
    value({ "Fn::Select": [0] }),
    "Template error: Fn::Select requires a list argument with two elements: an integer index and a list",
  ),
  wrong(
    "an If of two",
    value({ "Fn::If": ["C", "a"] }, { Conditions: { C: { "Fn::Equals": ["a", "a"] } } }),
    "Template error: Fn::If requires a list argument with three elements",
  ),
  wrong(
    "an If of no condition",
    value({ "Fn::If": ["C", "a", "b"] }),
    "Template error: unresolved condition dependency C in Fn::If",
  ),
  wrong(
    "an Equals of one",
    template({ T: topic() }, { Conditions: { C: { "Fn::Equals": ["a"] } } }),
    "Template error: every Fn::Equals object requires a list of 2 string parameters.",
  ),
  wrong(
    "a null",
    template({ T: topic() }, { Outputs: { MyOutput: { Value: null } } }),
    "[/Outputs/MyOutput/Value] 'null' values are not allowed in templates",
  ),
  wrong(
    "an unknown type",
    template({ T: { Type: "AWS::Nobody::Thing" } }),
    "Template format error: Unrecognized resource types: [AWS::Nobody::Thing]",
  ),
  wrong(
    "a circle",
    template({ A: topic({ DisplayName: { Ref: "B" } }), B: topic({ DisplayName: { Ref: "A" } }) }),
    /^ValidationError: Circular dependency between resources: \[[AB], [AB]\]$/,
  ),
  wrong(
    "an unknown section",
    { Resource: {}, Resources: { T: topic() } },
    "Invalid template property or properties [Resource]",
  ),
  wrong(
    "JSON that is none",
    '{"Resources":',
    /^ValidationError: Template format error: JSON not well-formed\. \(line 1, column \d+\)$/,
  ),
  wrong(
    "a version that is none",
    { AWSTemplateFormatVersion: "2011-01-01", Resources: { T: topic() } },
    /^ValidationError: Template format error:/,
  ),
  wrong(
    "a description of more than 1,024 bytes",
    { Description: "x".repeat(1025), Resources: { T: topic() } },
    "Template format error: 'Description' length is greater than 1024.",
  ),
  wrong(
    "more than 500 resources",
    template(Object.fromEntries(Array.from({ length: 501 }, (_, n) => [`T${n}`, { Type: "AWS::SNS::Topic" }]))),
    "Template format error: Number of resources, 501, is greater than maximum allowed, 500",
  ),
  wrong(
    "more than 200 outputs",
    template(
      { T: topic() },
      { Outputs: Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`O${n}`, { Value: "x" }])) },
    ),
    "Template format error: Number of outputs, 201, is greater than maximum allowed, 200",
  ),
];

/** Refusals of calls and templates, in AWS's words. */
export const refusals: readonly Case[] = [
  ...templates,
  {
    name: "each call has its own words for a stack that is not there",
    source: sources.recorded,
    script: async (on) => {
      const StackName = on.fresh();
      const send = on.cloudformation;
      return [
        await refusal(on.stack(StackName)),
        await refusal(send.send(new DescribeStackEventsCommand({ StackName }))),
        await refusal(send.send(new DescribeStackResourceCommand({ StackName, LogicalResourceId: "A" }))),
        await refusal(send.send(new DescribeStackResourcesCommand({ StackName }))),
        await refusal(send.send(new ListStackResourcesCommand({ StackName }))),
        await refusal(send.send(new GetTemplateCommand({ StackName }))),
      ];
    },
    expected: [
      "ValidationError: Stack with id <stack> does not exist",
      "ValidationError: Stack [<stack>] does not exist",
      "ValidationError: Stack '<stack>' does not exist",
      "ValidationError: Stack with id <stack> does not exist",
      "ValidationError: Stack with id <stack> does not exist",
      "ValidationError: Stack with id <stack> does not exist",
    ],
  },
  {
    name: "a resource that is not there is said with its stack",
    source: sources.recorded,
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template({ T: topic() }));
      return refusal(
        on.cloudformation.send(new DescribeStackResourceCommand({ StackName: name, LogicalResourceId: "R" })),
      );
    },
    expected: "ValidationError: Resource R does not exist for stack <stack>",
    moto: true,
  },
  {
    name: "a name that is taken",
    source: sources.recorded,
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template({ T: topic() }));
      return refusal(on.create(name, template({ T: topic() })));
    },
    expected: "AlreadyExistsException: Stack [<stack>] already exists",
  },
  {
    name: "a name that is none",
    source: sources.recorded,
    script: (on) => refusal(on.create("no_underscores", template({ T: topic() }))),
    expected:
      "ValidationError: 1 validation error detected: Value 'no_underscores' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*",
  },
  {
    name: "a template of more than 51,200 bytes",
    source: sources.limits,
    script: (on) =>
      refusal(on.create(on.fresh(), template({ T: topic() }, { Metadata: { Long: "x".repeat(51_200) } }))),
    expected: expect.stringMatching(
      /^ValidationError: 1 validation error detected: Value '.*' at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200$/s,
    ),
  },
  {
    name: "no template at all",
    source: sources.recorded,
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template({ T: topic() }));
      return refusal(on.cloudformation.send(new UpdateStackCommand({ StackName: name })));
    },
    expected: "ValidationError: Either Template URL or Template Body must be specified.",
  },
  {
    name: "an address that holds no template",
    source: sources.recorded,
    script: (on) => refusal(on.begin(on.fresh(), "", { TemplateBody: undefined, TemplateURL: "ftp://x/y" })),
    expected: "ValidationError: TemplateURL must be a supported URL.",
  },
  {
    name: "roles must be acknowledged",
    source: sources.capabilities,
    script: (on) => refusal(on.create(on.fresh(), role())),
    expected: "InsufficientCapabilitiesException: Requires capabilities : [CAPABILITY_IAM]",
  },
  {
    name: "named roles must be acknowledged as such",
    source: sources.capabilities,
    script: (on) => refusal(on.create(on.fresh(), role({ RoleName: "x" }), { Capabilities: ["CAPABILITY_IAM"] })),
    expected: "InsufficientCapabilitiesException: Requires capabilities : [CAPABILITY_NAMED_IAM]",
  },
  {
    name: "how a failed creation ends is said once",
    source: sources.createStack,
    script: (on) =>
      refusal(on.create(on.fresh(), template({ T: topic() }), { DisableRollback: true, OnFailure: "DELETE" })),
    expected: expect.stringMatching(/^ValidationError: .*DisableRollback.*OnFailure/),
  },
  {
    name: "more than 50 tags",
    source: sources.createStack,
    script: (on) =>
      refusal(
        on.create(on.fresh(), template({ T: topic() }), {
          Tags: Array.from({ length: 51 }, (_, n) => ({ Key: `k${n}`, Value: "v" })),
        }),
      ),
    expected: expect.stringMatching(
      /^ValidationError: 1 validation error detected: Value '\[Tag\(key=k0, value=v\), .* at 'tags' failed to satisfy constraint: Member must have length less than or equal to 50$/,
    ),
  },
  {
    name: "tags of AWS's own",
    source: sources.createStack,
    script: (on) =>
      refusal(on.create(on.fresh(), template({ T: topic() }), { Tags: [{ Key: "aws:mine", Value: "v" }] })),
    expected: expect.stringMatching(/^ValidationError: /),
  },
  {
    name: "a property that the type does not have fails the resource",
    source: sources.recorded,
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template({ T: topic({ Colour: "red" }) }));
      return on.reason(name, "T", "CREATE_FAILED");
    },
    expected: expect.stringMatching(/Colour/),
  },
];
