import { PutParameterCommand } from "@aws-sdk/client-ssm";
import { expect } from "vitest";
import { type Case, sources } from "./case.ts";
import { parameter, template, topic } from "./templates.ts";
import { refusal, type World } from "./world.ts";

const defined = (definition: object) =>
  template({ T: topic({ DisplayName: { Ref: "P" } }) }, { Parameters: { P: definition } });
const given = (ParameterValue: string, ParameterKey = "P") => ({ Parameters: [{ ParameterKey, ParameterValue }] });

/** A value that a definition does not allow, and the words for that. */
const refused = (name: string, definition: object, value: string, message: string): Case => ({
  name: `a parameter ${name}`,
  source: sources.parameters,
  script: (on) => refusal(on.create(on.fresh(), defined(definition), given(value))),
  expected: `ValidationError: ${message}`,
});
const output = async (on: World, body: string, more: object = {}) => {
  const name = on.fresh();
  await on.create(name, body, more);
  return (await on.stack(name)).Outputs?.[0]?.OutputValue;
};

/** Parameters and dynamic references. */
export const parameters: readonly Case[] = [
  refused(
    "of AllowedValues",
    { Type: "String", AllowedValues: ["a", "b"] },
    "c",
    "Parameter 'P' must be one of AllowedValues",
  ),
  refused(
    "of AllowedPattern",
    { Type: "String", AllowedPattern: "[a-z]+" },
    "A1",
    "Parameter 'P' must match pattern [a-z]+",
  ),
  refused(
    "that is too short",
    { Type: "String", MinLength: 3 },
    "ab",
    "Parameter 'P' must contain at least 3 characters",
  ),
  refused(
    "that is too long",
    { Type: "String", MaxLength: 3 },
    "abcd",
    "Parameter 'P' must contain at most 3 characters",
  ),
  refused("that is too small", { Type: "Number", MinValue: 3 }, "2", "Parameter 'P' must be a number not less than 3"),
  refused(
    "that is too large",
    { Type: "Number", MaxValue: 3 },
    "4",
    "Parameter 'P' must be a number not greater than 3",
  ),
  refused("that is no number", { Type: "Number" }, "x", "Parameter 'P' must be a number"),
  refused(
    "with a description of its constraint",
    { Type: "String", AllowedPattern: "[a-z]+", ConstraintDescription: "only letters" },
    "1",
    "Parameter P failed to satisfy constraint: only letters",
  ),
  {
    name: "a parameter without a value is asked for",
    source: sources.recorded,
    script: (on) => refusal(on.create(on.fresh(), defined({ Type: "String" }))),
    expected: "ValidationError: Parameters: [P] must have values",
  },
  {
    name: "a parameter that the template does not have is refused",
    source: sources.recorded,
    script: (on) => refusal(on.create(on.fresh(), template({ T: topic() }), given("x", "Stranger"))),
    expected: "ValidationError: Parameters: [Stranger] do not exist in the template",
  },
  {
    name: "a NoEcho parameter is shown as asterisks",
    source: sources.parameters,
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, defined({ Type: "String", NoEcho: true }), given("secret"));
      return (await on.stack(name)).Parameters;
    },
    expected: [{ ParameterKey: "P", ParameterValue: "****" }],
  },
  {
    name: "a parameter of an SSM type is shown with what it stood for",
    source: sources.parameters,
    script: async (on) => {
      const name = on.fresh();
      await on.ssm.send(new PutParameterCommand({ Name: `/${name}`, Value: "meant", Type: "String" }));
      await on.create(name, defined({ Type: "AWS::SSM::Parameter::Value<String>" }), given(`/${name}`));
      return (await on.stack(name)).Parameters?.[0]?.ResolvedValue;
    },
    expected: "meant",
  },
  {
    name: "an SSM parameter that is not there is said",
    source: sources.recorded,
    script: (on) =>
      refusal(
        on.create(on.fresh(), defined({ Type: "AWS::SSM::Parameter::Value<String>" }), given("/nobody/has/this")),
      ),
    expected: expect.stringMatching(
      /^ValidationError: Unable to fetch parameters \[\/nobody\/has\/this\] from parameter store for this account\.$/,
    ),
  },
  {
    name: "a list parameter is a list",
    source: sources.parameters,
    script: (on) =>
      output(
        on,
        template(
          { T: topic() },
          {
            Parameters: { P: { Type: "CommaDelimitedList", Default: "a, b" } },
            Outputs: { O: { Value: { "Fn::Join": ["+", { Ref: "P" }] } } },
          },
        ),
      ),
    expected: "a+b",
  },
  {
    name: "a dynamic reference is read when the resource is made",
    source: sources.dynamicReferences,
    script: async (on) => {
      const name = on.fresh();
      await on.ssm.send(new PutParameterCommand({ Name: `/${name}`, Value: "meant", Type: "String" }));
      const body = template(
        { P: parameter({ Value: `{{resolve:ssm:/${name}}}` }) },
        { Outputs: { O: { Value: { "Fn::GetAtt": ["P", "Value"] } } } },
      );
      return output(on, body);
    },
    expected: "meant",
  },
  {
    name: "a dynamic reference to nothing fails the resource",
    source: sources.dynamicReferences,
    script: (on) => on.create(on.fresh(), template({ P: parameter({ Value: "{{resolve:ssm:/nobody/has/this}}" }) })),
    expected: "ROLLBACK_COMPLETE",
  },
];
